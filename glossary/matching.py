"""Which terms a text names: the longest form at each place, in whichever way its words are inflected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple, TypeAlias

from glossary.inflection import Inflection, plain
from glossary.surfaces import CAPITALS, GAPS, WORD_MAX, Key, Words, bare, keys, phrase, spelling
from glossary.word_trie import END, Node, WordTrie
from glossary.woven_markup import LINK

_KNOWN_MAX = 50_000  # words of texts that are remembered
_WITHIN_WORDS = frozenset([".", "@"])
_JOINING = "-\u2010\u2011.@'\u2019"
_DEMONSTRATIVES = frozenset(["ci", "là"])
_NEGATIONS = frozenset(["non", "no", "not"])


class Found(NamedTuple):
    """A form in a text: its first and last word, and the terms that it may stand for."""

    first: int
    last: int
    owners: tuple[int, ...]


class _Word(NamedTuple):
    starts: tuple[tuple[Node | int, int], ...]  # where phrases that begin with it go on
    keys: tuple[Key, ...]


class _Match(NamedTuple):
    last: int
    number: int
    cost: int


_Step: TypeAlias = "tuple[Node | int, int, int]"  # where it has led, the last word, and the cost

_Group: TypeAlias = dict[tuple[str, ...], tuple[int, ...]]  # terms by spelling; under () all of them

_UNKNOWN = _Word((), ())


class Phrases:
    """The forms of all terms, each with the number of its term."""

    def __init__(self, inflection: Inflection) -> None:
        self.inflection = inflection
        self.shared: dict[int, list[int]] = {}  # forms, by the phrase that they have in common
        self.owners: list[int] = []
        self.texts: list[str] = []
        self._prefixes: frozenset[str] = frozenset()
        self._trie = WordTrie()
        self._vocabulary = {article: article for article in inflection.articles}  # each key once in memory
        self._known: dict[str, _Word] = {}
        self._groups: dict[int, _Group] = {}  # those that were met
        self._capitals: set[int] = set()  # forms that are abbreviations

    def add(self, text: str, owner: int, prefix: str) -> None:
        pairs = phrase(text, prefix, self.inflection)
        if not pairs:
            return
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

    def find(self, words: Words) -> Iterator[Found]:
        """The longest form at each place that no earlier one has taken."""
        known = self._known_words(words.words)
        free = 0
        for first, word in enumerate(known):
            if not word.starts or first < free or not _may_begin(words, first, self.inflection):
                continue
            matches = self._longest(words, known, first)
            if matches:
                free = matches[0].last + 1
                yield Found(first, free - 1, self._nearest(matches, words, first))

    def _known_words(self, surfaces: Sequence[str]) -> list[_Word]:
        """What is known of each word, and one unknown word after the last."""
        known = self._known.get
        return [*(known(surface) or self._met(surface) for surface in surfaces), _UNKNOWN]

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
            key for key in keys(word, self._prefixes, self.inflection) if key[0] in self._vocabulary
        )
        if not found:
            return _UNKNOWN
        root = self._trie.root
        return _Word(tuple((root[key], cost) for key, cost in found if key in root), found)

    def _longest(self, words: Words, known: Sequence[_Word], first: int) -> list[_Match]:
        longest: list[_Match] = []
        reached = first
        stack = [(node, first, cost) for node, cost in known[first].starts]
        while stack:
            node, last, cost = stack.pop()
            number = node if isinstance(node, int) else node.get(END)
            if last >= reached and isinstance(number, int) and _may_end(words, last, self.inflection):
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
        for key, more in known[following].keys:
            child = node.get(gap + key if gap else key)
            if child is not None:
                stack.append((child, following, cost + more))
            elif gap == "-" and self.inflection.hyphenates and key in node:
                stack.append((node[key], following, cost + more + 1))
        if gap == "" and self.inflection.articles and self._is_article(words, following):
            stack.append((node, following, cost + 1))

    def _is_article(self, words: Words, index: int) -> bool:
        """Whether this is an article which a term may do without."""
        articles = self.inflection.articles
        return words.words[index] in articles and words.words[index - 1] == "de"

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


def _may_begin(words: Words, index: int, inflection: Inflection) -> bool:
    """Whether a word begins here and not the second half of one: "T-cell", "non-Hodgkin", "aujourd'hui"."""
    gap = words.gaps[index]
    if gap == " " or not index:
        return True
    mark = GAPS[gap]
    if mark is None:
        return gap[-2:-1] != LINK or gap[-1] not in _JOINING
    if mark not in {"-", "'"}:
        return mark not in _WITHIN_WORDS
    before = plain(bare(words.words[index - 1]))
    if mark == "'":
        return inflection.elided is None or before in inflection.elided
    if inflection.compounds and _is_compound(words, index - 1):
        return False
    return len(before) > 1 and before not in _NEGATIONS


def _may_end(words: Words, index: int, inflection: Inflection) -> bool:
    """Whether a word ends here: not "IL" in "IL-2", nor "cancer" in "cancer.gov", nor "t" in "t'a"."""
    gap = words.gaps[index + 1]
    if gap == " " or index + 1 == len(words.words):
        return True
    mark = GAPS[gap]
    if mark is None:
        return gap[1:2] != LINK or gap[0] not in _JOINING
    if mark == "'":
        return plain(bare(words.words[index])) not in (inflection.elided or ())
    if mark != "-":
        return mark not in _WITHIN_WORDS
    after = bare(words.words[index + 1])
    if inflection.compounds and after not in _DEMONSTRATIVES and _is_compound(words, index):
        return False
    return len(after) > 1 and not after.isdigit()


def _is_compound(words: Words, index: int) -> bool:
    """Whether the words on both sides of a hyphen are ordinary ones: "sang-froid", but not "anti-PD-L1"."""
    return all(word.isalpha() and word[1:].islower() for word in map(bare, words.words[index : index + 2]))
