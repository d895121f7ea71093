"""Which terms a text names: the longest form at each place, in whichever way its words are inflected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TypeAlias

from glossary.ellipsis import Ellipses
from glossary.inflection import Inflection, plain
from glossary.known_words import KnownWord, KnownWords
from glossary.surfaces import CAPITALS, Found, Keys, Words, bare, phrase, spelling
from glossary.walking import GUESSED, Match, Walk
from glossary.word_boundaries import may_begin
from glossary.word_trie import WordTrie

_Group: TypeAlias = dict[tuple[str, ...], tuple[int, ...]]  # terms by spelling; under () all of them


class Phrases:
    """The forms of all terms, each with the number of its term."""

    def __init__(self, inflection: Inflection) -> None:
        self.inflection = inflection
        self.shared: dict[int, list[int]] = {}  # forms, by the phrase that they have in common
        self.owners: list[int] = []
        self.texts: list[str] = []
        self._trie = WordTrie()
        self._walk = Walk(inflection)
        passed_over = inflection.articles | {inflection.possessive}
        self._vocabulary = {word: word for word in passed_over}  # each key once in memory
        self._known = KnownWords(inflection, self._vocabulary, self._trie.root)
        self._groups: dict[int, _Group] = {}  # those that were met
        self._capitals: set[int] = set()  # forms that are abbreviations
        self._ellipses = Ellipses(inflection)
        self._names = Keys(inflection)
        self._vague: Set[int] = frozenset()  # forms that might be of many terms
        self._guessed: set[int] = set()  # forms that no term was given; those that were come first
        self._kept: Set[int] = frozenset()  # terms that are found as they are only

    def add(self, text: str, owner: int, prefix: str) -> None:
        pairs = phrase(text, prefix, self._names)
        if not pairs:
            return
        if self.inflection.shortens and prefix != CAPITALS:
            self._ellipses.read(phrase(text, "", self._names) if prefix else pairs, text, owner)
        self._store(pairs, text, owner, prefix)

    def _store(self, pairs: Iterable[tuple[str, str]], text: str, owner: int, prefix: str) -> None:
        number = len(self.owners)
        self.owners.append(owner)
        self.texts.append(text)
        first = self._trie.add(self._steps(pairs), number)
        if first != number:
            self.shared.setdefault(first, [first]).append(number)
        if prefix == CAPITALS:
            self._capitals.add(number)
        if prefix not in self._known.prefixes:
            self._known.prefixes |= {prefix}

    def _steps(self, pairs: Iterable[tuple[str, str]]) -> list[str]:
        """The words of a phrase as they are stored, each with what parts it from the one before."""
        once = self._vocabulary.setdefault
        return [gap + once(key, key) if gap else once(key, key) for gap, key in pairs]

    def complete(self, *, everyday: Set[str], kept: Set[int]) -> None:
        """Say that all names are added. If there are `everyday` words, by their keys, others follow:

        names without their noun or their beginning, but none of the terms `kept` as they are. And
        those that are too vague are forms of no term.
        """
        self._kept = kept
        if everyday:
            vague = (self._trie.number(self._steps(name)) for name in self._ellipses.vague())
            self._vague = {number for number in vague if number is not None and not self._is_shared(number)}
            for pairs, text, owner in self._ellipses.find(everyday):
                if owner not in kept and self._trie.number(self._steps(pairs)) is None:
                    self._guessed.add(len(self.owners))
                    self._store(pairs, text, owner, "")
        self._ellipses = Ellipses(self.inflection)  # what they read isn't needed any more
        self._names.clear()

    def _is_shared(self, number: int) -> bool:
        return len({self.owners[other] for other in self.shared.get(number, ())}) > 1

    def find(self, words: Words) -> Iterator[Found]:
        """The longest form at each place that no earlier one has taken."""
        known = self._known.all_of(words)
        free = 0
        for first, word in enumerate(known):
            if first >= free and (word.starts or word.guesses.starts):
                matches, last = self._at(words, known, first)
                free = last + 1
                if matches:
                    yield Found(first, matches[0].last, self._nearest(matches, words, first))

    def _at(self, words: Words, known: Sequence[KnownWord], first: int) -> tuple[list[Match], int]:
        """The forms that begin at this word, and the last one that they take."""
        matches = self._longest(words, known, first)
        if not matches:
            return [], first
        last = matches[0].last
        if matches[0].number in self._vague:  # "stage IV" is still no "stage" and an "IV"
            return self._walk.longest(words, known, first, but=self._vague), last
        if matches[0].number in self._guessed:
            matches = self._walk.longest(words, known, first, but=self._guessed) or matches
        return matches, matches[0].last

    def _longest(self, words: Words, known: Sequence[KnownWord], first: int) -> list[Match]:
        """The longest forms there, in the words that names have; or else in others, if these are likely."""
        if not may_begin(words, first, self.inflection):
            return []
        if not self.inflection.rewordings:
            return self._walk.longest(words, known, first)
        matches = self._walk.longest(words, known, first, guessing=True)
        given = [match for match in matches if match.cost < GUESSED]
        if given or not matches or self._is_likely(matches, words, known, first):
            return given or matches
        return self._walk.longest(words, known, first)

    def _is_likely(self, matches: list[Match], words: Words, known: Sequence[KnownWord], first: int) -> bool:
        """Whether these words, which no name has, are those of one term and no others are in their way."""
        last = matches[0].last
        owners = {owner for match in matches for owner in self._group(match.number)[()]}
        if last == first or len(owners) != 1 or not owners.isdisjoint(self._kept):
            return False
        only_as_they_are = self._vague, self._guessed, self._capitals
        if any(match.number in forms for match in matches for forms in only_as_they_are):
            return False
        if self._is_joined(words, first, last):
            return False
        return not any(
            given[0].last > last or owners.issuperset(self._nearest(given, words, inner))
            for inner in range(first, last + 1)
            if may_begin(words, inner, self.inflection) and (given := self._walk.longest(words, known, inner))
        )

    def _is_joined(self, words: Words, first: int, last: int) -> bool:
        """Whether it ends in the middle, or "y la" in it may join what follows to all that is before it."""
        conjunctions, articles = self.inflection.conjunctions, self.inflection.articles
        return plain(bare(words.words[last])) in self.inflection.function_words or any(
            word in conjunctions and words.words[index] in articles
            for index, word in enumerate(words.words[first:last], first + 1)
        )

    def knows(self, surface: str) -> bool:
        """Whether a form may have this word."""
        return bool(self._known.word(surface).keys)

    def named(self, words: Words) -> tuple[int, ...]:
        """The terms that all these words together are a form of."""
        matches = self._walk.longest(words, self._known.all_of(words), 0)
        if not matches or matches[0].last != len(words.words) - 1:
            return ()
        return self._nearest(matches, words, 0)

    def _nearest(self, matches: list[Match], words: Words, first: int) -> tuple[int, ...]:
        """The terms of that form which is the most like the text."""
        if len(matches) == 1 and matches[0].number not in self.shared:
            return (self.owners[matches[0].number],)
        surface = [bare(word) for word in words.words[first : matches[0].last + 1]]
        ranked = [self._ranked(match, surface) for match in matches]
        least = min(rank for rank, _owners in ranked)
        return tuple(sorted({owner for rank, owners in ranked if rank == least for owner in owners}))

    def _ranked(self, match: Match, surface: list[str]) -> tuple[int, tuple[int, ...]]:
        """Capitals and all as in the text before the same letters, and these before any inflected form."""
        group = self._group(match.number)
        as_written, spelt = tuple(surface), tuple(spelling(surface))
        if as_written != spelt and as_written in group:
            return 0, group[as_written]
        if spelt in group:
            return 1, group[spelt]
        return 2 + match.cost, group[()]

    def _group(self, number: int) -> _Group:
        group = self._groups.get(number)
        if group is None:
            collected: dict[tuple[str, ...], set[int]] = defaultdict(set)
            for form in self.shared.get(number, (number,)):
                for spelt in {(), *_spellings(self.texts[form])}:
                    collected[spelt].add(self.owners[form])
            group = {spelt: tuple(sorted(owners)) for spelt, owners in collected.items()}
            self._groups[number] = group
        return group

    def ambiguous(self, never: Set[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Forms of several terms, in the order of the terms, without those that are never linked."""
        holders: dict[tuple[str, ...], dict[int, int]] = defaultdict(dict)
        for number, owner in enumerate(self.owners):
            if owner not in never:
                for spelt in _spellings(self.texts[number]):
                    if number not in self._capitals or spelt == tuple(Words(self.texts[number]).words):
                        holders[(*spelt, *Words(self.texts[number]).gaps[1:-1])].setdefault(owner, number)
        told = set()
        for numbers in holders.values():
            owners = tuple(numbers)
            text = self.texts[min(numbers.values())]
            if len(owners) > 1 and (text.lower(), owners) not in told:
                told.add((text.lower(), owners))
                yield text, owners


def _spellings(text: str) -> set[tuple[str, ...]]:
    """The words in lower case, and as they stand if that is how an abbreviation looks."""
    words = Words(text).words
    result = {tuple(spelling(words))}
    if any(letter.isupper() for letter in text[1:]):
        result.add(tuple(words))
    return result
