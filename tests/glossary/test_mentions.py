"""Where a term is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from glossary.mentions import SHOWN
from glossary.models import Mention, Relation, Term
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db

PAGE = "/fr/glossaire/biopsie/"
HOUR = timedelta(hours=1)


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
    start = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    with time_machine.travel(start, tick=False):
        put_live(make_article(title="Un examen", body="<p>Une biopsie.</p>", live=False), at=start + HOUR)
        assert named_in(client) == {}
    with time_machine.travel(start + HOUR, tick=False):
        assert list(named_in(client).values()) == [["Un examen"]]


def test_what_was_to_come_and_comes_no_more_is_forgotten(biopsy: Term, make_article: Make) -> None:
    article = make_article(body="<p>Une biopsie.</p>", live=False)
    put_live(article, at=timezone.now() + HOUR)
    assert kinds(biopsy) == [("article", article.pk)]
    article.withdraw(by=None)
    assert kinds(biopsy) == []


def test_a_scheduled_term_knows_from_its_minute_on_where_it_is_named(
    client: Client, make_article: Make, make_term: Make
) -> None:
    start = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    with time_machine.travel(start, tick=False):
        make_article(title="Un examen", body="<p>Une biopsie.</p>")
        make_article(title="Autre", body="<p>Rien.</p>")
        put_live(make_term("Biopsie", slug="biopsie", live=False), at=start + HOUR)
    with time_machine.travel(start + HOUR, tick=False):
        assert list(named_in(client).values()) == [["Un examen"]]


def test_of_many_terms_that_begin_at_once_pages_are_woven_when_they_are_read(
    client: Client, make_article: Make, make_term: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossary.editions._TURNED_MAX", 1)
    start = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    with time_machine.travel(start, tick=False):
        make_article(title="Un examen", slug="texte", body="<p>Une biopsie, un scanner.</p>")
        for slug in ("biopsie", "scanner"):
            put_live(make_term(slug.title(), slug=slug, live=False), at=start + HOUR)
    with time_machine.travel(start + HOUR, tick=False):
        assert named_in(client) == {}
        client.get("/fr/articles/texte/")
        assert list(named_in(client).values()) == [["Un examen"]]


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
    placed = [(drawn.centre.box, 0), *((branch.label.box, branch.top) for branch in drawn.branches)]
    boxes = [(box.left, top + box.top, box.left + box.width, top + box.top + box.height)
             for box, top in placed]  # fmt: skip
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= WIDTH
        assert 0 <= top < bottom <= drawn.height
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
