"""Links as editors set and paste them, and what is said of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.editorial.cleaning import clean
from portal.editorial.links import (
    Problem,
    broken_links,
    identity_of,
)
from tests.conftest import Make, put_live


def link(target: Any, words: str = "mot", fragment: str = "") -> str:
    return f'<p>Un <a href="{identity_of(target)}{fragment}">{words}</a> ici.</p>'


def pasted(address: str, words: str = "mot") -> str:
    return f'<p><a href="{address}">{words}</a></p>'


def withdrawn(page: Any) -> Any:
    page.withdraw(by=None)
    return page


def scheduled(make: Make, **fields: Any) -> Any:
    page = make(live=False, **fields)
    put_live(page, at=timezone.now() + timedelta(hours=1))
    return page


def problems(html: str, language: str = "fr", **options: Any) -> list[Problem]:
    return [found.problem for found in broken_links(clean(html), language, **options)]
