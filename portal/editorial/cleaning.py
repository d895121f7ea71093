"""Editors' rich text reduced to an allow-list, at every door through which it comes in."""

import re
from functools import lru_cache
from urllib.parse import unquote

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.editorial import care
from portal.editorial.language_tags import canonical_tag, language_of
from portal.editorial.tag_soup import strict

RICH_TEXT_MAX_KB = 400  # of UTF-8, markup included

# HTML has misnested texts that read otherwise once written out; three passes settled 150,000 at random.
_PASSES_MAX = 4
_NO_ATTRIBUTES: frozenset[str] = frozenset()
_ALLOWED = {
    **dict.fromkeys(["p", "h2", "h3", "h4", "ul", "li", "strong", "em", "blockquote"], _NO_ATTRIBUTES),
    **dict.fromkeys(["table", "caption", "thead", "tbody", "tr", "sub", "sup", "br", "hr"], _NO_ATTRIBUTES),
    **dict.fromkeys(["figure", "figcaption", "code"], _NO_ATTRIBUTES),
    # Words that no term of the glossary is to be linked in, or that are in another language.
    "span": frozenset(["data-unwoven", "lang"]),
    "aside": frozenset(["data-care"]),  # when to call for help
    "ol": frozenset(["start"]),
    "a": frozenset(["href"]),
    "th": frozenset(["scope", "colspan", "rowspan"]),
    "td": frozenset(["colspan", "rowspan"]),
    "img": frozenset(["src", "alt", "width", "height"]),
}
_VALUES = {
    "data-care": care.VALUE,
    "start": re.compile(r"-?[0-9]{1,6}"),
    "colspan": re.compile(r"[1-9][0-9]?"),
    "rowspan": re.compile(r"[1-9][0-9]{0,2}"),
    "width": re.compile(r"[1-9][0-9]{0,4}"),
    "height": re.compile(r"[1-9][0-9]{0,4}"),
    "scope": re.compile(r"(?:col|row)(?:group)?"),
}
# A page of the portal by its identity; see links.py. The key fits into a column of the database.
PAGE_LINK = re.compile(r"page:(?P<kind>[a-z]+)-(?P<pk>[1-9][0-9]{0,17})(?:#(?P<fragment>[A-Za-z0-9_-]+))?")
_LINK = re.compile(r"https?://[^\s/?#]|mailto:\S|tel:[+0-9]|/(?!/)|#", re.IGNORECASE)

_BIDI_CONTROLS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *_BIDI_CONTROLS]
_UNWANTED = {
    **dict.fromkeys(_CONTROLS),
    **{code: "\n" for code in _CONTROLS if chr(code).isspace()},  # they part words
    ord("\t"): "\t",
}
_URL_NOISE = dict.fromkeys([0x09, 0x0A, 0x0D])  # browsers leave them out: "/\t/host" leads to a host

_IMAGE_WITHOUT_SOURCE = re.compile(r'<img(?![^>]* src=")[^>]*>')
_SPAN = re.compile(r"(</?span[^>]*>)")
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*+</p>\s*+")


def clean(html: str, *, media_url: str | None = None) -> str:
    """The same text with allowed markup only, without the empty paragraphs at its end.

    Images stay if they lie under `media_url`, by default MEDIA_URL. Cleaning twice changes nothing.
    Raises ValidationError with the code "too_large" or "too_deep".
    """
    cleaner = _cleaner(settings.MEDIA_URL if media_url is None else media_url)
    for _pass in range(_PASSES_MAX):
        html = _cleaned_once(html, cleaner)
        if cleaner.clean(html) == html:
            break
    return html


def _cleaned_once(html: str, cleaner: nh3.Cleaner) -> str:
    _check_size(html)
    cleaned = cleaner.clean(strict(_without_controls(html), _ALLOWED))
    cleaned = _without_controls(cleaned)  # again: an entity may have stood for one
    cleaned = _without_bare_spans(_IMAGE_WITHOUT_SOURCE.sub("", cleaned))
    cleaned = _trimmed(care.without_stray_boxes(cleaned))
    _check_size(cleaned)  # again: a parser repeats unclosed emphasis in each paragraph
    return cleaned


def _check_size(html: str) -> None:
    if len(html.encode(errors="replace")) > RICH_TEXT_MAX_KB * 1024:
        raise ValidationError(
            _("This text is too large: %(max)d KB at most, markup included."),
            code="too_large",
            params={"max": RICH_TEXT_MAX_KB},
        )


def _without_controls(text: str) -> str:
    """Drop what no text needs and what could hide: controls, halves of pairs, overrides of direction."""
    return text.replace("\r\n", "\n").translate(_UNWANTED)


def _without_bare_spans(html: str) -> str:
    """Spans say nothing unless they have an attribute, nor if one around them says the same."""
    pieces = _SPAN.split(html)
    around: list[tuple[bool, str | None, bool]] = []  # unwoven, language, whether the tag stays
    for index in range(1, len(pieces), 2):
        if pieces[index].startswith("</"):
            pieces[index] = pieces[index] if around and around.pop()[2] else ""
            continue
        unwoven, language, _kept = around[-1] if around else (False, None, False)
        own = language_of(pieces[index])
        pieces[index] = _span(
            "data-unwoven" in pieces[index] and not unwoven, own if own != language else None
        )
        around.append((unwoven or "data-unwoven" in pieces[index], own or language, bool(pieces[index])))
    return "".join(pieces)


def _span(unwoven: bool, language: str | None) -> str:
    says = (' data-unwoven=""' if unwoven else "") + (f' lang="{language}"' if language else "")
    return f"<span{says}>" if says else ""


@lru_cache(maxsize=4)
def _cleaner(media_url: str) -> nh3.Cleaner:
    def kept(tag: str, name: str, value: str) -> str | None:
        if name == "data-unwoven":
            return ""
        if name == "lang":
            return canonical_tag(value)
        if name == "href":
            return _safe_link(value)
        if name == "src":
            return _own_image(value, media_url)
        pattern = _VALUES.get(name)
        return value if pattern is None or pattern.fullmatch(value) else None

    return nh3.Cleaner(
        tags=set(_ALLOWED),
        attributes={tag: set(names) for tag, names in _ALLOWED.items() if names},
        attribute_filter=kept,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel", "page"},
    )


def _safe_link(value: str) -> str | None:
    """The address as browsers will read it, or None; it is judged in the form in which it is kept."""
    url = _without_controls(value).translate(_URL_NOISE).strip().replace(" ", "%20")
    if PAGE_LINK.fullmatch(url):
        return url
    return url if _LINK.match(url) and "\\" not in url else None


def _own_image(value: str, media_url: str) -> str | None:
    """None unless the image lies under the address of our own media."""
    url = _safe_link(value)
    if url is None or not media_url.strip("/") or not url.startswith(media_url):
        return None
    return None if ".." in unquote(url) else url


def _trimmed(html: str) -> str:
    html = html.strip()
    end = len(html)
    while (start := html.rfind("<p>", 0, end)) >= 0 and _EMPTY_PARAGRAPH.fullmatch(html, start, end):
        end = start
    return html[:end].rstrip()
