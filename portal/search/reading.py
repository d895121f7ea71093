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
    names: list[str]
    has_named_text: bool
    summary: str
    category_slug: str
    category_name: str

    @property
    def address(self) -> str:
        return f"{self.url}#{self.anchor}" if self.anchor else self.url

    @property
    def all_names(self) -> list[str]:
        return [self.title, *self.names] if self.has_named_text else []


def cards(pks: Sequence[int]) -> dict[int, Card]:
    """By key; none for what is gone meanwhile."""
    rows = _rows(f"SELECT {CARD} FROM search_document WHERE id IN ({_places(pks)})", pks)  # noqa: S608
    return {row[0]: Card._make((*row[:5], _names(row[5]), *row[6:])) for row in rows}


def _names(stored: str) -> list[str]:
    names: list[str] = [] if stored == "[]" else json.loads(stored)
    return names


def texts(pks: Sequence[int]) -> dict[int, str]:
    return dict(_rows(f"SELECT id, text FROM search_document WHERE id IN ({_places(pks)})", pks))  # noqa: S608


def named(key: str, wanted: Wanted) -> list[int]:
    """Documents of that scope with a name of that key; as many as a page shows."""
    condition, values = scope(wanted)
    statement = (
        "SELECT DISTINCT d.id FROM search_name n JOIN search_document d ON d.id = n.document_id"  # noqa: S608
        f" WHERE n.language = %s AND n.key = %s AND {condition} ORDER BY d.id LIMIT {PER_PAGE}"
    )
    return [pk for (pk,) in _rows(statement, [wanted.language, key, *values])]


def documents_by_stem(language: str, stems: Sequence[str]) -> dict[str, int]:
    """In how many documents words of these stems stand; none for unknown ones."""
    statement = (
        "SELECT stem, sum(documents) FROM search_word"  # noqa: S608
        f" WHERE language = %s AND stem IN ({_places(stems)}) AND documents > 0 GROUP BY stem"
    )
    return dict(_rows(statement, [language, *stems]))


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
