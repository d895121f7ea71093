"""SQLite: an FTS5 table whose rows have the keys of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from django.db import connection

from portal.search.engines.base import PARTED, Analysed, Hit, Unit, Wanted, scope

AT_ONCE = 500  # keys in one statement
HEAD = "{names summary}"
ANYWHERE = "{names summary body}"


class SQLiteEngine:
    def lock(self) -> None:
        """Nothing to do: who writes is alone."""

    def add(self, documents: Iterable[Analysed]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO search_fts (rowid, names, summary, body, exact)"
                " VALUES (%s, %s, %s, %s, %s)",
                [
                    (one.pk, *(" ".join(words) for words in (one.names, one.summary, one.body, one.exact)))
                    for one in documents
                ],
            )

    def remove(self, pks: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for start in range(0, len(pks), AT_ONCE):
                some = pks[start : start + AT_ONCE]
                places = ", ".join(["%s"] * len(some))
                cursor.execute(f"DELETE FROM search_fts WHERE rowid IN ({places})", some)  # noqa: S608

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fts")

    def find(self, wanted: Wanted) -> list[Hit]:
        if wanted.is_common:
            hits = self._find(wanted, HEAD)
            if len(hits) == wanted.limit:
                return hits
        return self._find(wanted, ANYWHERE)

    def _find(self, wanted: Wanted, columns: str) -> list[Hit]:
        condition, values = scope(wanted, connection.ops.adapt_datetimefield_value(wanted.moment))
        statement = (
            "SELECT d.id, f.rank FROM search_fts f JOIN search_document d ON d.id = f.rowid"  # noqa: S608
            f" WHERE search_fts MATCH %s AND {condition} ORDER BY f.rank LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [expression(wanted, columns), *values, wanted.limit])
            return [Hit(pk, -rank) for pk, rank in cursor.fetchall()]


def expression(wanted: Wanted, columns: str = ANYWHERE) -> str:
    """In the language of FTS5, every word quoted; stems are looked for in these columns only.

    The word as typed adds no document, but puts those that hold it before those with its stem only.
    """
    if columns == HEAD:
        parts = " AND ".join(f"({_any(replace(unit, phrases=()), HEAD)})" for unit in wanted.units)
    else:
        boosted = (
            replace(unit, phrases=(*unit.phrases, *((word,) for word in unit.words))) for unit in wanted.units
        )
        parts = " AND ".join(f"({_any(unit, ANYWHERE)})" for unit in boosted)
    if not wanted.without:
        return parts
    return f"({parts}) NOT ({' OR '.join(_any(unit, ANYWHERE) for unit in wanted.without)})"


def _any(unit: Unit, columns: str) -> str:
    stems = (f"{columns} : {_quoted([stem])}" for stem in unit.stems)
    phrases = (f"exact : {_quoted(phrase)}" for phrase in unit.phrases)
    return " OR ".join(chain(stems, phrases))


def _quoted(words: Sequence[str]) -> str:
    return '"{}"'.format(" ".join(word.replace('"', "").replace(PARTED, "") for word in words))
