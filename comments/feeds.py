"""Atom feeds of the newest approved comments: of the site, and of each discussion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import get_tag_uri
from django.utils.translation import gettext as _

from comments.limits import IN_FEED, LATEST_PER_PAGE
from comments.models import Comment, Discussion
from comments.news import public_discussion
from comments.public_pages import PublicPage
from portal.editorial.feeds import Asked, Entry, PortalFeed, in_xml

CommentEntry = Entry[Comment]


class CommentFeed(PortalFeed):
    """What an entry tells of a comment from `with_page()`."""

    def item_title(self, item: CommentEntry) -> str:
        name, page = item.row.signature, item.row.page
        return in_xml(_("%(name)s on “%(page)s”") % {"name": name, "page": page.title if page else ""})

    def item_description(self, item: CommentEntry) -> str:
        return in_xml(item.row.html)

    def item_link(self, item: CommentEntry) -> str:
        return item.full(item.row.get_absolute_url())

    def item_guid(self, item: CommentEntry) -> str:
        """The same when the page of the comment gets another address."""
        return get_tag_uri(item.full(f"/comments/{item.row.pk}"), item.row.created_at)

    def item_categories(self, item: CommentEntry) -> list[str]:
        return [in_xml(item.row.page.title)] if item.row.page else []

    def item_extra_kwargs(self, item: CommentEntry) -> dict[str, Any]:
        return {"people": [{"name": item.row.signature}]}

    def item_pubdate(self, item: CommentEntry) -> datetime:
        return item.row.created_at

    def item_updateddate(self, item: CommentEntry) -> datetime:
        return item.row.redacted_at or item.row.created_at


class LatestComments(CommentFeed):
    def title(self, asked: Asked) -> str:
        return _("Latest discussions")

    def link(self, asked: Asked) -> str:
        return asked.full(reverse("comments:latest"))

    def items(self, asked: Asked) -> list[CommentEntry]:
        comments = Comment.objects.on_public_pages(asked.language).approved().with_page().newest_first()
        return [Entry(comment, asked.origin) for comment in comments[:LATEST_PER_PAGE]]


@dataclass(frozen=True)
class AskedOfOne(Asked):
    discussion: Discussion
    page: PublicPage


class DiscussionComments(CommentFeed):
    """Of one page; 404 while that is not public. Costs two queries."""

    def get_object(self, request: HttpRequest, number: str) -> AskedOfOne:
        discussion = public_discussion(Discussion.objects.with_page(), number)
        if discussion.page is None:
            raise Http404
        asked = super().get_object(request)
        return AskedOfOne(**vars(asked), discussion=discussion, page=discussion.page)

    def title(self, asked: AskedOfOne) -> str:
        return in_xml(_("Discussion of “%(page)s”") % {"page": asked.page.title})

    def link(self, asked: AskedOfOne) -> str:
        return asked.full(asked.page.url)

    def items(self, asked: AskedOfOne) -> list[CommentEntry]:
        comments = Comment.objects.filter(discussion=asked.discussion).approved().with_page().newest_first()
        return [Entry(comment, asked.origin) for comment in comments[:IN_FEED]]
