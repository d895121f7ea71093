"""Where the words of a text lead through the names of a glossary."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple, TypeAlias

from glossary.inflection import Inflection
from glossary.known_words import NO_GUESSES, KnownWord
from glossary.surfaces import GAPS, Words
from glossary.word_boundaries import may_end
from glossary.word_trie import END, Node, after


class Match(NamedTuple):
    last: int
    number: int
    cost: int


_Step: TypeAlias = "tuple[Node | int, int, int]"  # where it has led, the last word, and the cost

GUESSED = 1_000  # the cost of what says the same in other words; all others together are less
GUESSES_MAX = 3  # in one form
_REWORDED = 3  # that of an adjective for a noun, or the other way round
_WITHIN_OF = frozenset(["", "'"])
_JOINTS = {"-": "", "": "-"}  # what else may stand between two words of a compound


class Walk:
    def __init__(self, inflection: Inflection) -> None:
        self._inflection = inflection
        self._fillers = tuple(inflection.rewordings.fillers)

    def longest(
        self,
        words: Words,
        known: Sequence[KnownWord],
        first: int,
        but: Set[int] = frozenset(),
        *,
        guessing: bool = False,
    ) -> list[Match]:
        """The longest forms that begin at this word; those that are guessed cost GUESSED or more."""
        longest: list[Match] = []
        reached = first
        stack = [(node, first + further, cost) for node, further, cost in known[first].starts]
        may_guess = GUESSED * GUESSES_MAX if guessing else 0
        if guessing:
            stack += [(node, first, GUESSED) for node in known[first].guesses.starts]
        while stack:
            node, last, cost = stack.pop()
            number = node if isinstance(node, int) else node.get(END)
            if (
                isinstance(number, int)
                and last >= reached
                and number not in but
                and may_end(words, last, self._inflection)
            ):
                longest = [*(longest if last == reached else ()), Match(last, number, cost)]
                reached = last
            following = known[last + 1]
            if isinstance(node, int):
                continue
            if following.keys or following.is_reworded:
                self._go_on(stack, node, words, known, last, cost)
            if cost < may_guess and (following.guesses is not NO_GUESSES or known[last].guesses.is_joint):
                stack += self._guessed(node, words, known, last, cost + GUESSED)
        return longest

    def _go_on(
        self, stack: list[_Step], node: Node, words: Words, known: Sequence[KnownWord], last: int, cost: int
    ) -> None:
        """Put on the stack where the next word leads."""
        following = last + 1
        gap = GAPS[words.gaps[following]]
        if gap is None:
            return
        word = known[following]
        for key, further, more in word.keys:
            child = node.get(gap + key if gap else key)
            if child is None and self._inflection.hyphenates and gap in _JOINTS:
                child, more = node.get(_JOINTS[gap] + key), more + 1
            if child is not None:
                stack.append((child, following + further, cost + more))
        if gap == "" and word.is_reworded:
            stack += self._other_wording(node, words, known, following, cost)
        if gap == "'" and self._is_possessive(words, following):
            self._go_on(stack, node, words, known, following, cost + 1)

    def _other_wording(
        self, node: Node, words: Words, known: Sequence[KnownWord], following: int, cost: int
    ) -> list[_Step]:
        """Where an adjective leads that names have a noun for ("pulmonaire", "du poumon"), and that noun.

        And past an article that names do without.
        """
        steps: list[_Step] = []
        if self._is_article(words, following):
            steps.append((node, following, cost + 1))
        for path in known[following].paths:
            child = after(node, path)
            if child is not None:
                steps.append((child, following, cost + _REWORDED))
        if known[following].is_of:
            noun = following + 1 + known[following + 1].is_article
            for adjective in known[noun].adjectives:
                child = node.get(adjective)
                if child is not None and self._is_close(words, following, noun):
                    steps.append((child, noun, cost + _REWORDED))
        return steps

    def _guessed(
        self, node: Node, words: Words, known: Sequence[KnownWord], last: int, cost: int
    ) -> list[_Step]:
        """Where other words lead that may say the same; see glossary/rewordings.py."""
        following = last + 1
        if words.gaps[following] != " " and GAPS[words.gaps[following]] != "":
            return []
        guesses = known[following].guesses
        reached = [(after(node, path), following, cost) for path in guesses.paths]
        if known[last].guesses.is_joint:
            reached += [(node[filler], last, cost) for filler in self._fillers if filler in node]
            if guesses.is_filler:
                reached.append((node, following, cost))
        if guesses.is_preposition:
            noun = following + 1 + known[following + 1].guesses.is_filler
            adjectives = known[noun].guesses.adjectives
            if adjectives and self._is_close(words, following, noun):
                reached += [(node.get(adjective), noun, cost) for adjective in adjectives]
        return [(place, last, cost) for place, last, cost in reached if place is not None]

    def _is_close(self, words: Words, first: int, last: int) -> bool:
        """Whether nothing but white space or an apostrophe parts these words."""
        return all(GAPS[gap] in _WITHIN_OF for gap in words.gaps[first + 1 : last + 1])

    def _is_article(self, words: Words, index: int) -> bool:
        """Whether this is an article which a term may do without."""
        articles = self._inflection.articles
        return words.words[index] in articles and words.words[index - 1] == "de"

    def _is_possessive(self, words: Words, index: int) -> bool:
        """Whether this is an ending with a word after it: "Crohn's disease"."""
        ending = words.words[index] == self._inflection.possessive
        return ending and GAPS[words.gaps[index + 1]] == "" and index + 1 < len(words.words)
