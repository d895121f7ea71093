"""How well a document answers, from its names and summary; the engine has looked into the text."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from portal.search.analysis import WORD, folded_word
from portal.search.engines.base import Unit
from portal.search.kinds import kinds
from portal.search.languages import analyser_of
from portal.search.marking import Mark, Marker
from portal.search.planning import Plan
from portal.search.reading import Card

# Points for a word, where it stands: as typed, and by its stem only.
IN_NAME = (12.0, 10.0)
IN_SUMMARY = (5.0, 4.0)
IN_TEXT = 1.0
LESS_LIKELY = 0.1  # off, for each stem that a beginning or correction may sooner stand for
IS_NAME = 100.0  # a name is the query, in other words of the same stems
AS_TYPED = 40.0  # and is written so
IS_TITLE = 10.0  # and is the first of its names
DEFINES = 5.0
ADJACENT = 4.0  # the words of the query follow one another in a name
COVERS = 6.0  # for a name of which the query is all; in proportion
MISSING = 3.0  # off, if no word is there; in proportion
BETWEEN = 12  # characters, at most, between two words that follow one another


class _Marked(NamedTuple):
    """A text and what of the query stands in it."""

    text: str
    marks: list[Mark]
    words: frozenset[str]
    stems: frozenset[str]


class Ranker:
    """Scores the documents of one search."""

    def __init__(self, plan: Plan, marker: Marker, named: Collection[int]) -> None:
        """`named` are the documents with a name that is the query."""
        self._analyser = analyser_of(plan.language)
        self._marker = marker
        self._named = named
        self._key = plan.key
        self._typed = "".join(plan.words)
        self._units = list(zip(plan.units, _weights(plan), strict=True))
        self._places = {
            stem: place
            for place, unit in enumerate(plan.units)
            for stem in (
                *unit.stems,
                *(self._analyser.stem(word) for words in unit.phrases for word in words),
            )
        }

    def score(self, document: Card, found: Collection[Unit]) -> float:
        """`found` are the units that the engine found in it, wherever."""
        is_named = document.pk in self._named
        if not is_named and not self._marker.may_mark("\n".join([*document.all_names, document.summary])):
            return self._in_text(found)
        names = [self._marked(name) for name in document.all_names]
        summary = self._marked(document.summary)
        total = sum(
            weight * self._points(unit, names, summary, unit in found) for unit, weight in self._units
        )
        return total + self._name_points(document, names)

    def _in_text(self, found: Collection[Unit]) -> float:
        return sum(weight * (IN_TEXT if unit in found else -MISSING) for unit, weight in self._units)

    def _marked(self, text: str) -> _Marked:
        marks = self._marker.marks(text)
        return _Marked(
            text, marks, frozenset(mark.word for mark in marks), frozenset(mark.stem for mark in marks)
        )

    def _points(self, unit: Unit, names: Sequence[_Marked], summary: _Marked, is_found: bool) -> float:
        best = max((self._in(name, unit, IN_NAME) for name in names), default=0.0)
        return best or self._in(summary, unit, IN_SUMMARY) or (IN_TEXT if is_found else -MISSING)

    def _in(self, text: _Marked, unit: Unit, scale: tuple[float, float]) -> float:
        if not text.marks:
            return 0.0
        if not text.words.isdisjoint(unit.words) or any(self._holds(text, one) for one in unit.phrases):
            return scale[0]
        if text.stems.isdisjoint(unit.stems):
            return 0.0
        # Of several stems the first is the likeliest.
        return scale[1] - LESS_LIKELY * next(n for n, stem in enumerate(unit.stems) if stem in text.stems)

    def _holds(self, text: _Marked, phrase: Sequence[str]) -> bool:
        words = "\n".join(token.word for token in self._analyser.tokens(text.text))
        return "\n{}\n".format("\n".join(phrase)) in f"\n{words}\n"

    def _name_points(self, document: Card, names: Sequence[_Marked]) -> float:
        if document.pk in self._named:
            equal = (self._equality(name, place) for place, name in enumerate(document.all_names))
            return max(equal) + (DEFINES if kinds()[document.kind].defines else 0.0)
        return max((self._likeness(name) for name in names), default=0.0)

    def _equality(self, name: str, place: int) -> float:
        words = "".join(token.word for token in self._analyser.tokens(name))
        return IS_NAME + (AS_TYPED if words == self._typed else 0.0) + (IS_TITLE if place == 0 else 0.0)

    def _likeness(self, name: _Marked) -> float:
        if not name.marks:
            return 0.0
        size = sum(map(self._analyser.meaningful, map(folded_word, WORD.findall(name.text))))
        points = COVERS * len({self._places.get(stem) for stem in name.stems}) / max(1, size)
        return points + (ADJACENT if self._are_adjacent(name) else 0.0)

    def _are_adjacent(self, name: _Marked) -> bool:
        count = len(self._units)
        places = [self._places.get(mark.stem) for mark in name.marks[:count]]
        if count < 2 or places != list(range(count)):
            return False
        return all(after.start - mark.end <= BETWEEN for mark, after in pairwise(name.marks))


def _weights(plan: Plan) -> list[float]:
    """The rarer a word, the more it says; together they weigh 1."""
    raw = [1 / math.log2(2 + one.documents) for one in plan.sought]
    return [weight / sum(raw) for weight in raw]
