"""Plain text out of what a file holds in its place: markup, entities, controls, odd white space."""

import html
import re

from comments.canonical import canonical
from portal.editorial.cleaning import clean
from portal.editorial.preparing import plain_text

# Only what is certainly a tag: "p <b and c> d" is none.
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|cite|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|s|script|small|span|strong"
    r"|style|sub|sup|table|td|th|tr|tt|u|ul)(?:\s+[a-z:-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"<(sup|sub)>\s*([0-9+−-]+)\s*</\1>", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPTS = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_UNUSABLE = re.compile("[\0\ud800-\udfff]")

_SPACES = re.compile(r"[ \t]+")
# Exports put two spaces where a numbered sense or a dash began a line.
_LOST_LINE = re.compile(r"[ \t]{2,}(?=\d{1,2}\.\s|[–—] )")
_LINES = re.compile(r"\s*\n\s*")


def plain_line(text: str) -> str:
    """On one line. Raises ValidationError when the markup is too large or too deep to be read."""
    return " ".join(_words(text).split("\n")).strip()


def plain_lines(text: str) -> str:
    """With single line breaks. Raises as plain_line() does."""
    return _LINES.sub("\n", _words(_LOST_LINE.sub("\n", text))).strip()


def _words(text: str) -> str:
    text = _UNUSABLE.sub("", text)
    if _TAG.search(text):
        text = plain_text(clean(_RAISED.sub(_as_character, text)))
    elif "&" in text:
        text = html.unescape(text)
    return _SPACES.sub(" ", canonical(text))


def _as_character(raised: re.Match[str]) -> str:
    """10<sup>9</sup> without its markup would be another number."""
    return raised[2].translate(_SUPERSCRIPTS if raised[1].lower() == "sup" else _SUBSCRIPTS)
