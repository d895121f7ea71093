"""Names of live pages that begin with, or hold, what is being typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import F
from django.utils import timezone

from portal.search.kinds import kinds
from portal.search.limits import SUGGESTED_FROM, SUGGESTIONS, WELL_KNOWN
from portal.search.models import Document
from portal.search.reading import documents_by_stem, rows
from portal.search.text import fold

READ = 5 * SUGGESTIONS  # rows; several names may lead to one page
CHOSEN = 4 * READ  # names, of which some may be of pages that are not live yet
NEWEST = 200  # pages, of which the best known are offered
LAST = "\U0010ffff"

# The first names: terms before articles, short ones before long ones. They are chosen before their pages
# are looked at, of which there may be thousands; nearly all are live.
ORDER = "weight, length(folded), folded"
NAMES = f"""
SELECT n.text, n.folded, d.id, d.kind, d.url, d.title FROM (
    SELECT text, folded, weight, document_id FROM search_name
    WHERE language = %s AND {{condition}} ORDER BY {ORDER} LIMIT {CHOSEN}
) n JOIN search_document d ON d.id = n.document_id
WHERE d.public_from <= %s AND (d.public_until IS NULL OR d.public_until > %s)
ORDER BY n.weight, length(n.folded), n.folded LIMIT {READ}
"""  # noqa: S608
BEGINS = "folded >= %s AND folded < %s"
HOLDS = "folded LIKE %s ESCAPE '!'"


class _Named(NamedTuple):
    """A name of a live page, and that page."""

    text: str
    folded: str
    pk: int
    kind: str
    url: str
    title: str


@dataclass(frozen=True)
class Suggestion:
    pk: int  # of the document
    text: str
    url: str
    kind_label: str
    title: str  # of the page, which may be another than the name

    @property
    def description(self) -> str:
        return self.kind_label if self.title == self.text else f"{self.title} · {self.kind_label}"


def suggestions(typed: str, language: str) -> list[Suggestion]:
    """At most SUGGESTIONS, each page once; names that begin so come before those that hold it.

    Costs one query, two where few names begin so.
    """
    start = fold(typed)
    if len(start) < SUGGESTED_FROM:
        return []
    found = _names(language, BEGINS, start, start + LAST)
    if len({name.pk for name in found}) < SUGGESTIONS:
        holding = _names(language, HOLDS, f"%{_escaped(start)}%")
        found += sorted(holding, key=lambda name: f" {start}" not in name.folded)
    return _unique(found)


def _names(language: str, condition: str, *values: str) -> list[_Named]:
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    statement = NAMES.format(condition=condition)
    return [_Named._make(row) for row in rows(statement, [language, *values, moment, moment])]


def _escaped(start: str) -> str:
    return start.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _unique(names: Iterable[_Named]) -> list[Suggestion]:
    """The first name of each page, and no name twice."""
    found: dict[int, Suggestion] = {}
    texts: set[str] = set()
    for name in names:
        if name.pk in found or name.folded in texts:
            continue
        texts.add(name.folded)
        label = str(kinds()[name.kind].label)
        found[name.pk] = Suggestion(name.pk, name.text, name.url, label, name.title)
        if len(found) == SUGGESTIONS:
            break
    return list(found.values())


def well_known(language: str) -> list[str]:
    """Names worth searching for: of the newest pages that define something, those in the most texts.

    A name of several words counts as rare.
    """
    defining = [name for name, kind in kinds().items() if kind.defines]
    newest = Document.objects.live().in_language(language).of_kinds(defining).order_by("-public_from", "-pk")
    names = newest.filter(name_rows__text=F("title")).values_list("title", "name_rows__key")
    keys = dict(names[:NEWEST])
    known = documents_by_stem(language, list(keys.values()))
    return sorted(keys, key=lambda title: -known.get(keys[title], 0))[:WELL_KNOWN]
