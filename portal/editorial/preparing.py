"""What readers get, made once at publication from what editors wrote."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portal.editorial import pieces as markup
from portal.editorial.care import say_how_urgent
from portal.editorial.language_tags import language_of
from portal.editorial.pictures import ImageFacts, enlargeable, with_facts
from portal.editorial.table_headers import add_scopes, make_scrollable
from portal.editorial.typography import typeset_pieces
from portal.search.text import slug_for

BANNER_MARK = "<!--banner-->"
HEADING_ID_MAX = 60  # characters of a heading's words

_ID_PREFIX = "s-"  # keeps them apart from every id of the page itself
_CONTENTS_LEVELS = (2, 3)
_HEADINGS_FOR_A_BANNER = 3
_BLOCKS_FOR_A_BANNER = 4
_WORD = re.compile(r"\w\S*")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_NUMBERED = re.compile(r'<h[23] id="([^"]+)"[^>]*>(.*?)</h[23]>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A line of the table of contents; `text` is plain."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """`html` holds BANNER_MARK exactly once, between two blocks; `toc` lists H2 and H3."""

    html: str
    toc: tuple[TocEntry, ...]
    words: int


@dataclass(frozen=True, slots=True)
class _Boundary:
    """A place between two top-level blocks; `index` is that of the piece after it."""

    index: int
    characters: int  # of text before it
    before_h2: bool
    may_part: bool  # what stands before doesn't lead into what stands after


def plain_text(html: str) -> str:
    """The words of clean markup, each block on a line of its own."""
    return markup.text_of(markup.cut(html))


def prepare(html: str, *, language: str, images: Mapping[str, ImageFacts] = {}) -> Prepared:
    """Set, number and mark up what clean() has returned; nothing else may be given.

    `images` tells of pictures by their address, as far as they are in the library.
    """
    pieces = markup.cut(html)
    typeset_pieces(pieces, language)
    contents = tuple(_number_headings(pieces))
    _finish_links(pieces)
    _finish_images(pieces, images)
    add_scopes(pieces)
    words = len(_WORD.findall(markup.text_of(pieces)))
    banner = _banner_index(pieces)
    make_scrollable(pieces)
    say_how_urgent(pieces, language)
    _make_enlargeable(pieces, images, language)
    pieces.insert(banner, BANNER_MARK)
    return Prepared("".join(pieces), contents, words)


def _number_headings(pieces: list[str]) -> Iterator[TocEntry]:
    """Give every heading that has words an id, and yield the lines of the table of contents."""
    taken: dict[str, int] = {}
    for index in range(1, len(pieces), 2):
        name = markup.name_of(pieces[index])
        if name not in markup.HEADINGS or markup.is_end(pieces[index]):
            continue
        text = " ".join(markup.text_of(pieces[index : pieces.index(f"</{name}>", index)]).split("\n"))
        if text:
            heading_id = _free_id(text, taken)
            pieces[index] = markup.with_attributes(pieces[index], f'id="{heading_id}"')
            if int(name[1]) in _CONTENTS_LEVELS:
                yield TocEntry(int(name[1]), heading_id, text)


def spoken_headings(html: str) -> dict[str, SafeString]:
    """By their ids, the words of numbered headings with nothing but the marks of their languages."""
    return {found[1]: _spoken(found[2]) for found in _NUMBERED.finditer(html)}


def _spoken(html: str) -> SafeString:
    pieces = markup.cut(html)
    languages: list[str | None] = []
    for index in range(1, len(pieces), 2):
        tag, pieces[index] = pieces[index], " " if markup.name_of(pieces[index]) == "br" else ""
        if markup.name_of(tag) != "span":
            continue
        if not markup.is_end(tag):
            languages.append(language_of(tag))
            pieces[index] = f'<span lang="{languages[-1]}">' if languages[-1] else ""
        elif languages.pop():
            pieces[index] = "</span>"
    words = _BLANKS.sub(" ", "".join(pieces)).strip(" ")
    return mark_safe(words)  # noqa: S308  (clean already, and of it but the marks)


def _free_id(text: str, taken: dict[str, int]) -> str:
    """An id not yet taken; `taken` holds the last number of each, lest equal headings count from one."""
    base = candidate = _ID_PREFIX + (slug_for(text, HEADING_ID_MAX) or "section")
    while candidate in taken:
        taken[base] += 1
        candidate = f"{base}-{taken[base]}"
    taken[candidate] = 1
    return candidate


def _finish_links(pieces: list[str]) -> None:
    """Tell links to other sites; take away those that lead nowhere."""
    kept: list[bool] = []
    for index in range(1, len(pieces), 2):
        tag = pieces[index]
        if tag == "</a>":
            pieces[index] = tag if kept.pop() else ""
        elif markup.name_of(tag) == "a":
            kept.append(' href="' in tag)
            pieces[index] = _finished_link(tag) if kept[-1] else ""


def _finished_link(tag: str) -> str:
    is_external = tag.lower().startswith(('<a href="http:', '<a href="https:'))
    return markup.with_attributes(tag, 'rel="noopener external"') if is_external else tag


def _finish_images(pieces: list[str], images: Mapping[str, ImageFacts]) -> None:
    for index in range(1, len(pieces), 2):
        if markup.name_of(pieces[index]) == "img":
            tag = with_facts(pieces[index], images)
            alt = "" if ' alt="' in tag else ' alt=""'
            pieces[index] = markup.with_attributes(tag, f'loading="lazy" decoding="async"{alt}')


def _make_enlargeable(pieces: list[str], images: Mapping[str, ImageFacts], language: str) -> None:
    """Last, as the link and its words stand in one piece with the picture."""
    with translation.override(language):
        hint = gettext("Enlarge")
    links = 0
    for index in range(1, len(pieces), 2):
        name = markup.name_of(pieces[index])
        if name == "a":
            links += -1 if markup.is_end(pieces[index]) else 1
        elif name == "img" and not links:
            pieces[index] = enlargeable(pieces[index], images, hint)


def _banner_index(pieces: list[str]) -> int:
    """The piece before which the banner goes: an H2 near the middle, a gap near the middle, or the end."""
    boundaries = list(_boundaries(pieces))
    headings = [place for place in boundaries if place.before_h2]
    if len(headings) >= _HEADINGS_FOR_A_BANNER:
        total = sum(len(text) for text in pieces[::2])
        return min(headings, key=lambda place: abs(2 * place.characters - total)).index
    gaps = [(number, place.index) for number, place in enumerate(boundaries) if place.may_part]
    if len(boundaries) < _BLOCKS_FOR_A_BANNER or not gaps:
        return len(pieces)
    return min(gaps, key=lambda gap: abs(2 * gap[0] - len(boundaries)))[1]


def _boundaries(pieces: list[str]) -> Iterator[_Boundary]:
    """The beginning of each top-level block."""
    depth = characters = 0
    block = last_text = ""
    for index in range(1, len(pieces), 2):
        text, name = pieces[index - 1], markup.name_of(pieces[index])
        characters += len(text)
        last_text = text.rstrip() or last_text
        if depth == 0 and name in markup.BLOCKS:
            yield _Boundary(index, characters, name == "h2", _may_part(block, last_text))
            block = name
        depth += markup.step(pieces[index])


def _may_part(block: str, last_text: str) -> bool:
    """Nothing comes between a heading, or a sentence that announces a list, and what follows it."""
    return block not in {"", *markup.HEADINGS} and not last_text.endswith(":")
