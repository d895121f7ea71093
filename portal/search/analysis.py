"""How a text becomes words to be found: cut, folded, reduced to stems, by the rules of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from portal.search.limits import WORD_MAX
from portal.search.text import fold

VERSION = 3  # of the rules and of how the engines store words; the index is made anew after a change

INSIDE = "[^\\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060]"  # accents apart, soft hyphens, joiners
WORD = re.compile(f"[^\\W_](?:{INSIDE})*")
_APOSTROPHES = "'\u2019\u02bc\u2018"
_HYPHENS = "-\u2010\u2011"
_JOINING = _APOSTROPHES + _HYPHENS
JOINED_PARTS = 5  # of one hyphenated word


class Token(NamedTuple):
    """A word of a text: `word` is folded, `start` and `end` are its place in the original."""

    word: str
    start: int
    end: int
    is_linked: bool  # a hyphen and nothing else parts it from the token before


@lru_cache(maxsize=100_000)
def folded_word(word: str) -> str:
    """A word as it is compared; empty when it has no letter or digit."""
    return "".join(c for c in fold(word) if c.isalnum())[:WORD_MAX]


class Analyser:
    """For languages without rules of their own: accents and case do not matter, beginnings are found."""

    finds_beginnings = True  # also of words that exist
    stop_words: frozenset[str] = frozenset()
    elided: frozenset[str] = frozenset()  # before an apostrophe
    possessive: frozenset[str] = frozenset()  # after one
    other_beginnings: dict[str, str] = {}  # letters of words by the first of their stems, where these differ
    sure_from = 6  # letters of a stem; of a shorter one the ending may have changed the third

    def __init__(self) -> None:
        self.stem = lru_cache(maxsize=100_000)(self._stem)

    def singular(self, word: str) -> str:
        return word

    def _stem(self, word: str) -> str:
        return word

    def beginnings(self, stem: str) -> list[str]:
        """The letters, three at most, with which words of this stem begin; vowels may be others."""
        sure = stem[: 3 if len(stem) >= self.sure_from else 2]
        return [sure, *self.other_beginnings.get(stem[:1], "")]

    def tokens(self, text: str) -> list[Token]:
        """The words of a text in their order, without elided articles."""
        return list(self._tokens(text))

    def _tokens(self, text: str) -> Iterator[Token]:
        last, after_dropped = -2, False
        for match in WORD.finditer(text):
            word = folded_word(match[0])
            start, end = match.span()
            before, after = text[start - 1 : start], text[end : end + 1]
            is_linked = last == start - 1 and before in _HYPHENS and not after_dropped
            is_joined = before in _JOINING or after in _JOINING
            after_dropped = not word or (is_joined and self._is_dropped(word, before, after))
            last = end
            if not after_dropped:
                yield Token(word, start, end, is_linked)

    def _is_dropped(self, word: str, before: str, after: str) -> bool:
        if after and after in _APOSTROPHES and word in self.elided:
            return True
        return bool(before) and before in _APOSTROPHES and word in self.possessive

    def meaningful(self, word: str) -> bool:
        return word not in self.stop_words

    def stems(self, tokens: Iterable[Token]) -> Iterator[str]:
        """What the engine is given of a text: stems, and those of hyphenated words written as one."""
        stem, meaningful = self.stem, self.meaningful
        for parts in compounds(tokens):
            for word in parts:
                if meaningful(word):
                    yield stem(word)
            if len(parts) > 1:
                yield from map(stem, joined(parts))

    def vocabulary(self, tokens: Iterable[Token]) -> set[str]:
        """The different words of a text, hyphenated ones written as one; no bare numbers.

        What stands before a hyphen only, as "immuno" or "anti", is the beginning of words, and none itself.
        """
        found: set[str] = set()
        for parts in compounds(tokens):
            found.add(parts[-1])
            found.update(joined(parts) if len(parts) > 1 else ())
        return {word for word in found if not word.isdecimal()}

    def key(self, parts: Iterable[Sequence[str]]) -> str:
        """Equal for two ways to write one name, given by `compounds`: stems of what means something."""
        rows = list(parts)
        kept = [words for words in rows if any(map(self.meaningful, words))]
        return "".join(self.stem(word) for words in kept or rows for word in words)


def compounds(tokens: Iterable[Token]) -> Iterator[list[str]]:
    """The words of a text, those of one hyphenated word together."""
    parts: list[str] = []
    for token in tokens:
        if parts and not token.is_linked:
            yield parts
            parts = []
        parts.append(token.word)
    if parts:
        yield parts


def joined(parts: list[str]) -> list[str]:
    """anti-PD-1 is also antipd1 and pd1: the whole, and each end of it, written as one word."""
    if not 1 < len(parts) <= JOINED_PARTS:
        return []
    return ["".join(parts[start:])[:WORD_MAX] for start in range(len(parts) - 1)]


def neighbours(parts: list[str]) -> list[str]:
    """Two words that follow one another, written as one."""
    return [f"{one}{other}"[:WORD_MAX] for one, other in pairwise(parts)]
