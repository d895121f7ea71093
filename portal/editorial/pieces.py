"""Clean markup cut into pieces: text, tag, text, tag ... text, so that every odd one is a tag.

Exact for what clean() returns, where "<" and ">" stand for nothing but tags; no tree and no
recursion, whatever the depth. Whoever changes a tag keeps its name at the front.
"""

import re

BLOCKS = frozenset(["p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "hr", "figure", "aside"])
HEADINGS = frozenset(["h2", "h3", "h4"])

_VOID = frozenset(["br", "hr", "img"])
_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_BREAKS = frozenset(["br", "li", "caption", "thead", "tbody", "tr", "th", "td", "figcaption", *BLOCKS])
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_GAP = re.compile(r"[ \n]+")


def cut(html: str) -> list[str]:
    return _TAG.split(html)


def name_of(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1] if match else ""


def is_end(tag: str) -> bool:
    return tag.startswith("</")


def step(tag: str) -> int:
    """What the tag adds to the depth: 1, 0 or -1."""
    if not tag or name_of(tag) in _VOID:
        return 0
    return -1 if is_end(tag) else 1


def with_attributes(tag: str, attributes: str) -> str:
    """The start tag with attributes, already escaped, put before those it has."""
    name = name_of(tag)
    return f"<{name} {attributes}{tag[1 + len(name) :]}"


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def unescape(text: str) -> str:
    """The inverse of the five entities that clean() writes, and of no other."""
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


def text_of(pieces: list[str]) -> str:
    """The words, a line for each block, line break and cell; pieces may be any part of a text."""
    parts = []
    for piece in pieces:
        if not piece.startswith("<"):
            parts.append(_BLANKS.sub(" ", unescape(piece)))
        elif name_of(piece) in _BREAKS:
            parts.append("\n")
    return _GAP.sub(lambda gap: "\n" if "\n" in gap[0] else " ", "".join(parts)).strip()
