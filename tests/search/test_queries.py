"""What people type, and the page they should get: tables written apart from the search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db
TABLES = Path(__file__).parent / "queries"
FLOOR = 0.95  # of the queries of one half
SEARCH = {"fr": "/fr/recherche/", "en": "/en/search/"}
PLACES = {
    "fr": {"article": "/fr/articles/", "term": "/fr/glossaire/"},
    "en": {"article": "/en/articles/", "term": "/en/glossary/"},
}
TOP = {"first": 1, "top3": 3}


@dataclass(frozen=True)
class Wish:
    id: str
    kind: str
    query: str
    where: str
    page: str  # its address


def wishes(language: str, half: str) -> Iterator[Wish]:
    lines = (TABLES / f"{language}_{half}.tsv").read_text().splitlines()[1:]
    for line in lines:
        number, kind, query, where, page = line.split("\t")
        model, slug = page.split(":")
        yield Wish(number, kind, query, where, f"{PLACES[language][model]}{slug}/")


def results(client: Client, language: str, query: str) -> list[str]:
    html = client.get(SEARCH[language], {"q": query}).content.decode()
    found = re.search(r'<ol[^>]*id="results".*?</ol>', html, re.DOTALL)
    items = found[0].split("<li")[1:] if found else []
    links = [re.search(r'<a[^>]*href="([^"#?]*)', item) for item in items]
    return [unescape(link[1]) for link in links if link]


def missed(client: Client, language: str, table: list[Wish]) -> list[str]:
    return [
        f"{wish.id} ({wish.kind})"
        for wish in table
        if wish.page not in results(client, language, wish.query)[: TOP[wish.where]]
    ]


def test_people_find_what_they_look_for(client: Client) -> None:
    """One test for all tables, because making the pages takes longer than searching them."""
    call_command("demo", verbosity=0)
    wrong: dict[str, list[str]] = {}
    for language, half in product(SEARCH, ("open", "held")):
        table = list(wishes(language, half))
        failures = missed(client, language, table)
        right = 1 - len(failures) / len(table)
        print(f"{language} {half}: {right:.1%} of {len(table)}, missed: {failures}")  # noqa: T201
        if right < FLOOR:
            wrong[f"{language} {half}"] = failures
    assert wrong == {}
