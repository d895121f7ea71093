"""The domains of a file as categories of the site."""

from __future__ import annotations

from portal.editorial.models import Category
from portal.search.text import slug_for


class Categories:
    """Of one language. A domain is known by its address, so that an editor may reword its name."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.created = 0
        rows = list(Category.objects.filter(language=language))
        self.keys = {row.slug: row.pk for row in rows} | {slug_for(row.name): row.pk for row in rows}

    def key_of(self, domain: str) -> int | None:
        """Of the category of that name, made if it is missing; None for a name without a letter."""
        slug = slug_for(domain)
        if slug and slug not in self.keys:
            self.keys[slug] = Category.objects.create(language=self.language, slug=slug, name=domain).pk
            self.created += 1
        return self.keys.get(slug)
