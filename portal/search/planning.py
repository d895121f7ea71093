"""What is looked for: each part of a query by its stem, its beginning, or the word that was meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from portal.search.analysis import Analyser, folded_word, joined, neighbours
from portal.search.engines.base import Unit
from portal.search.languages import analyser_of
from portal.search.limits import FREQUENT, RARE, RARE_FROM, WORDS_MAX
from portal.search.parsing import Part, parts_of
from portal.search.vocabulary import beginning_with, correction, frequencies

OFTEN = 1_000_000  # documents; the frequency given to what the vocabulary does not count


@dataclass(frozen=True)
class Sought:
    """A unit with how often it occurs, and the word typed and the word meant if these differ."""

    unit: Unit
    documents: int
    typed: str = ""
    meant: str = ""

    @property
    def is_known(self) -> bool:
        return self.documents > 0

    @property
    def is_phrase(self) -> bool:
        return not self.unit.stems

    @property
    def words(self) -> tuple[str, ...]:
        if self.is_phrase:
            return self.unit.phrases[0]
        return (folded_word(self.meant) or self.typed,)


@dataclass(frozen=True)
class Plan:
    """A query understood. `sought` are all wanted, `without` are not; `key` is that of a name."""

    query: str
    language: str
    sought: tuple[Sought, ...]
    without: tuple[Unit, ...] = ()
    key: str = ""

    @property
    def units(self) -> list[Unit]:
        return [one.unit for one in self.sought]

    @property
    def is_corrected(self) -> bool:
        return any(one.meant for one in self.sought)

    @cached_property
    def meant(self) -> str:
        """The query with the corrected words, accents included; "" when nothing was corrected."""
        return _rewritten(self.query, self.language, self.sought) if self.is_corrected else ""

    @property
    def stems(self) -> frozenset[str]:
        """To be marked in what was found."""
        analyser = analyser_of(self.language)
        phrased = (word for unit in self.units for phrase in unit.phrases for word in phrase)
        return frozenset(
            [*(stem for unit in self.units for stem in unit.stems), *map(analyser.stem, phrased)]
        )

    @property
    def words(self) -> list[str]:
        """As typed or meant, folded, in their order."""
        return [word for one in self.sought for word in one.words]


def plan(query: str, language: str, *, corrects: bool = True) -> Plan:
    """Costs a query of the database, and two more for each unknown word."""
    analyser = analyser_of(language)
    parts = parts_of(query, analyser)
    wanted = _meaningful([part for part in parts if not part.is_unwanted], analyser)[:WORDS_MAX]
    known = frequencies(language, _candidates(wanted))
    planner = _Planner(language, analyser, known, corrects)
    sought = tuple(dict.fromkeys(one for part in _joined(wanted, known) for one in planner.sought(part)))
    unwanted = tuple(_unwanted(part, analyser) for part in parts if part.is_unwanted)
    key = "" if unwanted else analyser.key([word] for one in sought for word in one.words)
    return Plan(query, language, sought, unwanted, key)


def _meaningful(parts: list[Part], analyser: Analyser) -> list[Part]:
    """Without words that every text holds, unless there is no other."""
    kept = [part for part in parts if part.is_phrase or any(map(analyser.meaningful, part.words))]
    return kept or [Part(part.words, is_phrase=True) for part in parts]


def _candidates(parts: Sequence[Part]) -> set[str]:
    words = [word for part in parts if not part.is_phrase for word in part.words]
    wholes = [whole for part in parts for whole in joined(list(part.words))]
    return {*words, *wholes, *neighbours(words)}


def _joined(parts: list[Part], known: dict[str, int]) -> list[Part]:
    """Short words that texts write as one or with a hyphen, as in "pd 1", are one part."""
    found: list[Part] = []
    for part in parts:
        before = found[-1] if found else None
        if before and _belong_together(before, part, known):
            found[-1] = Part((*before.words, *part.words))
        else:
            found.append(part)
    return found


def _belong_together(one: Part, other: Part, known: dict[str, int]) -> bool:
    if one.is_phrase or other.is_phrase or len(one.words) > 1 or len(other.words) > 1:
        return False
    is_short = min(len(one.words[0]), len(other.words[0])) <= 2  # letters
    return is_short and known.get(f"{one.words[0]}{other.words[0]}", 0) > 0


def _unwanted(part: Part, analyser: Analyser) -> Unit:
    if part.is_phrase:
        return Unit(phrases=(part.words,))
    return Unit(stems=(analyser.stem(part.words[0]),))


@dataclass(frozen=True)
class _Planner:
    language: str
    analyser: Analyser
    known: dict[str, int]
    corrects: bool

    def sought(self, part: Part) -> list[Sought]:
        if part.is_phrase:
            return [Sought(Unit(phrases=(part.words,)), OFTEN)]
        if len(part.words) == 1:
            return [self._word(part.words[0])]
        whole = "".join(part.words)
        if self.known.get(whole):
            unit = Unit(stems=(self.analyser.stem(whole),), phrases=(part.words,), words=(whole,))
            return [Sought(unit, self.known[whole], typed=whole)]
        return [self._word(word) for word in part.words if self.analyser.meaningful(word)]

    def _word(self, word: str) -> Sought:
        stem, documents = self.analyser.stem(word), self.known.get(word, 0)
        as_typed = Sought(Unit((stem,), words=(word,)), documents, typed=word)
        if word.isdecimal():
            return replace(as_typed, documents=OFTEN)
        if self.analyser.finds_beginnings:
            return self._with_beginnings(as_typed) or (as_typed if documents else self._corrected(as_typed))
        if documents:
            return self._if_rare(as_typed)
        return self._unknown(as_typed)

    def _with_beginnings(self, one: Sought) -> Sought | None:
        begun = beginning_with(self.language, one.typed)
        if begun is None:
            return None
        stems = tuple(dict.fromkeys((*one.unit.stems, *begun.stems)))
        return replace(one, unit=replace(one.unit, stems=stems), documents=begun.documents)

    def _if_rare(self, one: Sought) -> Sought:
        """Who types "immuno" wants more than the two pages that hold just that."""
        if one.documents > RARE or len(one.typed) < RARE_FROM:
            return one
        begun = beginning_with(self.language, one.typed, besides=one.unit.stems[0])
        if begun is None or begun.documents < FREQUENT * one.documents:
            return one
        return replace(one, unit=Unit((*begun.stems, *one.unit.stems)), documents=begun.documents)

    def _unknown(self, one: Sought) -> Sought:
        begun = beginning_with(self.language, one.typed)
        corrected = self._corrected(one)
        if begun is None or (corrected.meant and corrected.documents >= FREQUENT * begun.documents):
            return corrected
        return replace(one, unit=Unit((*begun.stems, *one.unit.stems)), documents=begun.documents)

    def _corrected(self, one: Sought) -> Sought:
        """With what the vocabulary does not know beside it: discussions may hold it."""
        meant = correction(self.language, one.typed) if self.corrects else None
        if meant is None:
            return one
        unit = Unit((*meant.stems, *one.unit.stems))
        return replace(one, unit=unit, documents=meant.documents, meant=meant.written)


def _rewritten(query: str, language: str, sought: Sequence[Sought]) -> str:
    meant = {one.typed: one.meant for one in sought if one.meant}
    pieces, end = [], 0
    for token in analyser_of(language).tokens(query):
        if token.word in meant:
            pieces += [query[end : token.start], meant[token.word]]
            end = token.end
    return "".join([*pieces, query[end:]])
