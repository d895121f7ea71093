"""Which glossary holds: on its minute, and with nothing woven twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Article
from glossary import editions
from glossary.editions import current
from glossary.models import GlossaryEdition, Term, WovenText
from glossary.weaving import Glossary
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_built() -> None:
    editions._built.clear()
    editions._read.clear()


@pytest.fixture
def weavings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were woven, one for each time."""
    texts: list[str] = []
    weave = Glossary.weave

    def counted(self: Glossary, html: str, **options: Any) -> Any:
        texts.append(html)
        return weave(self, html, **options)

    monkeypatch.setattr(Glossary, "weave", counted)
    return texts


@pytest.fixture
def article(make_article: Make) -> Article:
    made: Article = make_article(slug="texte", body="<p>Une biopsie, puis un scanner.</p>")
    return made


PAGE = "/fr/articles/texte/"


def links(client: Client) -> list[str]:
    """The terms that the article leads to."""
    return [term.title for term in client.get(PAGE).context["explained"]]


def change(term: Term, **fields: Any) -> None:
    stored = Term.objects.get(pk=term.pk)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.save()
    put_live(stored)


def test_a_published_term_is_linked_on_the_next_request(
    client: Client, article: Article, make_term: Make
) -> None:
    assert links(client) == []
    make_term("Biopsie")
    assert links(client) == ["Biopsie"]


def test_a_withdrawn_term_loses_its_links_on_the_next_request(
    client: Client, article: Article, make_term: Make
) -> None:
    term = make_term("Biopsie")
    assert links(client) == ["Biopsie"]
    term.withdraw(by=None)
    assert links(client) == []
    assert "<p>Une biopsie, puis" in client.get(PAGE).content.decode()


def test_a_scheduled_term_is_linked_from_its_minute_on(
    client: Client, article: Article, make_term: Make
) -> None:
    start = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    with time_machine.travel(start, tick=False):
        put_live(make_term("Biopsie", live=False), at=start + timedelta(hours=1))
        assert links(client) == []
    with time_machine.travel(start + timedelta(minutes=59, seconds=59), tick=False):
        assert links(client) == []
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        assert links(client) == ["Biopsie"]


def test_a_term_that_ends_is_linked_up_to_its_minute(
    client: Client, article: Article, make_term: Make
) -> None:
    start = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    with time_machine.travel(start, tick=False):
        term = make_term("Biopsie")
    with time_machine.travel(start + timedelta(seconds=1), tick=False):
        term.withdraw(by=None, at=start + timedelta(hours=1))
        assert links(client) == ["Biopsie"]
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        assert links(client) == []


def test_nothing_is_woven_twice(
    client: Client, article: Article, make_term: Make, weavings: list[str]
) -> None:
    make_term("Biopsie")
    weavings.clear()
    for _ in range(3):
        links(client)
    assert weavings == []


def test_a_changed_definition_weaves_no_other_page_and_is_shown(
    client: Client, article: Article, make_term: Make, weavings: list[str]
) -> None:
    term = make_term("Biopsie", summary="Un prélèvement.")
    links(client)
    weavings.clear()
    before = current("fr")
    change(term, summary="Un petit prélèvement de tissu.")
    assert current("fr") == before
    assert "Un petit prélèvement" in client.get(PAGE).content.decode()
    assert [text for text in weavings if "scanner" in text] == []


def test_a_changed_address_weaves_no_other_page_and_is_linked_to(
    client: Client, article: Article, make_term: Make, weavings: list[str]
) -> None:
    term = make_term("Biopsie", slug="biopsie")
    links(client)
    weavings.clear()
    change(term, slug="prelevement")
    page = client.get(PAGE).content.decode()
    assert f'<a class="term" href="/fr/glossaire/prelevement/" data-term="{term.pk}">biopsie</a>' in page
    assert [text for text in weavings if "scanner" in text] == []


@pytest.mark.parametrize(
    "fields", [{"title": "Scanner"}, {"linking": "never"}, {"linking": "exact"}, {"accents_optional": True}]
)
def test_whatever_decides_links_makes_another_edition(make_term: Make, fields: dict[str, Any]) -> None:
    term = make_term("Biopsie")
    before = current("fr")
    change(term, **fields)
    assert current("fr").digest != before.digest


def test_a_change_in_one_language_leaves_the_others(make_term: Make) -> None:
    before = current("fr")
    make_term("Biopsy", language="en")
    assert current("fr") == before


def test_a_publication_that_began_before_the_last_one_seen_is_not_missed(make_term: Make) -> None:
    now = timezone.now()
    make_term("Scanner")
    before = current("fr")
    put_live(make_term("Biopsie", live=False), at=now - timedelta(hours=1))
    assert current("fr").digest != before.digest


def test_the_edition_costs_one_query_once_it_is_known(
    make_term: Make, django_assert_num_queries: Any
) -> None:
    for _ in range(20):
        make_term()
    current("fr")
    with django_assert_num_queries(1):
        current("fr")


def test_the_first_reader_of_a_language_makes_its_edition(django_assert_num_queries: Any) -> None:
    GlossaryEdition.objects.all().delete()
    assert current("fr").digest
    with django_assert_num_queries(1):
        current("fr")


def test_a_text_is_kept_once_for_each_revision(client: Client, article: Article, make_term: Make) -> None:
    make_term("Biopsie")
    links(client)
    make_term("Scanner")
    links(client)
    assert WovenText.objects.filter(kind="article").count() == 1
    article.body = "<p>Une biopsie.</p>"
    article.save()
    put_live(article)
    links(client)
    assert WovenText.objects.filter(kind="article").count() == 1


def test_two_who_weave_the_same_text_at_once_do_no_harm(article: Article, make_term: Make) -> None:
    from glossary.woven_pages import weave_and_keep

    make_term("Biopsie")
    revision, edition = article.live_revision, current("fr")
    assert weave_and_keep(revision, edition, "section") == weave_and_keep(revision, edition, "section")
    assert WovenText.objects.filter(kind="article").count() == 1
