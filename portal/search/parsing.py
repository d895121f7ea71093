"""What somebody typed, taken apart: words, "quoted phrases", and -words that must not occur."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.search.analysis import Analyser, Token, compounds
from portal.search.limits import QUERY_MAX

_MARKS = '"\u201c\u201d\u201e«»'
_QUOTED = re.compile(rf"(?P<minus>(?<!\S)[-\u2212])?[{_MARKS}](?P<phrase>[^{_MARKS}]*)(?:[{_MARKS}]|$)")
_MINUS = re.compile(r"(?<!\S)[-\u2212](?=\w)\S+")


@dataclass(frozen=True)
class Part:
    """One thing typed: the words of a phrase, of a hyphenated word, or a single one."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_unwanted: bool = False


def cleaned(query: str) -> str:
    """What is searched and shown: one line without controls, cut at its longest."""
    return " ".join("".join(map(_shown, query[: 2 * QUERY_MAX])).split())[:QUERY_MAX].strip()


def _shown(character: str) -> str:
    """Controls part words; soft hyphens, joiners and marks of direction are not there at all."""
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) in {"Cf", "Cs"} else " "


def parts_of(query: str, analyser: Analyser) -> list[Part]:
    """In their order, phrases first; a part without a letter or digit is none."""
    found: list[Part] = []
    for match in _QUOTED.finditer(query):
        words = tuple(token.word for token in analyser.tokens(match["phrase"]))
        found.append(Part(words, is_phrase=True, is_unwanted=bool(match["minus"])))
    rest = _QUOTED.sub(" ", query)
    for match in _MINUS.finditer(rest):
        words = tuple(token.word for token in analyser.tokens(match[0][1:]))
        found.append(Part(words, is_phrase=len(words) > 1, is_unwanted=True))
    tokens = _without_stray_articles(analyser.tokens(_MINUS.sub(" ", rest)), analyser)
    found += [Part(tuple(words)) for words in compounds(tokens)]
    return [part for part in found if part.words]


def _without_stray_articles(tokens: Sequence[Token], analyser: Analyser) -> Iterator[Token]:
    """People type "l immunothérapie" where the apostrophe is hard to find."""
    for place, token in enumerate(tokens, start=1):
        after = tokens[place].word if place < len(tokens) else ""
        if not (token.word in analyser.elided and after.startswith(tuple("aeiouyh"))):
            yield token
