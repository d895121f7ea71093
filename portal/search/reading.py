"""What one search reads, in SQL: the ORM takes longer to build these statements than databases to answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from portal.search.engines.base import Wanted, scope
from portal.search.limits import PER_PAGE

CARD = "id, kind, url, anchor, title, names, has_named_text, summary, category_slug, category_name"


class Card(NamedTuple):
    """A document without its text: what the rank is made of, and what a result shows."""

    pk: int
    kind: str
    url: str
    anchor: str
    title: str
    stored_names: str
    has_named_text: bool
    summary: str
    category_slug: str
    category_name: str

    @property
    def address(self) -> str:
        return f"{self.url}#{self.anchor}" if self.anchor else self.url

    @property
    def names(self) -> list[str]:
        """Beside the title."""
        names: list[str] = [] if self.stored_names == "[]" else json.loads(self.stored_names)
        return names

    @property
    def all_names(self) -> list[str]:
        return [self.title, *self.names] if self.has_named_text else []


def cards(pks: Sequence[int]) -> dict[int, Card]:
    """By key; none for what is gone meanwhile."""
    found = rows(f"SELECT {CARD} FROM search_document WHERE id IN ({_places(pks)})", pks)  # noqa: S608
    return {row[0]: Card._make(row) for row in found}


def texts(pks: Sequence[int]) -> dict[int, str]:
    return dict(rows(f"SELECT id, text FROM search_document WHERE id IN ({_places(pks)})", pks))  # noqa: S608


def named(key: str, wanted: Wanted) -> list[int]:
    """Documents of that scope with a name of that key; as many as a page shows."""
    condition, values = scope(wanted)
    statement = (
        "SELECT DISTINCT d.id FROM search_name n JOIN search_document d ON d.id = n.document_id"  # noqa: S608
        f" WHERE n.language = %s AND n.key = %s AND {condition} ORDER BY d.id LIMIT {PER_PAGE}"
    )
    return [pk for (pk,) in rows(statement, [wanted.language, key, *values])]


def documents_by_stem(language: str, stems: Sequence[str]) -> dict[str, int]:
    """In how many documents words of these stems stand; none for unknown ones."""
    statement = (
        "SELECT stem, sum(documents) FROM search_word"  # noqa: S608
        f" WHERE language = %s AND stem IN ({_places(stems)}) AND documents > 0 GROUP BY stem"
    )
    return dict(rows(statement, [language, *stems]))


def words_between(language: str, first: str, last: str, *, besides: str, limit: int) -> list[tuple[str, int]]:
    """The most frequent words from `first` up to `last`, without one stem; stem and number of documents."""
    statement = (
        "SELECT stem, documents FROM search_word WHERE language = %s AND word >= %s AND word < %s"
        " AND stem <> %s AND documents > 0 ORDER BY documents DESC, word LIMIT %s"
    )
    return [(stem, documents) for stem, documents in rows(statement, [language, first, last, besides, limit])]


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
