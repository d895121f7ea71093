"""PostgreSQL: two columns of search_document, made of words that were analysed in Python.

`search_whole` is what is searched: stems, and the exact words behind an equals sign, at the same
places. `search_head`, the same of names and summary, is small enough to rank every row by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain

from django.db import connection, transaction

from portal.search.engines.base import PARTED, Analysed, KnownWord, Unit, Wanted, scope

LAST_PLACE = 16_383  # in a tsvector
MOST_PLACES = 255  # of one lexeme

COMPARED = 100  # documents whose whole text is compared; reading those is what takes time
LOCK = 0x5EA2C4  # any number that nothing else locks

FIND = """
WITH found AS MATERIALIZED (
    SELECT d.id, ts_rank(d.search_head, %s::tsquery) AS head, d.public_from
    FROM search_document d WHERE d.{column} @@ %s::tsquery AND {condition}
    ORDER BY head DESC, d.public_from DESC, d.id LIMIT %s
), best AS MATERIALIZED (
    SELECT * FROM found ORDER BY head DESC, public_from DESC, id LIMIT %s
), compared AS MATERIALIZED (
    SELECT d.id, ts_rank(d.search_whole, %s::tsquery, 1) AS whole
    FROM best JOIN search_document d USING (id)
)
SELECT f.id FROM found f LEFT JOIN compared c USING (id)
ORDER BY f.head * 1000 + coalesce(c.whole, 0) DESC, f.public_from DESC, f.id
"""
# Each by index, which OFFSET keeps the planner from giving up for a walk through the whole table.
KNOWN = " UNION ".join(
    f"""
SELECT w.* FROM unnest(%s::text[]) AS given (form), LATERAL (
    SELECT word, stem, written, documents FROM search_word
    WHERE language = %s AND {column} = given.form COLLATE "C" AND documents > 0 OFFSET 0
) w
"""  # noqa: S608
    for column in ("word", "stem")
)


class PostgreSQLEngine:
    def lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def add(self, documents: Iterable[Analysed]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_document SET search_head = %s::tsvector, search_whole = %s::tsvector"
                " WHERE id = %s",
                [(_vector(_head(one)), _vector(_whole(one)), one.pk) for one in documents],
            )

    def remove(self, pks: Sequence[int]) -> None:
        """Nothing to do: the columns go with their rows."""

    def clear(self) -> None:
        """Nothing to do: the columns go with their rows."""

    def known(self, language: str, words: Collection[str], stems: Collection[str]) -> list[KnownWord]:
        """Two arrays are two values to read, where hundreds of values would be a statement of pages."""
        with connection.cursor() as cursor:
            cursor.execute(KNOWN, [list(words), language, list(stems), language])
            return [KnownWord._make(row) for row in cursor.fetchall()]

    def find(self, wanted: Wanted) -> list[int]:
        if wanted.is_common:
            hits = self._find(wanted, "search_head")
            if len(hits) == wanted.limit:
                return hits
        return self._find(wanted, "search_whole")

    def _find(self, wanted: Wanted, column: str) -> list[int]:
        condition, values = scope(wanted)
        if wanted.without:
            condition += " AND NOT d.search_whole @@ %s::tsquery"
            values.append(" | ".join(_any(unit, boosted=False) for unit in wanted.without))
        ranked = " | ".join(_any(unit, boosted=True) for unit in wanted.units)
        is_large = wanted.expected > wanted.limit
        with by_index() if is_large else nullcontext(), connection.cursor() as cursor:
            cursor.execute(
                FIND.format(condition=condition, column=column),
                [ranked, expression(wanted), *values, wanted.limit, COMPARED, ranked],
            )
            return [pk for (pk,) in cursor.fetchall()]


@contextmanager
def by_index() -> Iterator[None]:
    """The planner does not know how much of a table is in memory, nor how long its texts are."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def expression(wanted: Wanted) -> str:
    """In the language of tsquery, every word quoted."""
    return " & ".join(f"({_any(unit, boosted=False)})" for unit in wanted.units)


def _any(unit: Unit, *, boosted: bool) -> str:
    """The word as typed adds no document, but puts those that hold it before those with its stem only."""
    stems = (_quoted(stem) for stem in unit.stems)
    phrases = (f"({' <-> '.join(_quoted(f'={word}') for word in phrase)})" for phrase in unit.phrases)
    words = (_quoted(f"={word}") for word in unit.words if boosted)
    return " | ".join(chain(stems, phrases, words))


def _quoted(word: str) -> str:
    return "'{}'".format(word.replace("\\", "").replace("'", ""))


Weighted = Iterator[tuple[str, int, str]]  # lexeme, place, weight


def _head(one: Analysed) -> Weighted:
    yield from _placed(one.names, "A")
    yield from _placed(one.summary, "B")
    yield from _placed(_marked(one.exact_names), "A")
    yield from _placed(_marked(one.exact_summary), "B")


def _whole(one: Analysed) -> Weighted:
    yield from _placed(one.names, "A")
    yield from _placed(one.summary, "B")
    yield from _placed(one.body, "D")
    yield from _placed(_marked(one.exact), "D")


def _marked(exact: Sequence[str]) -> list[str]:
    return [word if word == PARTED else f"={word}" for word in exact]


def _placed(words: Sequence[str], weight: str) -> Weighted:
    yield from ((word, place, weight) for place, word in enumerate(words, start=1) if word != PARTED)


def _vector(words: Weighted) -> str:
    """A tsvector in its written form; words are letters and digits only, so nothing needs escaping."""
    places: dict[str, list[str]] = defaultdict(list)
    for word, place, weight in words:
        if len(places[word]) < MOST_PLACES:
            places[word].append(f"{min(place, LAST_PLACE)}{weight}")
    return " ".join(f"{_quoted(word)}:{','.join(found)}" for word, found in places.items())
