"""How words are compared: folded for matching, keyed for sorting, cut down for addresses."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal

SORT_KEY_MAX = 400  # characters
SLUG_MAX = 80  # characters; longer addresses are cut off where they are shown and shared

_IGNORED = {"Mn", "Cf", "Cc", "Cs"}  # accents, soft hyphens and joiners, controls, halves of pairs
_VARIANTS = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i"}
_SAME = {**_VARIANTS, "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"}
# The order of CLDR's root collation, which French uses unchanged; the space comes before all of them.
_PUNCTUATION = "_-\u2013\u2014,;:!¡?¿.…·'‹›\"“”«»()[]{}§@*/\\&#%‰†‡•′″`´^¨°©®→+±÷×<=>|~−≤≥¤¢$£¥€"
_ACCENTS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0327\u0328\u0304"  # the same
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"
    " nu xi omicron pi rho sigma tau upsilon phi chi psi omega"
)
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _GREEK_NAMES.split(), strict=True))


class _Characters(dict[int, str]):
    """A table for str.translate() that works each character out when it is first met.

    Only the alphabets of Europe are kept, so that no text can make it grow without end.
    """

    def __init__(self, translated: Callable[[str], str]) -> None:
        super().__init__()
        self.translated = translated

    def __missing__(self, codepoint: int) -> str:
        result = self.translated(chr(codepoint))
        if codepoint < 0x2200:
            self[codepoint] = result
        return result


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in _IGNORED:
        return ""
    raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))  # CO₂, m², CD8⁺, 1ᵉʳ
    bare = _without_accents(character, "NFKD" if raised else "NFD")
    return "".join(_SAME.get(c, c) for c in _without_accents(bare.casefold(), "NFD"))


def _without_accents(text: str, form: Literal["NFD", "NFKD"]) -> str:
    return "".join(c for c in unicodedata.normalize(form, text) if unicodedata.category(c) not in _IGNORED)


def _primary_weight(character: str) -> str:
    """Of a folded character. Every mark weighs two characters, and less than any digit or letter."""
    if character == " " or character.isalpha() or character in "0123456789":
        return character
    place = _PUNCTUATION.find(character)
    return f"#{character}" if place < 0 else f"!{chr(ord('!') + place)}"


_FOLDED = _Characters(_fold_character)
_PRIMARY = _Characters(_primary_weight)


def fold(text: str) -> str:
    """The form in which two spellings of one word are equal: no case, accent, ligature or odd space.

    Each character is folded by itself, so the cost is linear whatever the text. Invisible
    characters and controls disappear.
    """
    return " ".join(text.translate(_FOLDED).split())


def sort_key(text: str, max_length: int = SORT_KEY_MAX) -> str:
    """A key that puts texts in the order of CLDR's root collation when compared by code point.

    The letters come first; the accents, read from the left, settle equal letters; capitals come
    last. Store it where the database compares bytes (SQLite's BINARY, PostgreSQL's "C").
    """
    letters = fold(text).translate(_PRIMARY)
    accents, capitals = _accents_and_capitals(" ".join(text[:max_length].split()))
    # A tab is below every weight, and trailing ordinary weights decide nothing.
    key = "\t".join([letters, accents.rstrip("."), capitals.rstrip(".")])
    return key.rstrip("\t")[:max_length]


def _accents_and_capitals(text: str) -> tuple[str, str]:
    """The second and the third level: a full stop is an ordinary letter, whatever follows it a mark."""
    accents, capitals = [], []
    for character in unicodedata.normalize("NFD", text):
        letters = character.translate(_FOLDED)
        if unicodedata.category(character) == "Mn":
            accents.append(_accent_weight(character))
        elif letters:
            accents.append(".~" if _is_variant(character) else ".")
            accents.append("." * (len(letters) - 1))
            capitals.append(_capital_weight(character) * len(letters))
    return "".join(accents), "".join(capitals)


def _is_variant(character: str) -> bool:
    """œ, ß, ø and the like: after the plain letters they are sorted with."""
    return character.lower() in _VARIANTS or character in "ßẞ"


def _accent_weight(mark: str) -> str:
    place = _ACCENTS.find(mark)
    return mark if place < 0 else chr(ord("A") + place)


def _capital_weight(character: str) -> str:
    if unicodedata.decomposition(character).startswith(("<super>", "<sub>")):
        return ";"
    return ":" if character != character.lower() else "."


def first_letter(text: str) -> str:
    """The section of an alphabetical list: "A" to "Z", or "#" for whatever else a text begins with."""
    letter = fold(text)[:1].upper()
    return letter if letter.isascii() and letter.isalpha() else "#"


def slug_for(text: str, max_length: int = SLUG_MAX) -> str:
    """An address made of the text's words, cut between two of them; empty if no letter or digit is left.

    Greek letters are spelt out: "interféron α" and "interféron β" are two addresses.
    """
    slug = "-".join(_words(text))
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]


def _words(text: str) -> Iterator[str]:
    spelt = "".join(f" {_GREEK[c]} " if c in _GREEK else c for c in fold(text))
    return (match[0] for match in re.finditer("[a-z0-9]+", spelt))
