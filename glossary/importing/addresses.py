"""Addresses for new terms. A term keeps the one it got, whatever later files call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from glossary.importing.checking import Entry
from glossary.models import Term, TermRevision


def taken_addresses(language: str) -> set[str]:
    """Those of the working copies, and all that ever were or will be public: they lead readers somewhere."""
    once = TermRevision.objects.in_language(language).filter(public_from__isnull=False)
    return {
        *Term.objects.filter(language=language).values_list("slug", flat=True),
        *once.values_list("slug", flat=True).distinct(),
    }


def address_all(new: Iterable[Entry], taken: set[str]) -> None:
    """Give each entry an address of its own, and add them to `taken`.

    A name that is free and stands once in the file is the address. Namesakes get their domain, all of
    them, so that none depends on its place in the file; those of one domain are numbered.
    """
    new = list(new)
    names = Counter(entry.slug for entry in new)
    numbers: dict[str, int] = {}
    for entry in new:
        if names[entry.slug] > 1 or entry.slug in taken:
            entry.slug = "-".join(filter(None, [entry.slug, entry.domain_slug]))
        entry.slug = _free(entry.slug, taken, numbers)
        taken.add(entry.slug)


def _free(slug: str, taken: set[str], numbers: dict[str, int]) -> str:
    """`numbers` holds the last number tried for each, lest many namesakes be counted from one."""
    candidate = slug
    while candidate in taken:
        numbers[slug] = numbers.get(slug, 1) + 1
        candidate = f"{slug}-{numbers[slug]}"
    return candidate
