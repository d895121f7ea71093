"""Where a term is named."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from glossary.mentions import SHOWN
from glossary.models import Mention, Relation, Term
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db

PAGE = "/fr/glossaire/biopsie/"


@pytest.fixture
def biopsy(make_term: Make) -> Term:
    term: Term = make_term("Biopsie", slug="biopsie")
    return term


def named_in(client: Client) -> dict[str, list[str]]:
    lists = client.get(PAGE).context["mentioned"]
    return {str(one.title): [page.title for page in one.pages] for one in lists}


def kinds(term: Term) -> list[tuple[str, int]]:
    return list(Mention.objects.filter(term=term).order_by("kind", "page_id").values_list("kind", "page_id"))


def test_articles_and_terms_that_name_it_are_listed(
    client: Client, biopsy: Term, make_article: Make, make_term: Make
) -> None:
    article = make_article(title="Un examen", body="<p>Une biopsie.</p>")
    term = make_term("Histologie", summary="L’étude d’une biopsie.")
    assert kinds(biopsy) == [("article", article.pk), ("term", term.pk)]
    assert list(named_in(client).values()) == [["Un examen"], ["Histologie"]]


def test_pages_published_before_the_term_are_known_at_once(make_article: Make, make_term: Make) -> None:
    article = make_article(body="<p>Une biopsie.</p>")
    assert kinds(make_term("Biopsie")) == [("article", article.pk)]


def test_a_page_that_no_longer_names_it_is_forgotten(biopsy: Term, make_article: Make) -> None:
    article = make_article(body="<p>Une biopsie.</p>")
    article.body = "<p>Rien.</p>"
    article.save()
    assert kinds(biopsy) == [("article", article.pk)]
    put_live(article)
    assert kinds(biopsy) == []


def test_a_withdrawn_page_is_forgotten(client: Client, biopsy: Term, make_article: Make) -> None:
    article = make_article(body="<p>Une biopsie.</p>")
    article.withdraw(by=None)
    assert kinds(biopsy) == []
    assert named_in(client) == {}


def test_a_page_is_not_listed_before_its_time(client: Client, biopsy: Term, make_article: Make) -> None:
    from datetime import timedelta

    from django.utils import timezone

    put_live(make_article(body="<p>Une biopsie.</p>", live=False), at=timezone.now() + timedelta(hours=1))
    assert named_in(client) == {}


def test_a_term_does_not_name_itself(make_term: Make) -> None:
    assert kinds(make_term("Biopsie", summary="Une biopsie est une biopsie.")) == []


def test_a_new_form_finds_the_texts_that_hold_it(biopsy: Term, make_article: Make) -> None:
    article = make_article(body="<p>Un prélèvement.</p>")
    assert kinds(biopsy) == []
    biopsy.synonyms.create(text="prélèvement")
    put_live(biopsy)
    assert kinds(biopsy) == [("article", article.pk)]


def test_of_many_pages_the_newest_are_listed_and_the_others_counted(
    client: Client, biopsy: Term, make_article: Make
) -> None:
    for _ in range(SHOWN + 3):
        make_article(body="<p>Une biopsie.</p>")
    [one] = client.get(PAGE).context["mentioned"]
    assert (len(one.pages), one.more) == (SHOWN, 3)


@pytest.mark.parametrize("count", [1, 12])
def test_related_terms_are_drawn_as_a_map_of_links(
    client: Client, biopsy: Term, make_term: Make, count: int
) -> None:
    for number in range(count):
        Relation.join(
            biopsy, make_term(f"Terme {number} au nom plutôt long qui ne tient pas", slug=f"t-{number}")
        )
    page = client.get(PAGE).content.decode()
    assert page.count('class="map__node ') == (count if count > 1 else 0)
    assert page.count('<li class="entry-card">') == count
    assert " style=" not in page


@pytest.mark.parametrize("count", range(2, 13))
def test_the_labels_of_the_map_do_not_touch(biopsy: Term, make_term: Make, count: int) -> None:
    from glossary.related_map import WIDTH, related_map

    names = ["Hypophosphatasie constitutionnelle infantile", "T", "Inhibiteur de points de contrôle"]
    related = [make_term(names[number % 3]).live_revision for number in range(count)]
    drawn: Any = related_map(biopsy.live_revision, related)  # type: ignore[arg-type]
    labels = [drawn.centre, *(branch.label for branch in drawn.branches)]
    boxes = [(box.left, box.top, box.left + box.width, box.top + box.height)
             for box in (label.box for label in labels)]  # fmt: skip
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= WIDTH
        assert 0 <= top < bottom <= drawn.height
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
