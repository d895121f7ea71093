"""The language of a page stands in its address, and the switch is honest."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from glossary.models import Term
from tests.conftest import Make, put_live

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "home"),
    [
        ("fr-CA,fr;q=0.9", "/fr/"),
        ("en-GB,en;q=0.8", "/en/"),
        ("de-DE,de", "/fr/"),
        ("", "/fr/"),
        ("*;q=x,,", "/fr/"),
    ],
)
def test_the_front_door_leads_to_the_language_of_the_browser(client: Client, asked: str, home: str) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/fr/", "/fr/articles/", "/fr/glossaire/", "/fr/discussions/", "/fr/recherche/",
        "/fr/a-propos/charte/",
        "/en/", "/en/articles/", "/en/glossary/", "/en/discussions/", "/en/search/", "/en/about/charter/",
    ],
)  # fmt: skip
def test_each_page_speaks_the_language_of_its_address(client: Client, path: str) -> None:
    answer = client.get(path, headers={"accept-language": "de"})
    assert answer.status_code == 200
    assert f'<html lang="{path[1:3]}"' in answer.content.decode()


@pytest.mark.django_db
def test_a_page_in_both_languages_offers_the_other(client: Client) -> None:
    page = client.get("/fr/glossaire/").content.decode()
    assert 'hreflang="en" href="http://testserver/en/glossary/"' in page


def test_a_translated_term_links_to_its_translation(client: Client, make_term: Make) -> None:
    french = make_term("Antigène", slug="antigene")
    make_term("Antigen", slug="antigen", language="en", translation_key=french.translation_key)
    page = client.get("/fr/glossaire/antigene/").content.decode()
    assert "/en/glossary/antigen/" in page


def test_a_draft_translation_is_not_offered(client: Client, make_term: Make) -> None:
    french = make_term("Antigène", slug="antigene")
    make_term("Antigen", slug="antigen", language="en", translation_key=french.translation_key, live=False)
    page = client.get("/fr/glossaire/antigene/").content.decode()
    assert "/en/glossary/antigen/" not in page
    assert 'href="/en/"' in page


def test_a_term_is_not_found_under_another_language(client: Client, make_term: Make) -> None:
    make_term("Antigène", slug="antigene")
    assert client.get("/en/glossary/antigene/").status_code == 404


def test_a_page_in_one_language_leads_to_the_other_home_page_and_says_so(
    client: Client, make_article: Make
) -> None:
    make_article(slug="seul")
    page = html.document_fromstring(client.get("/fr/articles/seul/").content.decode())
    (link,) = page.xpath("//header//a[@hreflang='en']")
    assert link.get("href") == "/en/"
    assert link.xpath(".//span[@lang='en']")
    assert "cette page n’est pas traduite" in " ".join(link.text_content().split())


# By language: what is said of none, of one and of two, and of a day.
SAID = {
    "fr": ("0 terme,", "1 terme,", "2 termes,", "5 mars 2026"),
    "en": ("0 terms,", "1 term,", "2 terms,", "March 5, 2026"),
}


@pytest.mark.parametrize("language", SAID)
def test_numbers_and_dates_are_told_as_the_language_has_them(
    client: Client, make_term: Make, language: str
) -> None:
    *counts, day = SAID[language]
    address = f"/{language}/{'glossaire' if language == 'fr' else 'glossary'}/"
    for number, said in enumerate(counts):
        text = html.document_fromstring(client.get(address).content.decode()).xpath("string(//main)")
        assert re.search(rf"\b{said}", " ".join(text.split())), number
        make_term(f"Mot {number}", slug=f"mot-{number}", language=language)
    put_live(Term.objects.first(), at=datetime(2026, 3, 5, 12, tzinfo=UTC))
    page = html.document_fromstring(client.get(f"{address}mot-0/").content.decode())
    assert day in page.xpath("string((//time[@datetime='2026-03-05'])[1])")


PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|left|right"
    r"|float|clear)\s*:|text-align:\s*(?:left|right)|(?<![\w-])(?:min-|max-)?(?:width|height):"
)


def test_the_style_sheet_knows_no_left_and_no_right() -> None:
    """A language written from right to left gets its pages the right way round."""
    sheet = re.sub(r"/\*.*?\*/|@media[^{]*", "", (ROOT / "static/css/portal.css").read_text(), flags=re.S)
    assert PHYSICAL.findall(sheet) == []
    assert PHYSICAL.search("a { margin-left: 1px }")
    assert PHYSICAL.search("a { text-align: right }")
