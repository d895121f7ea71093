"""A mask of markup: as long as the markup itself, with only those words in it that may be linked.

Places found in the mask are places in the markup. No tree and no recursion: one pass, whose cost is
linear whatever the text. Only tags that every parser reads alike are understood; from the first one
that isn't, nothing more may be linked.
"""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

MARKUP_MAX = 512 * 1024  # characters; longer texts come back as they are

JOIN = "\ua7f7"  # stands for an inline tag, and is a letter to a regular expression: B<sub>12</sub> is a word
PART = "\ua7fa"  # the same for the rest of a letter written in several characters: &eacute;
GAP = "\x02"  # stands for what is no letter, nor white space
STOP = "\x00"  # no term goes across it
LINK = "\x01"  # nor across this, which stands for a link and the words in it

_ATTRIBUTE = r"""\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+"""
_MARKUP = re.compile(
    rf"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)\s*+/?>"
    r"|<!--(?!-?>)(?:[^-]++|-(?!-!?>))*+-->"
    r"|<![a-zA-Z][^<>\"']*+>"
    r"|(?P<odd><[a-zA-Z/!?])"
)
_TERM = re.compile(r"""\sdata-term=["']?([0-9]{1,18})(?![0-9])""")
_UNWOVEN = re.compile(r"\sdata-unwoven(?=[\s=]|\Z)", re.IGNORECASE)
_LANG = re.compile(r"""\slang\s*+=\s*+["']?([a-z]{2,8})(?![a-z0-9])""", re.IGNORECASE | re.ASCII)


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SECTION_HEADINGS = frozenset(["h2", "h3"])
_WITHOUT_LINKS = _HEADINGS | _names("a code pre kbd samp button select svg math object template")
_RAW = _names("script style textarea title xmp iframe noembed noframes noscript plaintext")
_INLINE = _names("abbr b bdi cite dfn em font i ins mark q s small span strong sub u wbr")
_ASIDES = frozenset(["figcaption", "caption", "table"])
_VOID = _names("area base br col embed hr img input link meta source track wbr")

_RARE = re.compile("[&\u00ad\u0300-\u036f\u200b-\u200d\u2060]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_MARKED = re.compile(r"\w[\u0300-\u036f]++")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060], PART)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\x00]++")


class Heading(NamedTuple):
    """Where a heading begins, the words of it, and its level."""

    start: int
    inner: int
    end: int
    level: int


@dataclass(slots=True)
class Mask:
    text: str = ""
    sections: list[int] = field(default_factory=list)  # where each heading of level 2 or 3 begins
    headings: list[Heading] = field(default_factory=list)
    linked: list[tuple[int, int]] = field(default_factory=list)  # links to terms: place and key
    asides: list[tuple[int, int]] = field(default_factory=list)  # captions and tables


def mask(markup: str, language: str = "") -> Mask:
    """Nothing is linked in passages marked as being in another language than that of the terms."""
    if len(markup) > MARKUP_MAX:
        return Mask(STOP * len(markup))
    return _Masking(markup, language.partition("-")[0].lower()).run()


def words_of(markup: str, heading: Heading) -> str:
    """The text of a heading, as Words takes it."""
    return _plain(_MARKUP.sub("", markup[heading.inner : heading.end]))


def is_balanced(markup: str) -> bool:
    """Whether every element that begins in this part ends in it, and the other way round."""
    opened: list[str] = []
    for match in _MARKUP.finditer(markup):
        name = (match["name"] or "").lower()
        if match["slash"]:
            if not opened or opened.pop() != name:
                return False
        elif name and name not in _VOID:
            opened.append(name)
    return not opened


class _Masking:
    def __init__(self, markup: str, language: str) -> None:
        self.markup = markup
        self.language = language
        self.position = 0
        self.parts: list[str] = []
        self.result = Mask()
        self.closed = ""  # the element in which nothing is linked, if this is in one
        self.opened_at = self.closed_at = 0
        self.aside = 0
        self.aside_at = 0
        self.depth = 0  # of elements of that name in each other

    def run(self) -> Mask:
        while match := _MARKUP.search(self.markup, self.position):
            self._keep_text(match.start())
            if not self._step(match):
                break
        self._keep_text(len(self.markup))
        self.result.text = _without_addresses("".join(self.parts))
        return self.result

    def _keep_text(self, end: int) -> None:
        if self.closed:
            self.parts.append((LINK if self.closed == "a" else STOP) * (end - self.position))
        else:
            text = self.markup[self.position : end]
            self.parts.append(_plain(text) if _RARE.search(text) else text)
        self.position = end

    def _step(self, match: re.Match[str]) -> bool:
        """Take a tag in; False if what follows can't be told."""
        if match["odd"]:
            self.closed = "!"  # as no element is called
            return False
        name = (match["name"] or "").lower()
        if not self.closed and name:
            self._open(name, match)
            self._fill(name, match.end())
        else:
            self._fill("", match.end())
            self._count(name, match)
        return name not in _RAW or bool(match["slash"]) or self._skip_raw(name)

    def _count(self, name: str, match: re.Match[str]) -> None:
        """Within an element in which nothing is linked."""
        if name == self.closed:
            self.depth += -1 if match["slash"] else 1
            if not self.depth:
                if name in _HEADINGS:
                    self.result.headings.append(
                        Heading(self.opened_at, self.closed_at, match.start(), int(name[1]))
                    )
                self.closed = ""

    def _open(self, name: str, match: re.Match[str]) -> None:
        if name in _ASIDES:
            self._count_aside(match)
        if match["slash"] or name in _VOID:
            return
        if name in _SECTION_HEADINGS:
            self.result.sections.append(match.start())
        if term := name == "a" and _TERM.search(match["attributes"]):
            self.result.linked.append((match.start(), int(term[1])))
        if name in _WITHOUT_LINKS or self._is_unwoven(match["attributes"]):
            self.closed, self.opened_at, self.closed_at, self.depth = name, match.start(), match.end(), 1

    def _is_unwoven(self, attributes: str) -> bool:
        if not attributes:
            return False
        spoken = _LANG.search(attributes) if self.language else None
        return bool(_UNWOVEN.search(attributes)) or bool(spoken and spoken[1].lower() != self.language)

    def _count_aside(self, match: re.Match[str]) -> None:
        self.aside += -1 if match["slash"] else 1
        if match["slash"] and self.aside == 0:
            self.result.asides.append((self.aside_at, match.start()))
        elif not match["slash"] and self.aside == 1:
            self.aside_at = match.end()
        self.aside = max(self.aside, 0)

    def _fill(self, name: str, end: int) -> None:
        """Put in the mask what an opening tag, or an end tag that ends nothing here, is for words."""
        if self.closed:
            self._keep_text(end)
            return
        filling = JOIN if name in _INLINE else " " if name == "br" else GAP if name == "sup" else STOP
        self.parts.append(filling * (end - self.position))
        self.position = end

    def _skip_raw(self, name: str) -> bool:
        found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.markup, self.position)
        end = found.start() if found else len(self.markup)
        self.parts.append(STOP * (end - self.position))
        self.position = end
        return found is not None


def _plain(text: str) -> str:
    """With entities, accents written apart and invisible characters read; as long as before."""
    text = _ENTITY.sub(_entity, text) if "&" in text else text
    return _MARKED.sub(_marked, text).translate(_INVISIBLE)


def _entity(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    if character.isspace():
        return " " * len(match[0])
    if ord(character[0]) in _INVISIBLE:
        return PART * len(match[0])
    if len(character) != 1:
        return GAP * len(match[0])
    return character + (PART if character.isalnum() else GAP) * (len(match[0]) - 1)


def _marked(match: re.Match[str]) -> str:
    composed = unicodedata.normalize("NFC", match[0])
    return composed + PART * (len(match[0]) - len(composed))


def _without_addresses(text: str) -> str:
    if "://" not in text and "www." not in text:
        return text
    return _ADDRESS.sub(lambda match: STOP * len(match[0]), text)
