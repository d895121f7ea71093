"""What the form says of how long one waits is true, or it says nothing; and it costs next to nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import delays
from comments.audit import Decision
from comments.delays import CACHE_KEY, usual_delay, usual_hours
from comments.limits import DELAY_DAYS, DELAY_LEAST
from comments.models import Comment
from tests.comments.conftest import address, body

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def decided(
    article: Article, *hours: float, action: str = "approved", before: str = "pending", ago: float = 1,
    **fields: Any
) -> None:  # fmt: skip
    """Comments that were decided after so many hours each, so many days ago."""
    at = timezone.now() - timedelta(days=ago)
    for waited in hours:
        words = {"name": "Camomille", "text": "Un commentaire d’essai."}
        written = {"discussion": article.discussion, "created_at": at - waited * HOUR}
        comment = Comment.objects.create(**words | written | fields)
        comment.status = action
        with time_machine.travel(at, tick=False):
            Decision.record([(comment, before)], action, by=None)


def shown(article: Article, language: str = "fr") -> str:
    cache.delete(CACHE_KEY)
    return body(Client().get(address(article)))


def test_three_of_four_comments_were_decided_within_the_time_told(article: Article) -> None:
    decided(article, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 100)
    delay = usual_delay()
    assert delay is not None
    assert delay == 9 * HOUR
    assert 'data-usual-hours="9"' in shown(article)


@pytest.mark.parametrize(("number", "is_told"), [(DELAY_LEAST - 1, False), (DELAY_LEAST, True)])
def test_nothing_is_said_after_a_few_decisions(article: Article, number: int, is_told: bool) -> None:
    decided(article, *[20] * number)
    assert ("data-usual-hours" in shown(article)) is is_told


@pytest.mark.parametrize(
    "other",
    [
        {"ago": DELAY_DAYS + 1},
        {"origin": "demo"},
        {"action": "erased"},
        {"action": "edited"},
        {"action": "approved", "before": "rejected"},
    ],
    ids=["old", "demonstration", "withdrawn", "changed by its author", "decided before"],
)
def test_only_first_decisions_of_the_last_weeks_about_readers_count(article: Article, other: Any) -> None:
    decided(article, *[20] * DELAY_LEAST, **other)
    assert Decision.objects.exists()
    assert usual_delay() is None


def test_a_rejection_and_spam_are_answers_too(article: Article) -> None:
    decided(article, *[20] * DELAY_LEAST, action="rejected")
    decided(article, *[20] * DELAY_LEAST, action="spam")
    assert usual_delay() is not None


def test_less_than_an_hour_is_told_as_one(article: Article) -> None:
    decided(article, *[0.1] * DELAY_LEAST, ago=0)
    cache.delete(CACHE_KEY)
    assert usual_hours() == 1


def test_the_figure_costs_one_query_and_then_none_for_a_while(
    article: Article, django_assert_num_queries: Any
) -> None:
    decided(article, *[20] * DELAY_LEAST)
    cache.delete(CACHE_KEY)
    with django_assert_num_queries(1):
        first = usual_hours()
    with django_assert_num_queries(0):
        assert usual_hours() == first


def test_too_few_decisions_are_remembered_as_well(article: Article, django_assert_num_queries: Any) -> None:
    cache.delete(CACHE_KEY)
    assert usual_hours() is None
    with django_assert_num_queries(0):
        assert usual_hours() is None


def test_a_decision_that_was_undone_and_made_anew_counts_by_the_first(article: Article) -> None:
    decided(article, *[20] * DELAY_LEAST)
    for comment in Comment.objects.all():
        comment.status = "rejected"
        Decision.record([(comment, "pending")], "rejected", by=None)
    assert usual_delay() == 20 * HOUR


def test_of_very_many_decisions_the_newest_are_looked_at(
    article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delays, "DELAY_MOST", DELAY_LEAST)
    decided(article, *[90] * DELAY_LEAST, ago=9)
    decided(article, *[2] * DELAY_LEAST, ago=1)
    assert usual_delay() == 2 * HOUR


class GoneCache(BaseCache):
    """A cache whose server does not answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    set = get


def test_without_the_cache_the_figure_is_the_same_and_the_page_is_shown(
    article: Article, settings: Any
) -> None:
    decided(article, *[20] * DELAY_LEAST)
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.GoneCache", "LOCATION": ""}}
    assert 'data-usual-hours="20"' in body(Client().get(address(article)))
