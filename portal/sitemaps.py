"""What search engines are told of: live pages, with their translations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from articles.models import ArticleRevision
from glossary.models import TermRevision
from portal.editorial.languages import reverse_in
from portal.editorial.models import AboutKey, Revision
from portal.editorial.querysets import RevisionQuerySet
from portal.editorial.site import about_url


class LivePages(Sitemap):
    limit = 20_000  # of each kind: one file may hold 50,000

    def __init__(self, model: type[Revision]) -> None:
        self.model = model

    def items(self) -> RevisionQuerySet[Any]:
        return self.model.objects.live().for_lists().order_by("language", "sort_key", "pk")

    def lastmod(self, item: Revision) -> datetime | None:
        return item.updated_at


class FixedPages(Sitemap):
    def items(self) -> list[str]:
        names = ("home", "articles:list", "glossary:index", "comments:latest")
        languages = [code for code, _ in settings.LANGUAGES]
        fixed = [reverse_in(language, name) for language in languages for name in names]
        return fixed + [about_url(language, key) for language in languages for key in AboutKey]

    def location(self, item: str) -> str:
        return item


def sitemaps() -> dict[str, Sitemap]:
    return {"articles": LivePages(ArticleRevision), "terms": LivePages(TermRevision), "fixed": FixedPages()}
