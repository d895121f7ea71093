"""Text as the rules read it, with the way back to every character of the original.

Two layers: `plain` keeps case and doubled letters (addresses, names), `words` is lower-case ASCII with
doubled consonants written once, so that « arêter », "ARRETER" and "arrêter" are one word.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = dict.fromkeys("'’‘ʼ′`´＇‛ʹ", "'")
_QUOTES = dict.fromkeys("«»“”„‟", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_LIGATURES = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
}
_LOOKALIKES = dict(
    zip(
        "аеорсухіјѕкмтвнАЕОРСУХІЈЅКМТВНοανΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijskmtbhAEOPCYXIJSKMTBHoavABEZHIKMNOPTYX",
        strict=True,
    )
)
_FIXED = {**_APOSTROPHES, **_QUOTES, **_DASHES, **_LIGATURES, **_LOOKALIKES, "€": "€", "£": "£"}
TABLE_MAX = 4096  # characters remembered
_BREAKS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_CONSONANTS = frozenset("bcdfghjklmnpqrstvxz")
_MONEY = dict.fromkeys("€£¥", "$")
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"(?<![^\W_])[a-z]+[013457@$](?:[a-z]+[013457@$])*[a-z]+(?![^\W_])")
# « jveux », « jarrive »: j before a consonant, or before the vowel of one of these verbs.
_FUSED_J = re.compile(
    r"(?<![\w'])j(?=[bcdfghklmnpqrstvxz]|y\b|(?:ai|arriv|aim|avai|avoue|etai|aten|atten|esp|aur|achet|aval|essa"
    r"|ecri|endor|entend|habit|hesit|irai|ose|ouvr|urin|en\b|abandon|arret|apel|appel|oubli|ador|aten))"
)
_DECIMAL_POINT = re.compile(r"(?<=\d)[.](?=\d)")
_SPACED_WORD = re.compile(r"(?<!\w)(?:[a-z][ .*_-]){3,200}[a-z](?!\w)")


@dataclass(frozen=True, slots=True)
class Layer:
    """A rewritten text; `starts` and `ends` give, for each of its characters, the original's code points."""

    text: str
    starts: list[int]
    ends: list[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of what stands at start:end here; not for empty spans."""
        return self.starts[start], self.ends[end - 1]

    def position(self, original: int) -> int:
        """Where the character of the original stands here, or what follows it."""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.ends[middle] <= original else (low, middle)
        return low


@dataclass(frozen=True, slots=True)
class Folded:
    original: str
    plain: Layer
    words: Layer


def fold(text: str) -> Folded:
    plain = _plain(text)
    return Folded(text, plain, _words(plain))


def fold_plain(text: str) -> Folded:
    """For rules that read nothing but `plain`, a third of the work; `words` is the same layer."""
    plain = _plain(text)
    return Folded(text, plain, plain)


def fold_word(word: str) -> str:
    """One entry of a word list, or a part of it, written as `words` is."""
    return _words(_plain(word)).text


class _Table(dict[int, str]):
    """For str.translate(): what stands for each character that was met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = char if " " <= char <= "~" and char != "`" else _folded_char(char)
        if len(self) < TABLE_MAX:
            self[code] = folded
        return folded


_TABLE = _Table()


def _plain(text: str) -> Layer:
    if all(len(_TABLE[ord(char)]) == 1 for char in set(text)):
        # Nearly all texts: no character became none or two, so each stands where it stood.
        places = list(range(len(text) + 1))
        return Layer(text.translate(_TABLE), places[:-1], places[1:])
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        folded = char if " " <= char <= "~" and char != "`" else _folded_char(char)
        if folded:
            pieces.append(folded)
            starts.extend([index] * len(folded))
            ends.extend([index + 1] * len(folded))
        elif ends and unicodedata.category(char)[0] == "M":
            ends[-1] = index + 1  # a combining mark belongs to the letter before it
    return Layer("".join(pieces), starts, ends)


@lru_cache(maxsize=4096)
def _folded_char(char: str) -> str:
    """What stands for the character: ASCII where there is something like it, nothing for the invisible."""
    if char in _BREAKS:
        return "\n"
    if char in _FIXED:
        return _FIXED[char]
    category = unicodedata.category(char)
    if category[0] == "Z" or char in "\t\u2800":
        return " "
    if category[0] in "MC" or char in "\u115f\u3164\uffa0":
        return ""
    return _decomposed(char)


def _decomposed(char: str) -> str:
    parts = [_FIXED.get(part, part) for part in unicodedata.normalize("NFKD", char)[:4]]
    kept = "".join(part for part in parts if part.isascii() or part in _MONEY)
    if kept.strip():
        return kept
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "_" if char.isalpha() else "~"  # an unknown letter ends no word, an emoji does


def _words(plain: Layer) -> Layer:
    low = _low(plain.text)
    hidden = _separators_of_spaced_words(low)
    fused = frozenset(match.start() for match in _FUSED_J.finditer(low))
    words = Layer("", [], [])
    pieces: list[str] = []
    for index, char in enumerate(low):
        if index in hidden:
            continue
        if pieces and _is_repeated(low, index, pieces[-1]):
            words.ends[-1] = plain.ends[index]
            continue
        for piece in char + "'" * (index in fused):
            pieces.append(piece)
            words.starts.append(plain.starts[index])
            words.ends.append(plain.ends[index])
    return Layer("".join(pieces), words.starts, words.ends)


def _low(text: str) -> str:
    """The same length in lower case, with one sign for money and a comma in numbers."""
    low = text.lower().translate({ord(char): money for char, money in _MONEY.items()})
    return _DECIMAL_POINT.sub(",", _LEET_WORD.sub(_without_leet, low))


def _is_repeated(low: str, index: int, before: str) -> bool:
    """Whether the letter is the second of a doubled consonant, or one of three or more of any kind."""
    char = low[index]
    if char != before or char == "w" or not "a" <= char <= "z":
        return False
    return char in _CONSONANTS or low[index - 2 : index] == char * 2 or low[index + 1 : index + 2] == char


def _without_leet(match: re.Match[str]) -> str:
    return match[0].translate(_LEET)


def _separators_of_spaced_words(low: str) -> frozenset[int]:
    """Where the gaps in « m o u r i r » are."""
    found = [range(match.start() + 1, match.end(), 2) for match in _SPACED_WORD.finditer(low)]
    return frozenset(index for positions in found for index in positions)
