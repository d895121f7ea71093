"""Names without their general noun: who reads of a "progressive" cancer may look up "progressive disease".

Only where little else can be meant: the noun is in the names of many terms, the word beside it in
those of a few, and this word is no everyday word nor a name itself. A word that one term has with
several nouns ("standard therapy", "standard treatment") may be in more names, and an everyday word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from glossary.inflection import Inflection, plain
from glossary.surfaces import Words

GENERAL_FROM = 20  # terms that have the noun as that of a name, to be a general one
RARE_UP_TO = 3  # terms that have the other word in a name, for each noun that one of them has with it
LETTERS_MIN = 5

_Owners = defaultdict[str, set[int]]


class Ellipses:
    def __init__(self, inflection: Inflection) -> None:
        self._inflection = inflection
        self._noun = inflection.noun or 0
        self._single: set[str] = set()  # names of one word
        self._nouns: _Owners = defaultdict(set)  # the terms with each word as the noun of a name
        self._users: _Owners = defaultdict(set)  # the terms with each word anywhere in a name
        self._meant: dict[str, list[tuple[str, str, int]]] = defaultdict(list)  # noun, name and term

    def read(self, name: Sequence[tuple[str, str]], text: str, owner: int) -> None:
        """Take a name in: what parts its words and their keys, and as it is written."""
        for _gap, key in name:
            self._users[key].add(owner)
        if len(name) == 1:
            self._single.add(name[0][1])
            return
        noun = name[self._noun][1]
        self._nouns[noun].add(owner)
        if len(name) == 2 and name[1][0] == "":
            self._meant[name[-1 - self._noun][1]].append((noun, text, owner))

    def find(self, everyday: Set[str]) -> Iterator[tuple[str, int]]:
        """Words that may each stand for a term; `everyday` are keys of words."""
        for key, names in self._meant.items():
            general = {owner for noun, _text, owner in names if len(self._nouns[noun]) >= GENERAL_FROM}
            own = {noun: text for noun, text, owner in names if owner in general}
            if len(general) == 1:
                first, *others = own.values()
                word = plain(Words(first).words[-1 - self._noun])
                if self._is_telling(word, key, everyday, others=len(others)):
                    yield word, general.pop()

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
