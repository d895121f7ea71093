"""What terms say as they stand, read as rows of a file are, so that a file is compared with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from glossary.exporting.tables import names_of, tagged_names
from glossary.exporting.terms import words_of
from glossary.importing.checking import Entry
from glossary.importing.files import Record
from glossary.importing.rows import Row, read_row
from glossary.models import Relation, Term, TermRevision
from portal.search.text import slug_for


@dataclass(frozen=True, slots=True)
class Standing:
    digests: dict[str, bytes]
    domains: set[str]  # by which its category is found; {""} for none

    def changes(self, entry: Entry) -> tuple[str, ...]:
        """The parts in which the row says something else."""
        return tuple(name for name, digest in entry.parts() if not self._says(entry, name, digest))

    def _says(self, entry: Entry, name: str, digest: bytes) -> bool:
        if name == "domain":
            return entry.domain_slug in self.domains
        return self.digests.get(name) == digest


def copies(keys: Collection[int]) -> dict[int, Standing]:
    """Of the working copies."""
    rows = Term.objects.filter(pk__in=keys).select_related("category").prefetch_related("synonyms")
    return {row.pk: _standing(row) for row in rows}


def live(keys: Collection[int]) -> dict[int, Standing]:
    """Of what readers have, by the keys of the terms."""
    rows = TermRevision.objects.live().filter(page__in=keys).select_related("category")
    return {row.page_id: _standing(row) for row in rows.defer("html", "search_text")}


def related(keys: Iterable[int]) -> dict[int, set[int]]:
    """By the key of each term, those of the terms related to it."""
    wanted = set(keys)
    found: dict[int, set[int]] = defaultdict(set)
    pairs = Relation.objects.filter(Q(low__in=wanted) | Q(high__in=wanted))
    for low, high in pairs.order_by().values_list("low_id", "high_id"):
        found[low].add(high)
        found[high].add(low)
    return found


def _standing(row: Term | TermRevision) -> Standing:
    words = words_of(row)
    values: dict[str, Any] = {
        **{name: words[name] for name in ("term", "definition", "kind", "pronunciation", "body")},
        **names_of(words["names"]),
        "name_languages": tagged_names(words["name_languages"]),
        "id": "-",
    }
    read = read_row(Record(0, values, values), live=False)
    domains = {row.category.slug, slug_for(row.category.name)} if row.category else {""}
    return Standing(read.digests(row.language) if isinstance(read, Row) else {}, domains)
