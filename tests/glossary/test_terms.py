"""The page of a term."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from glossary.limits import RELATED_SHOWN
from glossary.models import Relation, Term
from portal.editorial.models import BannerDefault, SiteSettings
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db

PAGE = "/fr/glossaire/immunotherapie/"
BODY = "".join(
    f"<h2>Partie {number}</h2><p>Un début.</p><h3>Détail {number}</h3><p>Une suite.</p>"
    for number in range(8)
)


@pytest.fixture
def whole_term(make_term: Make, make_category: Make) -> Term:
    """A term with all its parts, and three related ones."""
    term: Term = make_term(
        "Immunothérapie",
        slug="immunotherapie",
        live=False,
        category=make_category(),
        summary="Un traitement. Il aide les défenses. Il a plusieurs formes.",
        key_points="Un point",
        pronunciation="i-mu-no-té-ra-pi",
        body=f"<p>Introduction.</p>{BODY}",
    )
    term.synonyms.create(text="biothérapie")
    term.synonyms.create(text="IT", kind="abbreviation", position=1)
    for number in range(5):
        term.questions.create(question=f"Question {number}", answer=f"Réponse {number}", position=number)
    term.sources.create(title="Institut", url="https://example.org/")
    for title in ("Antiémétiques", "Acide zolédronique", "Anti-œstrogènes"):
        Relation.join(term, make_term(title))
    put_live(term)
    return term


def related(client: Client) -> list[str]:
    page = client.get(PAGE).content.decode()
    return re.findall(r'<li class="entry-card">\s*<h3><a href="[^"]+">([^<]+)</a>', page)


def test_every_part_stands_in_its_order(client: Client, whole_term: Term) -> None:
    SiteSettings.objects.update(banner_place=BannerDefault.MIDDLE, banner_title="Venez")
    page = client.get(PAGE).content.decode()
    page = page[page.index("<body") :]
    order = [
        'href="#content"', '?category=traitement">Traitement</a>\n<span class="badge badge--kind">',
        "<h1>Immunothérapie</h1>", "i-mu-no-té-ra-pi", 'id="definition"', "Il aide les défenses.",
        "biothérapie", "Un point", "Introduction.", "Partie 0</h2>", "Détail 0</h3>", "Venez",
        "Partie 7</h2>", 'id="faq"', "Question 0", "Réponse 4", "Institut", 'id="discussion"',
        'id="comment-form"', 'id="related"',
    ]  # fmt: skip
    places = [page.find(part) for part in order]
    assert [part for part, place in zip(order, places, strict=True) if place < 0] == []
    assert places == sorted(places)
    assert page.count("<h1") == 1
    assert (page.count('<h2 id="s-'), page.count('<h3 id="s-')) == (8, 8)


def test_the_banner_can_be_switched_off(client: Client, whole_term: Term) -> None:
    SiteSettings.objects.update(banner_place=BannerDefault.OFF, banner_title="Venez")
    assert "Venez" not in client.get(PAGE).content.decode()


def test_synonyms_are_told_with_their_kind(client: Client, whole_term: Term) -> None:
    page = client.get(PAGE).content.decode()
    kinds = [synonym["kind_label"] for synonym in whole_term.live_revision.synonyms]  # type: ignore[union-attr]
    assert f"<b>biothérapie</b> ({kinds[0]}), <b>IT</b> ({kinds[1]})" in page
    assert kinds[0] != kinds[1]


def test_related_terms_stand_in_french_order(client: Client, whole_term: Term) -> None:
    assert related(client) == ["Acide zolédronique", "Anti-œstrogènes", "Antiémétiques"]


def test_a_relation_holds_in_both_directions(client: Client, whole_term: Term) -> None:
    for other in Term.objects.exclude(pk=whole_term.pk):
        page = client.get(other.live_revision.get_absolute_url()).content.decode()  # type: ignore[union-attr]
        assert f'<h3><a href="{PAGE}">Immunothérapie</a></h3>' in page


def test_only_live_terms_are_shown_as_related(client: Client, whole_term: Term, make_term: Make) -> None:
    Relation.join(whole_term, make_term("Brouillon", live=False))
    withdrawn = Term.objects.get(title="Antiémétiques")
    withdrawn.withdraw(by=None)
    assert related(client) == ["Acide zolédronique", "Anti-œstrogènes"]


def test_at_most_twelve_related_terms_are_shown(client: Client, term: Term, make_term: Make) -> None:
    for number in range(RELATED_SHOWN + 1):
        Relation.join(term, make_term(f"Terme {number:02}", slug=f"t-{number}"))
    page = client.get("/fr/glossaire/antigene/").content.decode()
    assert (RELATED_SHOWN, page.count('class="entry-card"')) == (12, 12)
    assert "Terme 11" in page
    assert "Terme 12" not in page


def test_a_term_with_nothing_but_a_definition_shows_no_empty_parts(client: Client, term: Term) -> None:
    page = client.get("/fr/glossaire/antigene/").content.decode()
    for absent in ('id="related"', 'id="faq"', "plate__also", "pronunciation", "badge--category"):
        assert absent not in page


def test_what_editors_changed_is_not_public_before_it_is_published(client: Client, whole_term: Term) -> None:
    whole_term.synonyms.create(text="nouveau synonyme")
    whole_term.title = "Autre nom"
    whole_term.save()
    page = client.get(PAGE).content.decode()
    assert "nouveau synonyme" not in page
    assert "Autre nom" not in page


def test_an_unknown_term_is_not_found(client: Client) -> None:
    assert client.get(PAGE).status_code == 404


def test_a_term_page_costs_as_many_queries_whatever_it_holds(
    client: Client, whole_term: Term, make_term: Make, make_comment: Make, django_assert_num_queries: Any
) -> None:
    for number in range(50):
        Relation.join(whole_term, make_term(f"Terme {number}", slug=f"t-{number}"))
        make_comment(whole_term.discussion, status="approved")
    client.get(PAGE)  # woven when it is first read after a change of the glossary
    with django_assert_num_queries(7):
        # The revision with its translations; the discussion's comments; the settings of the site; the
        # related terms. The edition of the glossary with the woven text; the articles and the terms that
        # name this one.
        assert client.get(PAGE).status_code == 200
