"""How words of a language change, as far as the linking of terms goes: one entry per language.

A word is reduced to a key, which its singular and its plural share; the key need not be a word. What
a term's feminine is reduced to comes as a further key of the word in the text, never of the term: a
text's "chirurgienne" is the term "chirurgien", and a text's "duré" is not the term "durée".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from glossary import body_parts, inflection_en, inflection_es, inflection_fr, rewordings
from glossary.body_parts import BodyParts
from glossary.rewordings import Rewordings

_SPELLINGS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ſ": "s", "\u0345": None})


def _unchanged(word: str) -> str:
    return word


def _none(word: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Inflection:
    """`number` gives the key of a word, `genders` the keys of what it may be the feminine of.

    Both take a word as plain() returns it. `elided` are the words that an apostrophe ends, None for
    any; `function_words` are neither inflected nor taken for an inflected form. `possessive` is what a
    name may have after an apostrophe or not ("Crohn('s) disease"). `hyphenates` says that the words of a
    compound may be apart, joined by hyphens or one; `articles` are those that a text may put after a
    preposition or not ("cáncer de (la) próstata"), `contracted` what such words are compared as.
    `compounds` says that words joined by a hyphen are one word ("sang-froid"). `short_nouns` look like
    abbreviations when a text is all in capitals. `noun` is the place of a name's noun, in "lung
    and bladder cancer" the one which `conjunctions` let names share. `shortens` says that names may go
    without a general noun; see glossary/ellipsis.py. `rewordings` are guessed; see glossary/rewordings.py.
    """

    number: Callable[[str], str] = _unchanged
    genders: Callable[[str], tuple[str, ...]] = _none
    function_words: frozenset[str] = frozenset()
    elided: frozenset[str] | None = None
    abbreviation_plural: str = ""
    possessive: str = ""
    contracted: Mapping[str, str] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()
    hyphenates: bool = False
    compounds: bool = False
    short_nouns: frozenset[str] = frozenset()
    noun: Literal[0, -1] | None = None
    conjunctions: frozenset[str] = frozenset()
    shortens: bool = False
    body_parts: BodyParts = field(default_factory=BodyParts)
    rewordings: Rewordings = field(default_factory=Rewordings)

    def key(self, word: str) -> str:
        if word in self.function_words:
            return self.contracted.get(word, word)
        return self.number(word)

    def further_keys(self, word: str) -> tuple[str, ...]:
        return () if word in self.function_words else self.genders(word)


_NEUTRAL = Inflection()
_LANGUAGES = {
    "fr": Inflection(
        number=inflection_fr.number,
        genders=inflection_fr.genders,
        function_words=inflection_fr.FUNCTION_WORDS,
        elided=inflection_fr.ELIDED,
        contracted={"des": "du", "aux": "au"},
        compounds=True,
        short_nouns=inflection_fr.SHORT_NOUNS,
        noun=0,
        conjunctions=frozenset(["et", "ou", "ni"]),
        body_parts=body_parts.french(inflection_fr.number, inflection_fr.genders),
    ),
    "en": Inflection(
        number=inflection_en.number,
        genders=inflection_en.adjectives,
        function_words=inflection_en.FUNCTION_WORDS,
        abbreviation_plural="s",
        possessive="s",
        hyphenates=True,
        noun=-1,
        conjunctions=frozenset(["and", "or"]),
        shortens=True,
    ),
    "es": Inflection(
        number=inflection_es.number,
        genders=inflection_es.genders,
        function_words=inflection_es.FUNCTION_WORDS,
        contracted={"del": "de", "al": "a"},
        articles=frozenset(["el", "la", "los", "las"]),
        hyphenates=True,
        noun=0,
        conjunctions=frozenset(["y", "o", "e", "u", "ni"]),
        shortens=True,
        body_parts=body_parts.spanish(inflection_es.number, inflection_es.genders),
        rewordings=rewordings.spanish(inflection_es.number),
    ),
}


def inflection_of(language: str) -> Inflection:
    """That of "fr", of "fr-CA" as of "fr"; of an unknown language one that changes nothing."""
    return _LANGUAGES.get(language.lower().split("-")[0].split("_")[0], _NEUTRAL)


def plain(word: str) -> str:
    """The word without capitals or ligatures, its accents as they are."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word.lower().translate(_SPELLINGS))


def without_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
