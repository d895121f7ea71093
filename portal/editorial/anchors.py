"""The links in clean markup that was cut into pieces; see pieces.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.editorial import pieces as markup

HREF = ' href="'


@dataclass(frozen=True, slots=True)
class Anchor:
    """The start tag of a link, at that place among the pieces, and what stands inside it."""

    index: int
    href: str
    text: str
    has_image: bool


def anchors_of(pieces: list[str]) -> Iterator[Anchor]:
    """The links that have an address; clean markup has none inside another."""
    for index in range(1, len(pieces), 2):
        if markup.name_of(pieces[index]) == "a" and HREF in pieces[index]:
            inside = pieces[index + 1 : end_of(pieces, index)]
            has_image = any(markup.name_of(piece) == "img" for piece in inside if piece.startswith("<"))
            yield Anchor(index, _href(pieces[index]), markup.text_of(inside), has_image)


def end_of(pieces: list[str], index: int) -> int:
    """The place of the end tag of the link that starts there."""
    return pieces.index("</a>", index)


def set_href(pieces: list[str], anchor: Anchor, address: str) -> None:
    before, _mark, rest = pieces[anchor.index].partition(HREF)
    after = rest.partition('"')[2]
    pieces[anchor.index] = f'{before}{HREF}{markup.escape_attribute(address)}"{after}'


def _href(tag: str) -> str:
    return markup.unescape(tag.partition(HREF)[2].partition('"')[0])
