"""Which passages of a plain text are in another language: told by the tag characters of Unicode.

They are part of no word, so that the index is as without them, and readers get markup in their place.
"""

from __future__ import annotations

import re

_BEGIN, _CANCEL = "\U000e0001", "\U000e007f"
_SHIFT = 0xE0000
_SIGN = re.compile(f"{_BEGIN}(?:({_CANCEL})|([\U000e002d\U000e0030-\U000e0039\U000e0061-\U000e007a]+))")
_LEFT = re.compile("[\U000e0000-\U000e007f]")

END = _BEGIN + _CANCEL


def begin(language: str) -> str:
    """What stands before a passage; END stands behind it."""
    return _BEGIN + "".join(chr(_SHIFT + ord(letter)) for letter in language.lower())


def open_at(text: str, place: int) -> list[str]:
    """The languages of the passages in which that place lies, the innermost last."""
    found: list[str] = []
    for sign in _SIGN.finditer(text, 0, place) if _BEGIN in text else ():
        if sign[2]:
            found.append(_language(sign))
        elif found:
            found.pop()
    return found


def as_markup(html: str, opened: list[str]) -> str:
    """Escaped HTML with an element for each passage, also for those that began before or end behind."""
    depth = len(opened)

    def element(sign: re.Match[str]) -> str:
        nonlocal depth
        if sign[2]:
            depth += 1
            return _start(_language(sign))
        if not depth:
            return ""
        depth -= 1
        return "</span>"

    if not opened and _BEGIN not in html:
        return html
    marked = "".join(map(_start, opened)) + _SIGN.sub(element, html)
    return _LEFT.sub("", marked) + "</span>" * depth


def _language(sign: re.Match[str]) -> str:
    return "".join(chr(ord(letter) - _SHIFT) for letter in sign[2])


def _start(language: str) -> str:
    return f'<span lang="{language}">'
