"""The passage of a text that holds what was looked for, with its words marked; always escaped HTML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from portal.search.analysis import INSIDE, WORD, Analyser, folded_word, joined
from portal.search.foreign import as_markup, open_at

PASSAGE = 260  # characters, about
BEFORE = 60  # of them, before the first marked word
NEAR = PASSAGE - BEFORE  # characters from one mark to others that one passage shows
NEAR_MARKS = 12  # that are looked at
SCANNED = 40_000  # characters of a text; what is found behind them is not shown

_REST = f"(?:{INSIDE})*(?:[-\u2010\u2011]{WORD.pattern})*"  # of a word, or of several with hyphens
_EUROPE = range(0x0530)  # Latin, Greek and Cyrillic; letters of others are looked for as they are
_UNENDED = re.compile(r"(?<![\s.!?:;,…])[^\S\n]*\n\s*(?=\S)")  # a line without a mark at its end
_UNSEEN = "[\u0300-\u036f\u00ad\u200b-\u200d\u2060\\-\u2010\u2011]"  # may stand between two letters
PARTING = " · "  # stands for the end of such a line
VOWELS = "aeiouy"


class Mark(NamedTuple):
    """A place in a text, with the word there, folded, and its stem."""

    start: int
    end: int
    word: str
    stem: str


class Marker:
    """Finds words by their stems; one for all texts of a search, because most words come again."""

    def __init__(self, analyser: Analyser, stems: frozenset[str]) -> None:
        self._analyser = analyser
        self._stems = stems
        self._known: dict[str, tuple[Mark, ...]] = {}
        beginnings = (one for stem in stems for one in analyser.beginnings(stem))
        self._candidates = _candidates(frozenset(beginnings))

    def marks(self, text: str) -> list[Mark]:
        """The places to be marked, in their order."""
        return list(self._found(text))

    def may_mark(self, text: str) -> bool:
        """Whether any word has the beginning of one that is marked; costs less than to mark them."""
        return self._candidates.search(text, 0, SCANNED) is not None

    def _found(self, text: str) -> Iterator[Mark]:
        known = self._known
        for match in self._candidates.finditer(text, 0, SCANNED):
            raw = match[0]
            marks = known.get(raw)
            if marks is None:
                marks = known[raw] = self._marks_in(raw)
            for start, end, word, stem in marks:
                yield Mark(match.start() + start, match.start() + end, word, stem)

    def _marks_in(self, raw: str) -> tuple[Mark, ...]:
        if not raw.isalnum():
            return tuple(self._marks_in_compound(raw))
        word = folded_word(raw)  # most are plain words, which need not be cut
        stem = self._analyser.stem(word)
        return (Mark(0, len(raw), word, stem),) if stem in self._stems else ()

    def _marks_in_compound(self, raw: str) -> Iterator[Mark]:
        tokens = self._analyser.tokens(raw)
        for place, whole in enumerate(joined([token.word for token in tokens])):
            stem = self._analyser.stem(whole)
            if stem in self._stems:
                yield Mark(tokens[place].start, tokens[-1].end, whole, stem)
                return
        for token in tokens:
            stem = self._analyser.stem(token.word)
            if stem in self._stems:
                yield Mark(token.start, token.end, token.word, stem)

    def passage(self, *texts: str) -> SafeString:
        """The best of these texts, the first if equally good, cut round the densest place."""
        text, marks = self._best(texts)
        if not text:
            return SafeString("")
        start, end = _cut(text, marks)
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
        before, after = "… " if start else "", "\u00a0…" if end < len(text) else ""
        return mark_safe(f"{before}{_html(text, start, end, inside)}{after}")  # noqa: S308  (escaped)

    def _best(self, texts: Sequence[str]) -> tuple[str, list[Mark]]:
        """The text with the most different words; none is read behind a place that has them all."""
        best: tuple[str, list[Mark]] = ("", [])
        most = -1
        for text in filter(None, texts):
            marks = self._marks_to_show(text)
            different = len({mark.stem for mark in marks})
            if different > most:
                best, most = (text, marks), different
            if most == len(self._stems):
                break
        return best

    def _marks_to_show(self, text: str) -> list[Mark]:
        found: list[Mark] = []
        end = SCANNED
        for mark in self._found(text):
            if mark.start > end:
                break
            found.append(mark)
            if end == SCANNED and self._has_all(found):
                end = mark.end + PASSAGE
        return found

    def _has_all(self, marks: Sequence[Mark]) -> bool:
        """Whether the last of them stand near to one another and hold every word."""
        first = marks[-1].start - NEAR
        return {mark.stem for mark in marks[-NEAR_MARKS:] if mark.start > first} == self._stems


def _cut(text: str, marks: Sequence[Mark]) -> tuple[int, int]:
    """From where to where: between words, about PASSAGE characters, with the most different words."""
    if len(text) <= PASSAGE:
        return 0, len(text)
    start = max(0, _densest(marks) - BEFORE)
    if start:
        start = _after_blank(text, start)
    end = text.rfind(" ", start + PASSAGE // 2, start + PASSAGE)
    if start + PASSAGE >= len(text):
        end = len(text)
    return start, end if end > 0 else start + PASSAGE


def _densest(marks: Sequence[Mark]) -> int:
    best, place = 0, 0
    for number, mark in enumerate(marks):
        near = {one.stem for one in marks[number : number + NEAR_MARKS] if one.start < mark.start + NEAR}
        if len(near) > best:
            best, place = len(near), mark.start
    return place


def _after_blank(text: str, start: int) -> int:
    found = re.compile(r"\s\S").search(text, start, start + BEFORE)
    return found.start() + 1 if found else start


def _html(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    opened = open_at(text, start)
    parts = []
    for mark in marks:
        parts += [_shown(text[start : mark.start]), f"<mark>{escape(text[mark.start : mark.end])}</mark>"]
        start = mark.end
    return as_markup("".join([*parts, _shown(text[start:end])]).removeprefix(PARTING), opened)


def _shown(text: str) -> str:
    """Escaped; a heading or row is parted from what follows it, which stood on a line of its own."""
    return escape(_UNENDED.sub(PARTING, text) if "\n" in text else text)


@lru_cache(maxsize=1000)
def _candidates(beginnings: frozenset[str]) -> re.Pattern[str]:
    """Finds the words that may have one of these beginnings when folded; not much else.

    It begins with a set of letters, which `re` looks for several times as fast as for anything else.
    """
    if not beginnings:
        return re.compile("(?!)")
    firsts = "".join(sorted({letter for one in beginnings for letter in _first(one[0])}))
    begins = "|".join(map(_begins_as, sorted(beginnings)))
    return re.compile(f"[{re.escape(firsts)}](?<![^\\W_].)(?={begins}){_REST}", re.DOTALL)


def _first(letter: str) -> str:
    single, longer = _forms()
    return single.get(letter, letter) + longer.get(letter, "")


def _begins_as(beginning: str) -> str:
    """What comes behind its first letter. A character that, as œ, is two letters ends the comparison."""
    single, longer = _forms()
    first, later = beginning[0], beginning[1:]
    if not later:
        return f"(?<=[{re.escape(_first(first))}])"
    whole = f"|(?<=[{re.escape(longer[first])}])" if first in longer else ""
    return f"(?<=[{re.escape(single.get(first, first))}]){_behind(later)}{whole}"


def _behind(letters: str) -> str:
    """Any vowel for a vowel, as in man and men, or two of them, as in hemato and haemato."""
    letter, later = letters[0], letters[1:]
    alike = VOWELS if letter in VOWELS else letter
    this = f"{_UNSEEN}*[{re.escape(''.join(map(_first, alike)))}]"
    if not later:
        return this
    second = f"(?:{_behind(VOWELS[0])})?" if letter in VOWELS and later[0] not in VOWELS else ""
    longer = "".join(_forms()[1].get(one, "") for one in alike)
    whole = f"|(?<=[{re.escape(longer)}])" if longer else ""
    return f"{this}(?:{second}{_behind(later)}{whole})"


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, str], dict[str, str]]:
    """Of each letter, the characters that fold to it, and those that, as œ, fold to more and begin so."""
    single: dict[str, str] = defaultdict(str)
    longer: dict[str, str] = defaultdict(str)
    for character in map(chr, _EUROPE):
        if word := folded_word(character):
            (single if len(word) == 1 else longer)[word[0]] += character
    return dict(single), dict(longer)
