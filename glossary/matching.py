"""Which terms a text names: the longest form at each place, in whichever way its words are inflected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple, TypeAlias

from glossary.ellipsis import Ellipses
from glossary.inflection import Inflection
from glossary.surfaces import CAPITALS, GAPS, WORD_MAX, Found, Words, bare, keys, phrase, spelling
from glossary.word_boundaries import may_begin, may_end
from glossary.word_trie import END, Node, WordTrie

_KNOWN_MAX = 50_000  # words of texts that are remembered


class _Word(NamedTuple):
    """What a word may be, and words after it that belong to it: "post-operative" is "postoperative"."""

    starts: tuple[tuple[Node | int, int, int], ...]  # where phrases that begin with it go on
    keys: tuple[tuple[str, int, int], ...]  # each with its cost and how many further words it takes


class _Match(NamedTuple):
    last: int
    number: int
    cost: int


_Step: TypeAlias = "tuple[Node | int, int, int]"  # where it has led, the last word, and the cost

_Group: TypeAlias = dict[tuple[str, ...], tuple[int, ...]]  # terms by spelling; under () all of them

_UNKNOWN = _Word((), ())
_JOINTS = {"-": "", "": "-"}  # what else may stand between two words of a compound


class Phrases:
    """The forms of all terms, each with the number of its term."""

    def __init__(self, inflection: Inflection) -> None:
        self.inflection = inflection
        self.shared: dict[int, list[int]] = {}  # forms, by the phrase that they have in common
        self.owners: list[int] = []
        self.texts: list[str] = []
        self._prefixes: frozenset[str] = frozenset()
        self._trie = WordTrie()
        passed_over = inflection.articles | {inflection.possessive}
        self._vocabulary = {word: word for word in passed_over}  # each key once in memory
        self._known: dict[str, _Word] = {}
        self._groups: dict[int, _Group] = {}  # those that were met
        self._capitals: set[int] = set()  # forms that are abbreviations
        self._ellipses = Ellipses(inflection)

    def add(self, text: str, owner: int, prefix: str) -> None:
        pairs = phrase(text, prefix, self.inflection)
        if not pairs:
            return
        if self.inflection.shortens and prefix != CAPITALS:
            name = phrase(text, "", self.inflection) if prefix else pairs
            self._ellipses.read(name, text, owner)
        number = len(self.owners)
        self.owners.append(owner)
        self.texts.append(text)
        once = self._vocabulary.setdefault
        first = self._trie.add(
            [gap + once(key, key) if gap else once(key, key) for gap, key in pairs], number
        )
        if first != number:
            self.shared.setdefault(first, [first]).append(number)
        if prefix == CAPITALS:
            self._capitals.add(number)
        if prefix not in self._prefixes:
            self._prefixes |= {prefix}

    def shorten(self, *, everyday: Set[str], kept: Set[int]) -> None:
        """Add the names that may go without their noun, but none of the terms `kept` as they are."""
        for text, owner in list(self._ellipses.find(everyday)):
            if owner not in kept:
                self.add(text, owner, "")

    def find(self, words: Words) -> Iterator[Found]:
        """The longest form at each place that no earlier one has taken."""
        known = self._known_words(words)
        free = 0
        for first, word in enumerate(known):
            if not word.starts or first < free or not may_begin(words, first, self.inflection):
                continue
            matches = self._longest(words, known, first)
            if matches:
                free = matches[0].last + 1
                yield Found(first, free - 1, self._nearest(matches, words, first))

    def knows(self, surface: str) -> bool:
        """Whether a form may have this word."""
        return bool((self._known.get(surface) or self._met(surface)).keys)

    def named(self, words: Words) -> tuple[int, ...]:
        """The terms that all these words together are a form of."""
        matches = self._longest(words, self._known_words(words), 0)
        if not matches or matches[0].last != len(words.words) - 1:
            return ()
        return self._nearest(matches, words, 0)

    def _known_words(self, words: Words) -> list[_Word]:
        """What is known of each word, and one unknown word after the last."""
        get = self._known.get
        known = [*(get(surface) or self._met(surface) for surface in words.words), _UNKNOWN]
        if self.inflection.hyphenates:
            for index in words.hyphens():
                known[index] = self._joined(known[index], *words.words[index : index + 2])
        return known

    def _joined(self, word: _Word, surface: str, other: str) -> _Word:
        """That word, which may be one with the next: "post-operative"."""
        if not (surface.isalpha() and other.isalpha()):
            return word
        whole = self._known.get(surface + other) or self._met(surface + other)
        if not whole.keys:
            return word
        starts = [(node, 1, cost + 1) for node, _further, cost in whole.starts]
        keys = [(key, 1, cost + 1) for key, _further, cost in whole.keys]
        return _Word((*word.starts, *starts), (*word.keys, *keys))

    def _met(self, surface: str) -> _Word:
        """A word that is new to this glossary, or stands around a tag."""
        word = bare(surface)
        if len(word) > WORD_MAX:
            return _UNKNOWN
        result = self._known.get(word)
        if result is None:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()
            result = self._known[word] = self._looked_up(word)
        return result

    def _looked_up(self, word: str) -> _Word:
        found = tuple(
            (key, 0, cost)
            for key, cost in keys(word, self._prefixes, self.inflection)
            if key in self._vocabulary
        )
        if not found:
            return _UNKNOWN
        root = self._trie.root
        return _Word(tuple((root[key], 0, cost) for key, _further, cost in found if key in root), found)

    def _longest(self, words: Words, known: Sequence[_Word], first: int) -> list[_Match]:
        longest: list[_Match] = []
        reached = first
        stack = [(node, first + further, cost) for node, further, cost in known[first].starts]
        while stack:
            node, last, cost = stack.pop()
            number = node if isinstance(node, int) else node.get(END)
            if last >= reached and isinstance(number, int) and may_end(words, last, self.inflection):
                if last > reached:
                    longest, reached = [], last
                longest.append(_Match(last, number, cost))
            if not isinstance(node, int) and known[last + 1].keys:
                self._go_on(stack, node, words, known, last, cost)
        return longest

    def _go_on(
        self, stack: list[_Step], node: Node, words: Words, known: Sequence[_Word], last: int, cost: int
    ) -> None:
        """Put on the stack where the next word leads."""
        following = last + 1
        gap = GAPS[words.gaps[following]]
        if gap is None:
            return
        for key, further, more in known[following].keys:
            child = node.get(gap + key if gap else key)
            if child is None and self.inflection.hyphenates and gap in _JOINTS:
                child, more = node.get(_JOINTS[gap] + key), more + 1
            if child is not None:
                stack.append((child, following + further, cost + more))
        if gap == "" and self.inflection.articles and self._is_article(words, following):
            stack.append((node, following, cost + 1))
        if gap == "'" and self._is_possessive(words, following):
            self._go_on(stack, node, words, known, following, cost + 1)

    def _is_article(self, words: Words, index: int) -> bool:
        """Whether this is an article which a term may do without."""
        articles = self.inflection.articles
        return words.words[index] in articles and words.words[index - 1] == "de"

    def _is_possessive(self, words: Words, index: int) -> bool:
        """Whether this is an ending with a word after it: "Crohn's disease"."""
        ending = words.words[index] == self.inflection.possessive
        return ending and GAPS[words.gaps[index + 1]] == "" and index + 1 < len(words.words)

    def _nearest(self, matches: list[_Match], words: Words, first: int) -> tuple[int, ...]:
        """The terms of that form which is the most like the text."""
        if len(matches) == 1 and matches[0].number not in self.shared:
            return (self.owners[matches[0].number],)
        surface = [bare(word) for word in words.words[first : matches[0].last + 1]]
        ranked = [self._ranked(match, surface) for match in matches]
        least = min(rank for rank, _owners in ranked)
        return tuple(sorted({owner for rank, owners in ranked if rank == least for owner in owners}))

    def _ranked(self, match: _Match, surface: list[str]) -> tuple[int, tuple[int, ...]]:
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
