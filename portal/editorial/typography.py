"""The typography of each language, applied to text as it was typed, on its way to the reader."""

import re
from collections.abc import Callable

from portal.editorial import pieces as markup
from portal.editorial.language_tags import language_of

_NARROW = "\u202f"  # doesn't break
_WIDE = "\u00a0"  # doesn't break either
_SPACE = "[ \\t\u00a0\u2009\u202f]"
_LETTER = r"[^\W\d_]"

# Addresses are no prose. The look-behind keeps the search linear in a long row of letters.
_ADDRESS = re.compile(
    r"""((?<!\w)(?:https?://|www\.|mailto:|tel:)[^\s<>«»“”"()]+|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+)"""
)
_UNIT = (
    r"(?:[kcmµμnp]?g|[kcmdµμn]?m[²³23]?|[cmdµμ]?[lL]|[mkc]?Gy|[mµμ]?Sv|[kMG]?Bq|[mµμnp]?mol|k?[JWV]|kcal"
    r"|[kM]?Hz|k?Pa|mmHg|ppm|UI|IU|h|min|ms|s|[kM]?€)"
)
_AFTER_A_WORD = r"(?<=[\w)\]}»”’…%°])"
_BEFORE_A_GAP = r"(?:[\s)\]}»”\"’…]|\Z)"
_THOUSANDS = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)")

_FRENCH = [
    (re.compile(r"(?<!\.)\.{3}(?!\.)"), "…"),
    (re.compile(rf"(?<={_LETTER})'(?={_LETTER}|[«“\"\d])"), "’"),
    # Elided before a word that stands in another element: l'<em>antigène</em>.
    (re.compile(r"(?<!\w)([cdjlmnst]|(?:jus|lors|puis|quoi|pres|quel)?qu)'\Z", re.IGNORECASE), r"\1’"),
    (re.compile(rf"«{_SPACE}*+(?!\s)"), f"«{_NARROW}"),
    (re.compile(rf"(?<!\s){_SPACE}*+»"), f"{_NARROW}»"),
    (re.compile(rf"(?<!\s){_SPACE}++(?=[;!?])"), _NARROW),
    (re.compile(rf"(?<!\s){_SPACE}++(?=:)"), _WIDE),
    (re.compile(rf"{_AFTER_A_WORD}(?=[;!?]++{_BEFORE_A_GAP})"), _NARROW),
    (re.compile(rf"{_AFTER_A_WORD}(?=:{_BEFORE_A_GAP})"), _WIDE),
    (re.compile(rf"(?<=\d){_SPACE}++(?={_UNIT}(?:/{_UNIT})*+(?![\w'’]))"), _NARROW),
    (re.compile(rf"(?<=\d){_SPACE}*+(?=(?:[%‰]|°[CF])(?!\w))"), _NARROW),
]

_ENGLISH_APOSTROPHE = re.compile(rf"(?<={_LETTER})'(?={_LETTER})")
_ENGLISH_POSSESSIVE = re.compile(r"(?<=s)'(?!\w)")
_ENGLISH_OPENING = re.compile(r"(?<!\w)'(?=\w)")
_ENGLISH_QUOTATION = re.compile(r"""(?<![\w"])"(?=[^\s"])([^"]*+)(?<=\S)"(?!\w)""")


def typeset(text: str, language: str) -> str:
    """Plain text with the spaces, quotation marks and apostrophes of its language; no markup.

    Only French and English have rules; addresses of pages and people stay as they are. Typesetting
    twice changes nothing.
    """
    rules = _LANGUAGES.get(language.partition("-")[0].lower())
    if rules is None:
        return text
    pieces = _ADDRESS.split(text)
    pieces[::2] = [rules(prose) for prose in pieces[::2]]
    return "".join(pieces)


def typeset_pieces(pieces: list[str], language: str) -> None:
    """Set the text of clean markup in place, passages in another language by the rules of that language."""
    code = 0
    spoken = [language]  # by each element that is open
    for index, piece in enumerate(pieces):
        if index % 2:
            code += {"<code>": 1, "</code>": -1}.get(piece, 0)
            if markup.step(piece) > 0:
                spoken.append(language_of(piece) or spoken[-1])
            elif markup.step(piece) < 0 and len(spoken) > 1:
                spoken.pop()
        elif piece and not piece.isspace() and not code:
            pieces[index] = markup.escape(typeset(markup.unescape(piece), spoken[-1]))


def _french(text: str) -> str:
    for pattern, replacement in _FRENCH:
        text = pattern.sub(replacement, text)
    return _THOUSANDS.sub(lambda number: re.sub(_SPACE, _NARROW, number[0]), text)


def _english(text: str) -> str:
    text = _ENGLISH_APOSTROPHE.sub("’", text)
    if not _ENGLISH_OPENING.search(text):  # else it may close a quotation
        text = _ENGLISH_POSSESSIVE.sub("’", text)
    quoted, pairs = _ENGLISH_QUOTATION.subn(r"“\1”", text)
    # A lone mark may be an inch, or belong to a quotation that goes on in another element.
    return quoted if 2 * pairs == text.count('"') else text


_LANGUAGES: dict[str, Callable[[str], str]] = {"fr": _french, "en": _english}
