"""SQLite: an FTS5 table whose rows have the keys of the documents.

Its last column holds the words as they stand, each behind a sign. So no stem can be taken for a word,
and a search need not be limited to some columns, which would take twice as long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from portal.search.engines.base import PARTED, Analysed, KnownWord, Unit, Wanted, scope

AT_ONCE = 500  # keys in one statement
HEAD = "{names summary} : "
ANYWHERE = ""
EXACT = "\u00a4"  # before a word as it stands; a letter to the tokenizer, as all that is not ASCII
KNOWN = "SELECT word, stem, written, documents FROM search_word WHERE language = %s AND documents > 0"


class SQLiteEngine:
    def lock(self) -> None:
        """Nothing to do: who writes is alone."""

    def add(self, documents: Iterable[Analysed]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO search_fts (rowid, names, summary, body, exact)"
                " VALUES (%s, %s, %s, %s, %s)",
                [_row(one) for one in documents],
            )

    def remove(self, pks: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for start in range(0, len(pks), AT_ONCE):
                some = pks[start : start + AT_ONCE]
                cursor.execute(f"DELETE FROM search_fts WHERE rowid IN ({_places(some)})", some)  # noqa: S608

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fts")

    def known(self, language: str, words: Collection[str], stems: Collection[str]) -> list[KnownWord]:
        statement = " UNION ".join(
            f"{KNOWN} AND {column} IN ({_places(some)})"
            for column, some in (("word", words), ("stem", stems))
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [language, *words, language, *stems])
            return [KnownWord._make(row) for row in cursor.fetchall()]

    def find(self, wanted: Wanted) -> list[int]:
        if wanted.is_common:
            hits = self._find(wanted, HEAD)
            if len(hits) == wanted.limit:
                return hits
        return self._find(wanted, ANYWHERE)

    def _find(self, wanted: Wanted, columns: str) -> list[int]:
        """Without the rank itself: SQLite would work it out once more for each row."""
        condition, values = scope(wanted)
        statement = (
            "SELECT d.id FROM search_fts f JOIN search_document d ON d.id = f.rowid"  # noqa: S608
            f" WHERE search_fts MATCH %s AND {condition} ORDER BY f.rank LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [expression(wanted, columns), *values, wanted.limit])
            return [pk for (pk,) in cursor.fetchall()]


def _places(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _row(one: Analysed) -> tuple[int, str, str, str, str]:
    exact = " ".join(map(_exact, one.exact))
    return one.pk, " ".join(one.names), " ".join(one.summary), " ".join(one.body), exact


def _exact(word: str) -> str:
    return word if word == PARTED else f"{EXACT}{word}"


def expression(wanted: Wanted, columns: str = ANYWHERE) -> str:
    """In the language of FTS5, every word quoted; all is looked for in these columns only.

    The word as typed adds no document, but puts those that hold it before those with its stem only.
    """
    parts = " AND ".join(f"({_any(unit, columns)})" for unit in wanted.units)
    if not wanted.without:
        return parts
    unwanted = " OR ".join(_any(unit, ANYWHERE) for unit in wanted.without)
    return f"({parts}) NOT ({unwanted})"


def _any(unit: Unit, columns: str) -> str:
    phrases = [[stem] for stem in unit.stems]
    if columns == ANYWHERE:
        phrases += [list(map(_exact, words)) for words in (*unit.phrases, *((one,) for one in unit.words))]
    return " OR ".join(f"{columns}{_quoted(words)}" for words in phrases)


def _quoted(words: Sequence[str]) -> str:
    return '"{}"'.format(" ".join(word.replace('"', "").replace(PARTED, "") for word in words))
