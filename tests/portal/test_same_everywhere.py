"""What readers may rely on from page to page: titles, landmarks, menus, help, fields, and no surprises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.page_kinds import every_kind
from tests.portal.test_valid_html import fetched

Pages = dict[str, Any]

pytestmark = pytest.mark.alike

# Kinds that are the same page in another state: it keeps its title but for the word that says what is wrong.
ONE_PAGE = (
    "article",
    "reply",
    "comment",
    "too many",
    "receipt",
    "report",
    "mail",
    "bare",
    "discussion closed",
)
PURPOSES = {"name": "nickname", "email": "email"}  # by the name of the field, as WCAG 1.3.5 lists them
MEDIA = "//video | //audio | //object | //embed | //iframe | //canvas | //marquee | //blink"


@pytest.fixture
def pages(client: Client, settings: Any, db: None) -> Pages:
    """Each kind of page, read."""
    return {kind.name: html.document_fromstring(fetched(client, settings, kind)) for kind in every_kind()}


def test_readers_find_their_way_by_the_same_things_everywhere(pages: Pages) -> None:
    for check in CHECKS:
        faults = [f"{name}: {fault}" for name, page in pages.items() for fault in check(page)]
        assert faults == [], check.__name__
    for part in ("//header//nav[1]", "//footer//nav"):
        assert len(menus(pages, part, "fr")) == len(menus(pages, part, "en")) == 1, part
    for language in ("fr", "en"):
        named = names(pages, language)
        assert len(named) > 10
        assert {what: found for what, found in named.items() if len(found) > 1} == {}, language
        assert len(places_of_help(pages, language)) == 1
    titles = Counter(title(page) for name, page in pages.items() if not name.startswith(ONE_PAGE))
    assert [words for words, number in titles.items() if number > 1] == []
    assert title(pages["comment refused"]) != title(pages["article with everything"])


def title(page: Any) -> str:
    return str(page.findtext(".//title")).strip()


def menus(pages: Pages, part: str, language: str) -> set[tuple[str, ...]]:
    """The menus of that part in all pages of the language, by where they lead: one, if they are all alike."""
    found = [page.xpath(part) for page in pages.values() if page.get("lang") == language]
    return {tuple(nav[0].xpath(".//a/@href")) for nav in found if nav}


def names(pages: Pages, language: str) -> dict[str, set[str]]:
    """By what a link around the page leads to, a field is for and a form is sent by: what it is called."""
    found: dict[str, set[str]] = {}
    for page in pages.values():
        if page.get("lang") == language:
            for what, name in _functions(page):
                found.setdefault(what, set()).add(" ".join(name.split()))
    return found


def _functions(page: Any) -> Iterator[tuple[str, str]]:
    for link in page.xpath("//header[not(ancestor::main)]//nav[1]//a | //footer//nav//a"):
        yield link.get("href"), link.text_content()
    for form in page.xpath("//form"):
        key = form.get("id") or form.get("action") or ""
        if key.startswith("#") or not key:
            continue
        for label in form.xpath(".//label[@for]"):
            fields = form.xpath(".//*[@id=$id]", id=label.get("for"))
            if fields and fields[0].get("type") not in {"radio", "checkbox"}:
                yield f"{key} {fields[0].get('name')}", label.text_content()


def places_of_help(pages: Pages, language: str) -> set[tuple[str, ...]]:
    """What comes after the text of each page, in its order: the numbers to call, the ways to write."""
    ways = "//main/following::*[@id='emergency']//a/@href | //main/following::footer//a/@href[. = $contact]"
    found = set()
    for page in pages.values():
        if page.get("lang") == language:
            contact = page.xpath("//footer//nav//a[last()]/@href")[-1]
            found.add(tuple(page.xpath(ways, contact=contact)))
    return found


def has_its_landmarks(page: Any) -> Iterator[str]:
    for name, number in (("main", 1), ("h1", 1)):
        if len(page.findall(f".//{name}")) != number:
            yield f"{len(page.findall(f'.//{name}'))} {name}"
    skip = page.xpath("//body/a[1]/@href")
    if skip != ["#content"] or not page.xpath("//main[@id='content']"):
        yield "the first link does not lead to the text"


def has_a_language_and_a_title(page: Any) -> Iterator[str]:
    if page.get("lang") not in {"fr", "en"} or not title(page):
        yield "no language or no title"


def offers_the_search_and_the_lists(page: Any) -> Iterator[str]:
    """More than one way to each page."""
    if not page.xpath("//header//form[@role='search'] | //header//search | //header//input[@type='search']"):
        yield "no search"
    if len(page.xpath("//header//nav[1]//a")) < 3:
        yield "no menu"


def names_the_purpose_of_fields(page: Any) -> Iterator[str]:
    for name, purpose in PURPOSES.items():
        for field in page.xpath(f"//main//input[@name='{name}'][not(@type='hidden')]"):
            if field.get("autocomplete") != purpose:
                yield f"{name} is for {field.get('autocomplete')}"


def has_nothing_that_plays_moves_or_leads_away(page: Any) -> Iterator[str]:
    yield from (one.tag for one in page.xpath(MEDIA))
    yield from ("it loads another page by itself" for _ in page.xpath("//meta[@http-equiv='refresh']"))
    yield from ("a link opens a window" for _ in page.xpath("//a[@target]"))


def lets_the_eye_enlarge(page: Any) -> Iterator[str]:
    content = page.xpath("//meta[@name='viewport']/@content")
    if content != ["width=device-width, initial-scale=1"]:
        yield f"viewport {content}"


def tells_tables_by_their_heads(page: Any) -> Iterator[str]:
    for head in page.xpath("//main//th[not(@scope)]"):
        yield f"th without scope: {head.text}"


def says_what_links_and_buttons_show(page: Any) -> Iterator[str]:
    """Whoever speaks to the machine says what stands there."""
    for one in page.xpath("//*[self::a or self::button][@aria-label]"):
        shown = " ".join(one.text_content().split()).casefold()
        if shown and shown not in one.get("aria-label").casefold():
            yield f"shows {shown!r}, is called {one.get('aria-label')!r}"


def keeps_to_the_order_of_the_page(page: Any) -> Iterator[str]:
    yield from (f"tabindex {one}" for one in page.xpath("//@tabindex[number(.) > 0]"))


CHECKS = (
    has_its_landmarks,
    has_a_language_and_a_title,
    offers_the_search_and_the_lists,
    names_the_purpose_of_fields,
    has_nothing_that_plays_moves_or_leads_away,
    lets_the_eye_enlarge,
    tells_tables_by_their_heads,
    says_what_links_and_buttons_show,
    keeps_to_the_order_of_the_page,
)

SPOILT = """<html><body><a href="/">x</a><main><h1></h1><h1></h1><input name="email"><video></video>
<a target="_blank" href="/">y</a><th>z</th>
<button aria-label="other" tabindex="3">shown</button></main></body></html>"""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_each_check_sees_what_is_wrong(check: Any) -> None:
    assert [*check(html.document_fromstring(SPOILT))]


def test_another_name_or_place_is_seen() -> None:
    page = """<html lang="fr"><main></main><div id="emergency"><a href="tel:{number}"></a></div>
      <form action="/q"><label for="q">{label}</label><input id="q" name="q"></form>
      <footer><nav><a href="/a">A propos</a></nav></footer></html>"""
    one, other = page.format(number=15, label="Chercher"), page.format(number=112, label="Trouver")
    pages = {"one": html.document_fromstring(one), "other": html.document_fromstring(other)}
    assert names(pages, "fr") == {"/a": {"A propos"}, "/q q": {"Chercher", "Trouver"}}
    assert len(places_of_help(pages, "fr")) == 2
