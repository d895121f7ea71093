"""Atom feed of the newest approved comments."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from comments.limits import LATEST_PER_PAGE
from comments.models import Comment


class LatestComments(Feed):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        return translation.get_language() or ""

    def title(self, language: str) -> str:
        return _("Latest discussions")

    def link(self, language: str) -> str:
        return reverse("comments:latest")

    def items(self, language: str) -> Iterable[Comment]:
        comments = Comment.objects.on_public_pages(language).approved().with_page().newest_first()
        return comments[:LATEST_PER_PAGE]

    def item_title(self, item: Comment) -> str:
        page = item.page
        return _("%(name)s on “%(page)s”") % {"name": item.name, "page": page.title if page else ""}

    def item_description(self, item: Comment) -> str:
        return item.html

    def item_link(self, item: Comment) -> str:
        return item.get_absolute_url()

    def item_pubdate(self, item: Comment) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Comment) -> datetime:
        return item.created_at
