"""Search forgives what people do not type: accents, elision, the plural."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conftest import Make

HOSTILE = ["a" * 10_000, '"', "%", "_", "' OR 1=1 --", "\0", "*", "NEAR(", "😀", "\u202eabc", "<script>", "-"]


def results(client: Client, query: str) -> str:
    answer = client.get("/fr/recherche/", {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "query",
    ["immunothérapie", "immunotherapie", "IMMUNOTHÉRAPIES", "l'immunothérapie", "l’immunothérapie", "immuno"],
)
def test_a_term_is_found_however_it_is_typed(client: Client, make_term: Make, query: str) -> None:
    make_term("Immunothérapie", slug="immunotherapie")
    assert 'href="/fr/glossaire/immunotherapie/"' in results(client, query)


def test_words_may_stand_apart_and_in_any_part_of_the_page(client: Client, make_article: Make) -> None:
    make_article(slug="effets", title="Effets indésirables", body="<p>La fièvre est fréquente.</p>")
    assert 'href="/fr/articles/effets/"' in results(client, "fievre effet")


def test_the_term_of_that_name_comes_first(client: Client, make_term: Make, make_article: Make) -> None:
    make_article(title="Parler de rémission", slug="parler")
    make_term("Rémission", slug="remission")
    page = results(client, "rémissions")
    assert page.index("/fr/glossaire/remission/") < page.index("/fr/articles/parler/")


def test_drafts_and_other_languages_are_not_found(client: Client, make_term: Make) -> None:
    make_term("Vaccin", slug="brouillon", live=False)
    make_term("Vaccin", slug="vaccine", language="en")
    page = results(client, "vaccin")
    assert "brouillon" not in page
    assert "/en/glossary/vaccine/" not in page


def test_finding_nothing_offers_something_to_read(client: Client, make_term: Make) -> None:
    make_term("Antigène", slug="antigene")
    assert "?q=Antig%C3%A8ne" in results(client, "introuvable")


@pytest.mark.django_db
@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_breaks_the_page(client: Client, query: str) -> None:
    page = results(client, query)
    assert "<script>" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_breaks_the_suggestions(client: Client, query: str) -> None:
    assert client.get("/fr/recherche/suggestions/", {"q": query}).status_code == 200


def test_suggestions_come_in_the_opensearch_format(client: Client, make_term: Make) -> None:
    make_term("Immunothérapie", slug="immunotherapie")
    answer = client.get("/fr/recherche/suggestions/", {"q": "immu"})
    assert answer["Content-Type"] == "application/x-suggestions+json"
    assert answer.json() == ["immu", ["Immunothérapie"]]
