"""The language of a page stands in its address, and the switch is honest."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conftest import Make


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
