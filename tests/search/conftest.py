"""Documents without pages, so that the engine is tested by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.search import indexing
from portal.search.kinds import Entry
from portal.search.searching import Asked, Found, search

Make = Callable[..., Any]


@pytest.fixture
def index(db: None) -> Make:
    """Index a document; its title names it in what `titles` returns."""
    made = 0

    def make(title: str, text: str = "", **fields: Any) -> None:
        nonlocal made
        made += 1
        begin: datetime = fields.pop("public_from", timezone.now() - timedelta(days=1))
        standard: dict[str, Any] = {
            "kind": "article",
            "object_pk": made,
            "part": made,
            "language": "fr",
            "url": f"/{made}/",
        }
        indexing.add([Entry(**(standard | {"title": title, "text": text, "public_from": begin} | fields))])

    return make


def find(query: str, language: str = "fr", **more: Any) -> Found:
    return search(Asked(query, language, **more))


def titles(query: str, language: str = "fr", **more: Any) -> list[str]:
    return [result.title for result in find(query, language, **more).results]
