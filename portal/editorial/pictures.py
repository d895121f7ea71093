"""Pictures inside rich text: which ones are there, and what a browser is told of them.

Exact for what clean() returns; nothing else may be given.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from django.conf import settings

from portal.editorial import pieces as markup

COLUMN = 784  # CSS pixels, 49rem: the widest place portal.css gives to a picture in a text

ENLARGED_FROM = 480  # pixels; what is narrower shows no more when it is alone in the window

_IMAGE = re.compile(r"<img [^<>]*>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_SIZE = re.compile(r' (?:width|height)="[^"]*"')
_RENDITION = re.compile(r"-[0-9]+(?=\.[a-z]+$)")


@dataclass(frozen=True, slots=True)
class BodyImage:
    """`alt` is None when nobody said what the picture shows, and "" when it was said to be decorative."""

    src: str
    alt: str | None


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """Of a picture of the library, in pixels; `srcset` is "" while there are no renditions."""

    width: int
    height: int
    srcset: str


def body_images(html: str) -> list[BodyImage]:
    """Every picture of the text, in its order."""
    found = (_attributes(tag) for tag in _IMAGE.findall(html))
    return [BodyImage(one["src"], one.get("alt")) for one in found if "src" in one]


def images_in(html: str) -> list[str]:
    """The address of each picture of the text, once, in their order."""
    return list(dict.fromkeys(image.src for image in body_images(html)))


def names_of(srcs: Iterable[str]) -> dict[str, str]:
    """The name in storage of the file each address leads to; that of the whole picture for a rendition."""
    media = settings.MEDIA_URL
    return {src: _name(src.removeprefix(media)) for src in srcs if src.startswith(media)}


def rendition_name(name: str, width: int) -> str:
    stem, _, extension = name.rpartition(".")
    return f"{stem}-{width}.{extension}"


def whole_picture(name: str) -> str:
    """The name of the file of which this is a rendition, or the name itself."""
    return _RENDITION.sub("", name)


def sizes_in_text(width: int) -> str:
    """For `sizes`: as wide as the column, and never wider than the picture, lest it be drawn larger."""
    widest = min(COLUMN, width)
    return f"(min-width: {widest}px) {widest}px, 100vw"


def is_enlargeable(width: int) -> bool:
    return width >= ENLARGED_FROM


def enlargeable(tag: str, images: Mapping[str, ImageFacts], hint: str) -> str:
    """The tag in a link to the whole picture, which static/js/portal.js opens above the page.

    As it is for a picture that is small, not in the library, or without words to name the link.
    """
    given = _attributes(tag)
    facts = images.get(given.get("src", ""))
    if facts is None or not is_enlargeable(facts.width) or not given.get("alt"):
        return tag
    src = markup.escape_attribute(given["src"])
    return (
        f'<a class="enlarge" href="{src}">{tag}<span class="enlarge__hint">{markup.escape(hint)}</span></a>'
    )


def with_facts(tag: str, images: Mapping[str, ImageFacts]) -> str:
    """The tag with the size of its picture, and with the choice of renditions; as it is if not known."""
    given = _attributes(tag)
    facts = images.get(given.get("src", ""))
    if facts is None or not facts.width:
        return tag
    width = min(int(given.get("width", facts.width)), facts.width)
    attributes = f'width="{width}" height="{max(1, round(width * facts.height / facts.width))}"'
    if facts.srcset:
        srcset = markup.escape_attribute(facts.srcset)
        attributes += f' srcset="{srcset}" sizes="{sizes_in_text(width)}"'
    return markup.with_attributes(_SIZE.sub("", tag), attributes)


def _attributes(tag: str) -> dict[str, str]:
    return {name: markup.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _name(path: str) -> str:
    return whole_picture(unquote(re.split("[?#]", path, maxsplit=1)[0]))
