"""What the Atom feeds of the portal share: full addresses, people, words that fit into XML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from portal.editorial.site import origin_of

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Entry(Generic[RowT]):
    """A row that becomes an entry of a feed at that address of the portal."""

    row: RowT
    origin: str

    def full(self, path: str) -> str:
        return f"{self.origin}{path}"


@dataclass(frozen=True)
class Asked:
    """What a feed is made for: a language, at an address of the portal."""

    language: str
    origin: str
    path: str

    def full(self, path: str) -> str:
        return f"{self.origin}{path}"


class AtomWithPeople(Atom1Feed):
    """An entry may have several authors: `people` of it, each with `name` and perhaps `url`."""

    def latest_post_date(self) -> datetime:
        """Of a feed without entries not this very moment: the same feed is to be the same bytes."""
        return super().latest_post_date() if self.items else _NEVER

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for one in item["people"]:
            handler.startElement("author", {})  # type: ignore[arg-type]  # as Django does
            handler.addQuickElement("name", in_xml(one["name"]))
            if one.get("url"):
                handler.addQuickElement("uri", one["url"])
            handler.endElement("author")


class PortalFeed(Feed):
    """Base of the feeds. Costs no query of its own.

    Its validator is made of its content: a date would not change when an entry is taken back, and
    somebody who has read that entry would keep it.
    """

    feed_type = AtomWithPeople

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        response["Cache-Control"] = "no-cache"
        unchanged = get_conditional_response(request, etag=response["ETag"], response=response)
        return unchanged or response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        return Asked(translation.get_language() or "", origin_of(request), request.path)

    def feed_url(self, asked: Asked) -> str:
        return asked.full(asked.path)

    def feed_guid(self, asked: Asked) -> str:
        return self.feed_url(asked)

    def author_name(self, asked: Asked) -> str:
        """Of entries that name nobody. A feed without any author is none by the standard."""
        return urlsplit(asked.origin).hostname or ""

    def author_link(self, asked: Asked) -> str:
        return asked.full("/")


def in_xml(text: str) -> str:
    """Without characters that no XML document may hold, however written; Django refuses them."""
    return _NOT_IN_XML.sub("", text)
