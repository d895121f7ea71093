"""Atom feed of the newest articles."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.limits import IN_FEED
from articles.models import ArticleRevision


class LatestArticles(Feed):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        return translation.get_language() or ""

    def title(self, language: str) -> str:
        return _("Articles")

    def link(self, language: str) -> str:
        return reverse("articles:list")

    def items(self, language: str) -> Iterable[ArticleRevision]:
        return ArticleRevision.objects.live().in_language(language).for_lists().newest_first()[:IN_FEED]

    def item_title(self, item: ArticleRevision) -> str:
        return item.title

    def item_description(self, item: ArticleRevision) -> str:
        return item.summary

    def item_pubdate(self, item: ArticleRevision) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: ArticleRevision) -> datetime | None:
        return item.updated_at
