"""The glossary by letter, as readers find it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from glossary.limits import PER_PAGE
from glossary.models import TermRevision
from glossary.views import LETTERS
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db

INDEX = "/fr/glossaire/"


def shown(client: Client, **parameters: str) -> list[str]:
    """The terms of the page, in their order."""
    page = client.get(INDEX, parameters).content.decode()
    return re.findall(r'<dt><a href="[^"]+">([^<]+)</a></dt>', page)


def counts(client: Client, **parameters: str) -> dict[str, int]:
    """Of the letters that have terms."""
    letters = client.get(INDEX, parameters).context["letters"]
    return {link["letter"]: link["count"] for link in letters if link["count"]}


def test_each_letter_has_its_count(client: Client, make_term: Make) -> None:
    for title in ("Antigène", "anticorps", "Cytokine"):
        make_term(title)
    assert counts(client) == {"A": 2, "C": 1}
    assert counts(client, letter="C") == {"A": 2, "C": 1}
    assert client.get(INDEX).context["total"] == 3


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("Évérolimus", "E"), ("œdème", "O"), ("Æthésie", "A"), ("Ça", "C"), ("« Guillemets »", "#"),
        ("5-fluoro-uracile", "#"), ("β-lactame", "#"), ("IL-2", "I"),
    ],
)  # fmt: skip
def test_a_term_stands_under_its_letter(client: Client, make_term: Make, title: str, letter: str) -> None:
    term = make_term(title)
    assert counts(client) == {letter: 1}
    assert shown(client, letter=letter) == [term.live_revision.title]
    assert shown(client, letter="Z") == []


def test_a_letter_leads_to_its_terms_unless_it_has_none(client: Client, make_term: Make) -> None:
    make_term("5-FU")
    make_term("Biopsie")
    page = client.get(INDEX).content.decode()
    assert f'<a href="{INDEX}?letter=B"' in page
    assert f'<a href="{INDEX}?letter=%23"' in page
    for empty in set(LETTERS) - {"B", "#"}:
        assert f"?letter={empty}" not in page
    assert len(client.get(INDEX).context["letters"]) == 27


def test_the_chosen_letter_is_marked(client: Client, make_term: Make) -> None:
    make_term("Biopsie")
    page = client.get(INDEX, {"letter": "b"}).content.decode()
    assert f'<a href="{INDEX}?letter=B" aria-current="true">' in page


@pytest.mark.parametrize("letter", ["É", "AB", "1", "<", "##"])
def test_an_unknown_letter_is_not_found(client: Client, letter: str) -> None:
    assert client.get(INDEX, {"letter": letter}).status_code == 404


def test_names_stand_in_french_order(client: Client, make_term: Make) -> None:
    order = [
        "β-lactame", "acide zolédronique", "antiémétiques", "anti-œstrogènes", "cote", "côte", "coté", "côté",
        "œdème", "offre", "zona",
    ]  # fmt: skip
    for title in sorted(order, reverse=True):
        make_term(title)
    assert shown(client) == [
        "acide zolédronique", "anti-œstrogènes", "antiémétiques", "cote", "coté", "côte", "côté", "œdème",
        "offre", "zona", "β-lactame",
    ]  # fmt: skip


def test_a_page_holds_a_hundred_terms(client: Client, make_term: Make) -> None:
    make_term("Aaa")
    TermRevision.objects.update(title="Aaa")
    one = TermRevision.objects.get()
    for number in range(PER_PAGE):
        make_term(f"Terme {number:03}", slug=f"t-{number}")
    first = client.get(INDEX)
    assert (PER_PAGE, len(shown(client))) == (100, 100)
    assert shown(client)[0] == one.title
    assert shown(client, page="2") == [f"Terme {PER_PAGE - 1:03}"]
    assert "?page=2" in first.content.decode()
    assert 'rel="next"' not in client.get(INDEX, {"page": "2"}).content.decode()


def test_pages_keep_letter_and_category(client: Client, make_term: Make, make_category: Make) -> None:
    for number in range(PER_PAGE + 1):
        make_term(f"Terme {number}", slug=f"t-{number}", category=make_category())
    page = client.get(INDEX, {"letter": "T", "category": "traitement"}).content.decode()
    assert "letter=T&amp;category=traitement&amp;page=2" in page


@pytest.mark.parametrize(("asked", "got"), [("abc", 1), ("0", 2), ("99", 2), ("-1", 2)])
def test_a_page_that_is_not_there_leads_to_one_that_is(
    client: Client, make_term: Make, asked: str, got: int
) -> None:
    for number in range(PER_PAGE + 1):
        make_term(f"Terme {number}", slug=f"t-{number}")
    assert client.get(INDEX, {"page": asked}).context["page_obj"].number == got


def test_categories_narrow_terms_letters_and_counts(
    client: Client, make_term: Make, make_category: Make
) -> None:
    treatment, exam = make_category(), make_category("Examen", slug="examen")
    make_category("Vide", slug="vide")
    make_category("Test", language="en", slug="test")
    make_term("Biopsie", category=exam)
    make_term("Chimiothérapie", category=treatment)
    make_term("Brouillon", category=treatment, live=False)
    links = client.get(INDEX).context["categories"]
    assert [(link["name"], link["count"]) for link in links] == [("Examen", 1), ("Traitement", 1)]
    assert links[0]["url"] == f"{INDEX}?category=examen"
    assert shown(client, category="examen") == ["Biopsie"]
    assert counts(client, category="examen") == {"B": 1}
    letters = client.get(INDEX, {"category": "examen"}).context["letters"]
    assert letters[1]["url"] == f"{INDEX}?letter=B&category=examen"


@pytest.mark.parametrize("slug", ["inconnue", "test", "'"])
def test_an_unknown_category_is_not_found(client: Client, make_category: Make, slug: str) -> None:
    make_category("Test", language="en", slug="test")
    assert client.get(INDEX, {"category": slug}).status_code == 404


def test_only_what_is_live_in_this_language_is_shown(client: Client, make_term: Make) -> None:
    make_term("Antigène")
    make_term("Brouillon", live=False)
    put_live(make_term("Bientôt", live=False), at=timezone.now() + timedelta(hours=1))
    make_term("Retiré").withdraw(by=None)
    make_term("Antigen", language="en")
    corrected = make_term("Anticorps")
    corrected.title = "Zanticorps"
    corrected.save()
    assert shown(client) == ["Anticorps", "Antigène"]
    assert counts(client) == {"A": 2}
    assert client.get(INDEX).context["total"] == 2


def test_an_empty_glossary_says_so(client: Client) -> None:
    answer = client.get(INDEX)
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_definitions_are_in_view_and_markup_in_them_is_text(client: Client, make_term: Make) -> None:
    make_term("<b>Gras</b>", summary="Une <script>alerte</script>.")
    page = client.get(INDEX).content.decode()
    assert "&lt;b&gt;Gras&lt;/b&gt;" in page
    assert "Une &lt;script&gt;alerte" in page


@pytest.mark.parametrize(
    ("parameters", "queries"),
    [({}, 7), ({"letter": "T"}, 7), ({"category": "traitement"}, 8), ({"page": "2"}, 7)],
)
def test_the_index_costs_as_many_queries_whatever_it_holds(
    client: Client,
    make_term: Make,
    make_category: Make,
    django_assert_num_queries: Any,
    parameters: dict[str, str],
    queries: int,
) -> None:
    for number in range(50):
        make_term(f"Terme {number}", slug=f"t-{number}", category=make_category())
    with django_assert_num_queries(queries):
        # The letters of terms, and of other names; the categories and their counts; the order of the page
        # and its terms; the settings of the site; the category that was chosen.
        assert len(shown(client, **parameters)) == 50
