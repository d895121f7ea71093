"""Names without their general noun: who reads of a "progressive" cancer may look up "progressive disease".

Only where little else can be meant: the noun is in the names of many terms, the word beside it in
those of a few, and this word is no everyday word nor a name itself. A word that one term has with
several nouns ("standard therapy", "standard treatment") may be in more names, and an everyday word.

Where the noun comes first, several words after one or two that begin the names of other terms too may
stand for theirs: "Li-Fraumeni" for "síndrome de Li-Fraumeni". One of the words has to tell it.

And a glossary may have such names that tell nothing: "stage IV" as a name of one cancer in stage IV.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from glossary.inflection import Inflection, plain
from glossary.surfaces import Words
from glossary.word_boundaries import NEGATIONS

GENERAL_FROM = 20  # terms that have the noun as that of a name, to be a general one
RARE_UP_TO = 3  # terms that have the other words in names, for each noun that one of them has with them
LETTERS_MIN = 5
BEGINNING_FROM = 5  # terms with names that begin so, to leave the beginning out
VAGUE_FROM = 50  # further terms with a name of several words in their names, for it to be none
ENDING_MIN = 2  # words that may stand alone when it is left out

_Owners = defaultdict[str, set[int]]
_Name = Sequence[tuple[str, str]]  # what parts the words, and their keys


class Ellipses:
    def __init__(self, inflection: Inflection) -> None:
        self._inflection = inflection
        self._noun = inflection.noun or 0
        self._single: set[str] = set()  # names of one word
        self._nouns: _Owners = defaultdict(set)  # the terms with each word as the noun of a name
        self._users: _Owners = defaultdict(set)  # the terms with each word anywhere in a name
        self._meant: dict[str, list[tuple[str, str, int]]] = defaultdict(list)  # noun, name and term
        self._pairs: dict[tuple[str, str], set[int]] = defaultdict(set)  # terms by their first two words
        self._long: list[tuple[_Name, str, int]] = []
        self._of_several_words: dict[int, list[_Name]] = defaultdict(list)  # by term

    def read(self, name: _Name, text: str, owner: int) -> None:
        """Take a name in: what parts its words and their keys, and as it is written."""
        for _gap, key in name:
            self._users[key].add(owner)
        if len(name) == 1:
            self._single.add(name[0][1])
            return
        self._of_several_words[owner].append(name)
        noun = name[self._noun][1]
        self._nouns[noun].add(owner)
        if len(name) == 2 and name[1][0] == "":
            self._meant[name[-1 - self._noun][1]].append((noun, text, owner))
        elif self._noun == 0:
            self._pairs[noun, name[1][1]].add(owner)
            self._long.append((name, text, owner))

    def find(self, everyday: Set[str]) -> Iterator[tuple[_Name, str, int]]:
        """Words that may stand for a term, and as they are written; `everyday` are keys of words."""
        for key, names in self._meant.items():
            general = {owner for noun, _text, owner in names if len(self._nouns[noun]) >= GENERAL_FROM}
            own = {noun: text for noun, text, owner in names if owner in general}
            if len(general) == 1:
                first, *others = own.values()
                word = plain(Words(first).words[-1 - self._noun])
                if self._is_telling(word, key, everyday, others=len(others)):
                    yield (("", key),), word, general.pop()
        yield from self._endings(everyday)

    def vague(self) -> Iterator[_Name]:
        """Names of several words that are a part of their term's other names and of many terms' names."""
        for owner, names in self._of_several_words.items():
            for name in names:
                is_part = any(len(name) < len(other) and _is_part(name, other) for other in names)
                if is_part and self._others(name, owner) >= VAGUE_FROM:
                    yield name

    def _others(self, words: _Name, owner: int) -> int:
        """How many terms but that one have all these words in names."""
        return len(set[int].intersection(*(self._users[key] for _gap, key in words)) - {owner})

    def _is_telling(self, word: str, key: str, everyday: Set[str], *, others: int) -> bool:
        """Whether it tells the term; `others` are further nouns that the term has with it."""
        keys = {key, *self._inflection.further_keys(word)}
        return (
            len(word) >= LETTERS_MIN
            and word not in self._inflection.function_words
            and len(self._users[key]) <= RARE_UP_TO * (1 + others)
            and keys.isdisjoint(self._single)
            and (others > 0 or keys.isdisjoint(everyday))
        )

    def _endings(self, everyday: Set[str]) -> Iterator[tuple[_Name, str, int]]:
        """Names without their beginning, each of one term only."""
        meant: dict[tuple[str, ...], dict[int, tuple[_Name, str, int]]] = defaultdict(dict)
        for name, text, owner in self._long:
            for start in self._starts(name):
                keys = tuple(key for _gap, key in name[start:])
                meant[keys][owner] = name, text, start
        for names in meant.values():
            if len(names) == 1:
                [(owner, (name, text, start))] = names.items()
                words = self._ending(text, name, start)
                if self._others(name[start:], owner) <= RARE_UP_TO and any(
                    self._is_own(plain(word), everyday) for word in words.words
                ):
                    yield name[start:], words.text(0, len(words.words) - 1), owner

    def _starts(self, name: _Name) -> Iterator[int]:
        """Where what is left may begin, after one word and after two that other names begin with."""
        keys = [key for _gap, key in name]
        function_words = self._inflection.function_words
        for length, others in ((1, self._nouns[keys[0]]), (2, self._pairs[keys[0], keys[1]])):
            if len(others) < BEGINNING_FROM or keys[length - 1] in function_words:
                continue
            start = length
            while start < len(keys) and keys[start] in function_words and keys[start] not in NEGATIONS:
                start += 1
            if len(keys) - start >= ENDING_MIN and name[start][0] == "":
                yield start

    def _ending(self, text: str, name: _Name, start: int) -> Words:
        """The words of a name from that key on."""
        words = Words(text)
        index = 0
        for _gap, key in name[1 : start + 1]:
            index += 1
            while words.words[index] in self._inflection.articles and words.words[index] != key:
                index += 1  # an article without a key
        return Words(words.text(index, len(words.words) - 1))

    def _is_own(self, word: str, everyday: Set[str]) -> bool:
        """Whether a word is neither in everybody's language nor a name itself."""
        keys = {self._inflection.key(word), *self._inflection.further_keys(word)}
        return keys.isdisjoint(everyday) and keys.isdisjoint(self._single)


def _is_part(name: _Name, other: _Name) -> bool:
    keys, others = ([key for _gap, key in words] for words in (name, other))
    return any(others[index : index + len(keys)] == keys for index in range(len(others)))
