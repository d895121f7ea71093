"""Words and what parts them: as a text has them, and as a glossary stores them."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import add
from typing import NamedTuple

from glossary.inflection import Inflection, plain, without_accents
from glossary.woven_markup import GAP, JOIN, LINK, PART, STOP

# Before a word of a phrase: how it is to be compared. Without any of them it may be inflected.
EXACTLY = "\x03"
CAPITALS = "\x04"
BARE = "\x05"  # inflected, and its accents don't matter

WORD_MAX = 100  # characters; longer words are no words
_KNOWN_MAX = 50_000  # words of texts that are remembered
_WORD = re.compile(r"(\w+)")
_BLANKS = re.compile(r"\s+")
_FILLINGS = str.maketrans({JOIN: None, PART: None})
_MARKS = str.maketrans("’‘ʼ‐‑‒–", "'''----", GAP)

Key = tuple[str, int]  # as stored, and how far it is from the word of the text


class Found(NamedTuple):
    """A form in a text: its first and last word, and the terms that it may stand for."""

    first: int
    last: int
    owners: tuple[int, ...]


class Gaps(dict[str, str | None]):
    """What parts two words, to be put before the second one; None if no phrase goes across it."""

    def __missing__(self, gap: str) -> str | None:
        if STOP in gap or LINK in gap or len(gap) > WORD_MAX:
            return None
        mark = _BLANKS.sub(" ", gap.translate(_MARKS))
        result = None if mark == "" else "" if mark == " " else mark
        if len(self) < _KNOWN_MAX:
            self[gap] = result
        return result


GAPS = Gaps()


def bare(word: str) -> str:
    """The word as it stands in the text, without what a mask holds beside it."""
    return word.translate(_FILLINGS) if JOIN in word or PART in word else word


def spelling(words: Iterable[str]) -> list[str]:
    """The words of a text as they are compared when capitals don't matter."""
    return [plain(bare(word)) for word in words]


class Words:
    """The words of a text or of a form, each with the gap before it and its place."""

    def __init__(self, text: str) -> None:
        pieces = _WORD.split(text)
        self.words = pieces[1::2]
        self.gaps = pieces[::2]  # one more than words
        self._ends = list(accumulate(map(len, pieces)))

    def hyphens(self) -> list[int]:
        """The words that a hyphen joins to the next one."""
        return [index for index, gap in enumerate(self.gaps[1:-1]) if gap != " " and GAPS[gap] == "-"]

    def text(self, first: int, last: int) -> str:
        gaps = ("", *self.gaps[first + 1 : last + 1])
        return "".join(map(add, gaps, self.words[first : last + 1]))

    def start(self, index: int) -> int:
        return self._ends[2 * index]

    def end(self, index: int) -> int:
        return self._ends[2 * index + 1]


class Keys(dict[str, str]):
    """The key of each word of a name, each worked out once; as many as the names have."""

    def __init__(self, inflection: Inflection) -> None:
        super().__init__()
        self.inflection = inflection

    def __missing__(self, word: str) -> str:
        self[word] = key = self.inflection.key(plain(word))
        return key


def phrase(text: str, prefix: str, known: Keys) -> list[tuple[str, str]]:
    """Gap and key of each word of a form; empty if no text could be matched with it."""
    words = Words(text)
    articles, possessive = known.inflection.articles, known.inflection.possessive
    result: list[tuple[str, str]] = []
    for word, between in zip(words.words, words.gaps, strict=False):
        if result and word in articles and result[-1][1] == prefix + "de":
            continue  # "de la", "del" and "de" are one
        gap = GAPS[between] if result else ""
        if gap == "'" and word == possessive:
            continue  # "Crohn's disease" and "Crohn disease"
        if gap is None or len(word) > WORD_MAX:
            return []
        result.append((gap, _stored(word, prefix, known) if prefix else known[word]))
    return result


def _stored(word: str, prefix: str, known: Keys) -> str:
    if prefix == CAPITALS:
        return prefix + word
    if prefix == EXACTLY:
        return prefix + plain(word)
    return prefix + without_accents(known[word])


def keys(word: str, prefixes: frozenset[str], inflection: Inflection) -> Iterator[Key]:
    """All that a word of a text may be stored as, the nearest first."""
    word = bare(word)
    if CAPITALS in prefixes:
        yield CAPITALS + word, 0
        plural = inflection.abbreviation_plural
        if plural and word.endswith(plural) and word[0].isupper():
            yield CAPITALS + word[: -len(plural)], 1
    inflected = list(_inflected(word, inflection))
    word = plain(word)
    if EXACTLY in prefixes:
        yield EXACTLY + word, 1
    yield from inflected
    if BARE in prefixes:
        yield from ((BARE + without_accents(key), cost + 2) for key, cost in inflected)


def _inflected(word: str, inflection: Inflection) -> Iterator[Key]:
    spelt = plain(word)
    yield inflection.key(spelt), 1
    yield from ((key, 2) for key in inflection.further_keys(spelt))
    plural = inflection.abbreviation_plural
    if plural and word.endswith(plural) and word[: -len(plural)].isupper():  # MRIs
        yield spelt[: -len(plural)], 2
