"""Atom feed of the newest approved comments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.feedgenerator import get_tag_uri
from django.utils.translation import gettext as _

from comments.limits import LATEST_PER_PAGE
from comments.models import Comment
from portal.editorial.feeds import Asked, Entry, PortalFeed, in_xml

CommentEntry = Entry[Comment]


class LatestComments(PortalFeed):
    def title(self, asked: Asked) -> str:
        return _("Latest discussions")

    def link(self, asked: Asked) -> str:
        return asked.full(reverse("comments:latest"))

    def items(self, asked: Asked) -> list[CommentEntry]:
        comments = Comment.objects.on_public_pages(asked.language).approved().with_page().newest_first()
        return [Entry(comment, asked.origin) for comment in comments[:LATEST_PER_PAGE]]

    def item_title(self, item: CommentEntry) -> str:
        name, page = item.row.name, item.row.page
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
        return {"people": [{"name": item.row.name}]}

    def item_pubdate(self, item: CommentEntry) -> datetime:
        return item.row.created_at

    def item_updateddate(self, item: CommentEntry) -> datetime:
        return item.row.created_at
