"""Other names in the index, and the index as somebody types."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from glossary.models import SynonymEntry, Term
from glossary.views import PART_HEADER
from tests.conftest import Make, put_live
from tests.glossary.test_index import INDEX, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_named(make_term: Make) -> Make:
    """A live term with these other names."""

    def make(title: str, *names: str, live: bool = True, **fields: Any) -> Term:
        term: Term = make_term(title, live=False, **fields)
        for name in names:
            term.synonyms.create(text=name)
        if live:
            put_live(term)
        return term

    return make


def rows(client: Client, **parameters: str) -> list[str]:
    """What the page lists, a name with "see" as "name > term"."""
    groups = client.get(INDEX, parameters).context["groups"]
    entries = [entry for group in groups for entry in group["entries"]]
    return [f"{one.title} > {one.summary}" if one.is_see else one.title for one in entries]


def test_other_names_stand_in_their_place_and_lead_to_the_term(client: Client, make_named: Make) -> None:
    make_named("Immunothérapie", "biothérapie", slug="immunotherapie")
    make_named("Biopsie")
    assert rows(client) == ["Biopsie", "biothérapie > Immunothérapie", "Immunothérapie"]
    assert '<a href="/fr/glossaire/immunotherapie/">Immunothérapie</a>' in client.get(INDEX).content.decode()


def test_a_letter_that_has_other_names_only_can_be_chosen(client: Client, make_named: Make) -> None:
    make_named("Immunothérapie", "biothérapie")
    assert rows(client, letter="B") == ["biothérapie > Immunothérapie"]
    assert f'href="{INDEX}?letter=B"' in client.get(INDEX).content.decode()
    assert counts(client) == {"I": 1}


def test_a_letter_says_what_stands_under_it(client: Client, make_named: Make) -> None:
    make_named("Remission", "complete response", language="en")
    page = client.get("/en/glossary/").content.decode()
    assert 'C<span class="visually-hidden"> (other names only)</span>' in page
    assert 'R<span class="visually-hidden"> (1 term)</span>' in page


def test_names_that_would_stand_beside_their_term_are_left_out(client: Client, make_named: Make) -> None:
    make_named("Anticorps monoclonal", "anticorps monoclonaux", "Anticorps-monoclonal", "AcM", "acm")
    assert rows(client) == ["AcM > Anticorps monoclonal", "Anticorps monoclonal"]


def test_other_names_are_public_as_long_as_their_revision(client: Client, make_named: Make) -> None:
    term = make_named("Immunothérapie", "biothérapie")
    term.synonyms.create(text="nouveauté")
    assert "nouveauté > Immunothérapie" not in rows(client)
    put_live(term, at=timezone.now() + timedelta(hours=1))
    assert rows(client) == ["biothérapie > Immunothérapie", "Immunothérapie"]
    put_live(term)
    assert rows(client) == ["biothérapie > Immunothérapie", "Immunothérapie", "nouveauté > Immunothérapie"]
    term.withdraw(by=None)
    assert rows(client) == []
    assert SynonymEntry.objects.count() == 0


def test_other_names_follow_category_and_language(
    client: Client, make_named: Make, make_category: Make
) -> None:
    make_named("Immunothérapie", "biothérapie", category=make_category())
    make_named("Biopsie", "prélèvement")
    make_named("Biopsy", "sample", language="en")
    assert rows(client, category="traitement") == ["biothérapie > Immunothérapie", "Immunothérapie"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("immuno", ["Immunothérapie", "Auto-immunologie"]),
        ("IMMUNOTHERAPIE", ["Immunothérapie"]),
        ("oedeme", ["Œdème"]),
        ("bio", ["biothérapie > Immunothérapie"]),
        ("o", ["Œdème"]),
        ("%", []),
        ("zzz", []),
        ("x" * 5000, []),
    ],
)
def test_names_are_found_by_letters(client: Client, make_named: Make, typed: str, found: list[str]) -> None:
    make_named("Immunothérapie", "biothérapie")
    make_named("Œdème")
    make_named("Auto-immunologie")
    assert rows(client, q=typed) == found


@pytest.mark.parametrize("typed", ["", " ", "\u0301"])
def test_nothing_typed_is_the_whole_index(client: Client, make_named: Make, typed: str) -> None:
    make_named("Biopsie")
    assert rows(client, q=typed) == ["Biopsie"]


def test_what_was_typed_is_shown_as_text(client: Client, make_named: Make) -> None:
    make_named("Biopsie")
    page = client.get(INDEX, {"q": '"><script>x'}).content.decode()
    assert "<script>x" not in page
    assert "&quot;&gt;&lt;script&gt;x" in page


def test_the_script_gets_the_list_alone_and_caches_tell_the_two_apart(
    client: Client, make_named: Make
) -> None:
    make_named("Biopsie")
    answer = client.get(INDEX, {"q": "bio"}, headers={PART_HEADER: "list"})
    assert "<html" not in answer.content.decode()
    assert "Biopsie" in answer.content.decode()
    for one in (answer, client.get(INDEX)):
        assert PART_HEADER in one["Vary"]


def test_pages_hold_terms_and_other_names_together(client: Client, make_named: Make) -> None:
    for number in range(60):
        make_named(f"Terme {number:02}", f"Autre {number:02}", slug=f"t-{number}")
    assert len(rows(client)) == 100
    assert rows(client, page="2")[0] == "Terme 40"
    assert len(rows(client, page="2")) == 20


def test_a_page_with_other_names_costs_one_query_more(
    client: Client, make_named: Make, django_assert_num_queries: Any
) -> None:
    for number in range(20):
        make_named(f"Terme {number:02}", f"Autre {number:02}", slug=f"t-{number}")
    with django_assert_num_queries(7):
        # The letters of terms and of other names; the order, its terms, its other names; the counts of
        # categories, of which there are none; the settings of the site.
        rows(client)
