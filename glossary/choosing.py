"""What is worth a link, of all that could be linked.

The rules are of two kinds. Some tell what is hardly ever read as running text: lists of what the
headings say, captions, tables, the part after the article. Others tell which words are hardly ever
meant as terms. None looks at what the text is about.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from glossary.back_matter import is_back_matter
from glossary.everyday_words import everyday_words
from glossary.inflection import Inflection, plain
from glossary.surfaces import GAPS, Found, Words, bare, spelling
from glossary.woven_markup import LINK, STOP, Heading, Mask, words_of

# A smaller glossary was put together by hand: whoever put an everyday word in it meant that word.
EVERYDAY_FROM = 1000  # terms

_ECHO_MIN = 3  # words of a block that may repeat a heading


class Place(NamedTuple):
    """A form in a markup, at [start, end), and its first and last word."""

    start: int
    end: int
    key: int
    first: int
    last: int


class Choosing:
    def __init__(self, language: str, inflection: Inflection, terms: int) -> None:
        self._language = language
        self._inflection = inflection
        common = {inflection.key(word) for word in everyday_words(language)}
        ordinary = inflection.function_words | common
        self._shoutable = ordinary | inflection.short_nouns
        self.everyday = ordinary if terms >= EVERYDAY_FROM else frozenset()  # keys of words

    def is_shouted(self, found: Found, words: Words) -> bool:
        """Whether it is an ordinary word among others in capitals: "NE PAS FUMER" names no "PAS"."""
        if found.first != found.last:
            return False
        word = bare(words.words[found.first])
        if not word.isupper() or self._inflection.key(plain(word)) not in self._shoutable:
            return False
        around = [bare(words.words[index]) for index in _neighbours(found, words)]
        longer = [other for other in around if len(other) > 1 and other.isalpha()]
        is_alone = LINK not in words.gaps[found.first] + words.gaps[found.first + 1] and not longer
        return not is_alone and all(other.isupper() for other in longer)

    def careful(self, places: Sequence[Place], words: Words, html: str, masked: Mask) -> Iterator[Place]:
        """The places worth a link, in their order."""
        spoken = [(heading, spelling(Words(words_of(html, heading)).words)) for heading in masked.headings]
        back = _Spans(self._back_matter(spoken, len(html)))
        asides = _Spans(masked.asides)
        echoes = _Echoes(spoken, words)
        in_prose = {place.key for place in places if not asides.hold(place.start)}
        in_prose.update(key for _start, key in masked.linked)
        for place in places:
            if back.hold(place.start) or self._is_everyday(place, words) or echoes.hold(place):
                continue
            if not (place.key in in_prose and asides.hold(place.start)):
                yield place

    def _back_matter(
        self, spoken: Iterable[tuple[Heading, Sequence[str]]], end: int
    ) -> Iterator[tuple[int, int]]:
        """The parts after an article, each up to the next heading that isn't below its own."""
        begun: Heading | None = None
        for heading, words in spoken:
            if begun and heading.level <= begun.level:
                yield begun.start, heading.start
                begun = None
            if not begun and is_back_matter(" ".join(words), self._language):
                begun = heading
        if begun:
            yield begun.start, end

    def _is_everyday(self, place: Place, words: Words) -> bool:
        """Whether it is one word that everybody uses, and not in capitals, as an abbreviation would be."""
        if place.first != place.last:
            return False
        word = bare(words.words[place.first])
        if word.isupper() and len(word) > 1:
            return False
        return self._inflection.key(plain(word)) in self.everyday


def _neighbours(found: Found, words: Words) -> Iterator[int]:
    """Two words on either side, as far as nothing but white space is between them."""
    for index in range(found.first - 1, max(found.first - 3, -1), -1):
        if GAPS[words.gaps[index + 1]] != "":
            break
        yield index
    for index in range(found.last + 1, min(found.last + 3, len(words.words))):
        if GAPS[words.gaps[index]] != "":
            break
        yield index


class _Spans:
    """Parts of a text that don't overlap, in their order."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = list(spans)
        self._starts = [start for start, _end in self._spans]

    def hold(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._spans[index][1]


class _Echoes:
    """Blocks that say, before a heading comes, what the heading will say: contents, key points."""

    def __init__(self, spoken: Iterable[tuple[Heading, Sequence[str]]], words: Words) -> None:
        self._headings = {tuple(said): heading.start for heading, said in spoken if len(said) >= _ECHO_MIN}
        self._lengths = {len(said) for said in self._headings}
        self._words = words.words
        self._blocks = [0]  # the first word of each
        if self._headings:
            self._blocks += [index for index, gap in enumerate(words.gaps[:-1]) if index and STOP in gap]
        self._blocks.append(len(words.words))

    def hold(self, place: Place) -> bool:
        if not self._headings:
            return False
        index = bisect_right(self._blocks, place.first)
        first, end = self._blocks[index - 1], self._blocks[index]
        if end - first not in self._lengths:
            return False
        return self._headings.get(tuple(spelling(self._words[first:end])), -1) > place.start
