"""Words weighed together: a linear model beside the rules, for what is said in words that no list foresaw.

weights/<language>/<signal>.txt holds its weights, learned from the open labelled comments by
bench/learn_triage.py. A comment is read sentence by sentence, and two by two; the heaviest place counts,
and the whole beside it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from comments.triage.reading import Reading, Span

DELIVERED = Path(__file__).parent / "weights"
STEM = 5  # letters of a word that count: « suicide », « suicidaire » and "suicidal" are one
DENIED = "~"  # before the stem of a word that is denied
SIZE_LEAST = 16  # words and neighbours: a shorter place weighs as much as one of that size with unknown words
NEIGHBOURS = 3  # words that are weighed together, at most
SHOWN_MAX = 6  # words, or neighbours, that are given as the reason
# How much the comment as a whole counts beside its heaviest place: despair seldom stands alone.
WHOLE = {"distress": 0.6, "urgent": 0.6}
# Above these, words alone are a finding; below those, they overrule the rules.
ENOUGH = {
    "fr": {"distress": 0.2, "urgent": -0.25, "advice": 0.0, "miracle": -0.25},
    "en": {"distress": -0.04, "urgent": -0.4, "advice": 0.0, "miracle": -0.25},
}
AGAINST = {"distress": -0.25, "urgent": -0.75, "advice": -0.9}
_WORD = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True)
class Model:
    """How much each word, or pair of neighbours, says for (or against) one signal."""

    bias: float
    weights: dict[str, float]

    def total(self, features: Collection[str]) -> float:
        """The weight of a place, above 0 when it rather speaks for the signal."""
        return self.bias + sum(self.weights.get(name, 0.0) for name in features) / scale(features)


def scale(features: Collection[str]) -> float:
    """What the sum of weights is divided by, lest many words weigh more than telling ones."""
    return math.sqrt(max(SIZE_LEAST, len(features)))


@lru_cache(maxsize=1)
def models() -> dict[str, dict[str, Model]]:
    """By language, then by signal."""
    found: dict[str, dict[str, Model]] = {}
    for path in sorted(DELIVERED.glob("*/*.txt")):
        found.setdefault(path.parent.name, {})[path.stem] = _model(path)
    return found


def _model(path: Path) -> Model:
    weights: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            weight, _, name = line.partition(" ")
            weights[name] = float(weight)
    return Model(weights.pop(""), weights)


def features(stems: list[str]) -> set[str]:
    """What is weighed: each word once, and each row of neighbours, up to NEIGHBOURS."""
    rows = (zip(*(stems[start:] for start in range(size)), strict=False) for size in range(1, NEIGHBOURS + 1))
    return {" ".join(row) for each in rows for row in each}


@dataclass(frozen=True)
class Place:
    """A sentence or more, as stems with their spans."""

    stems: list[str]
    spans: list[Span]

    def __add__(self, other: Place) -> Place:
        return Place(self.stems + other.stems, self.spans + other.spans)

    @cached_property
    def features(self) -> set[str]:
        return features(self.stems)

    def heaviest(self, model: Model) -> list[Span]:
        """Where the words stand, alone or with neighbours, that speak most for the signal."""
        names = sorted(self.features, key=lambda name: (-model.weights.get(name, 0.0), name))[:SHOWN_MAX]
        shown = {name for name in names if model.weights.get(name, 0.0) > 0}
        found = []
        for first, last in itertools.product(range(len(self.stems)), range(NEIGHBOURS)):
            if " ".join(self.stems[first : first + last + 1]) in shown and first + last < len(self.stems):
                found.append((self.spans[first][0], self.spans[first + last][1]))
        return sorted(found)


NOWHERE = Place([], [])


class Weighing:
    """One comment on the scales. `languages` are those it may be written in."""

    def __init__(self, reading: Reading, languages: Iterable[str]) -> None:
        self._reading = reading
        self._codes = [code for code in languages if code in models()] or [*models()]

    def judge(self, signal: str, found: dict[str, list[Span]]) -> dict[str, list[Span]]:
        """What the rules found, unless all words together speak clearly against it, or what these find alone.

        An operator's own entries are never overruled, and what they took away or excepted is not weighed.
        """
        weighed = [self.heaviest(signal, code) for code in self._codes]
        if found and (
            max(total for total, _, _ in weighed) > AGAINST.get(signal, -math.inf) or self._is_own(found)
        ):
            return found
        for (total, place, model), code in zip(weighed, self._codes, strict=True):
            if total > ENOUGH[code][signal] and (spans := place.heaviest(model)):
                return {f"{signal}.likely": spans}
        return {}

    def heaviest(self, signal: str, code: str) -> tuple[float, Place, Model]:
        """What the comment weighs in that language, and the place that decides."""
        model = models()[code][signal]
        total, place = max(
            ((model.total(one.features), one) for one in self._places), key=lambda pair: pair[0]
        )
        return total + WHOLE.get(signal, 0.0) * model.total(self._whole.features), place, model

    def _is_own(self, found: dict[str, list[Span]]) -> bool:
        return any(self._reading.touches(span, "own") for spans in found.values() for span in spans)

    @cached_property
    def _single(self) -> list[Place]:
        return sentences(self._reading)

    @cached_property
    def _places(self) -> list[Place]:
        """Each sentence, and each two that follow each other."""
        double = [one + other for one, other in itertools.pairwise(self._single)]
        return self._single + double or [NOWHERE]

    @cached_property
    def _whole(self) -> Place:
        return sum(self._single, NOWHERE)


def sentences(reading: Reading) -> list[Place]:
    """Words just after a negation are other words: « pas de fièvre » says nothing of fever."""
    denied = {end for _, end in reading.hits("not")}
    found: dict[int, Place] = {}
    for match in _WORD.finditer(reading.text):
        if reading.touches(match.span(), "silenced"):
            continue
        place = found.setdefault(reading.sentence(match.start()), Place([], []))
        stem = "#" if match[0].isdigit() else match[0][:STEM]
        is_denied = match.start() in denied or match.start() - 1 in denied
        place.stems.append(DENIED + stem if is_denied else stem)
        place.spans.append(match.span())
    return list(found.values())
