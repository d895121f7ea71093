"""Atom feed of the newest articles."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db.models import F
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from articles.limits import IN_FEED
from articles.models import ArticleRevision
from portal.editorial.feeds import Asked, Entry, PortalFeed, in_xml
from portal.editorial.models import ContributionRole

COLUMNS = ("language", "slug", "title", "summary", "published_at", "public_from", "contributor_rows")

ArticleEntry = Entry[ArticleRevision]


class LatestArticles(PortalFeed):
    def title(self, asked: Asked) -> str:
        return _("Articles")

    def link(self, asked: Asked) -> str:
        return asked.full(reverse("articles:list"))

    def items(self, asked: Asked) -> list[ArticleEntry]:
        live = ArticleRevision.objects.live().in_language(asked.language).select_related("category")
        newest = live.only(*COLUMNS, "category__name").newest_first()
        # Of the working copy only its key, not the whole row with its text.
        rows = newest.annotate(translation_key=F("page__translation_key"))
        return [Entry(row, asked.origin) for row in rows[:IN_FEED]]

    def item_title(self, item: ArticleEntry) -> str:
        return in_xml(item.row.title)

    def item_description(self, item: ArticleEntry) -> str:
        """As HTML, which Django says it is: the words stand for themselves."""
        return in_xml(linebreaks(item.row.summary, autoescape=True))

    def item_link(self, item: ArticleEntry) -> str:
        return item.full(item.row.url)

    def item_guid(self, item: Any) -> str:
        """The same when title, address or host change."""
        return uuid5(item.row.translation_key, item.row.language).urn

    def item_categories(self, item: ArticleEntry) -> list[str]:
        return [in_xml(item.row.category.name)] if item.row.category else []

    def item_extra_kwargs(self, item: ArticleEntry) -> dict[str, Any]:
        authors = [row for row in item.row.contributors if row["role"] == ContributionRole.AUTHOR]
        return {"people": [{"name": row["name"], "url": item.full(row["url"])} for row in authors]}

    def item_pubdate(self, item: ArticleEntry) -> datetime | None:
        return item.row.published_at

    def item_updateddate(self, item: ArticleEntry) -> datetime | None:
        return item.row.updated_at
