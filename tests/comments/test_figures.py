"""What comes in, and how long it waits, week by week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from time_machine import travel

from articles.models import Article
from comments import figures
from comments.figures import WEEKS, weeks
from comments.models import Comment
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday, of week 47
MONDAY = date(2026, 11, 16)


@pytest.fixture
def arrive(make_comment: Make, article: Article) -> Any:
    """A comment that came at that moment and was decided after so many hours, if it was."""

    def make(at: datetime, *, hours: float | None = None, **fields: Any) -> Comment:
        comment: Comment = make_comment(article.discussion, created_at=at, **fields)
        if hours is not None:
            with travel(at + timedelta(hours=hours), tick=False):
                comment.decide(Status.APPROVED, by=None)
        return comment

    return make


def test_the_last_half_year_is_told_the_oldest_week_first(db: None) -> None:
    told = weeks(NOW)
    assert (len(told), told[-1].monday, told[-1].number) == (WEEKS, MONDAY, 47)
    assert {later.monday - earlier.monday for earlier, later in pairwise(told)} == {timedelta(weeks=1)}
    assert {(one.received, one.decided, one.median, one.p90) for one in told} == {(0, 0, None, None)}


def test_comments_count_in_the_week_they_came_and_delays_in_the_week_of_the_decision(arrive: Any) -> None:
    arrive(NOW - timedelta(days=7), hours=7 * 24 - 1)
    before, present = weeks(NOW)[-2:]
    assert (before.received, before.decided) == (1, 0)
    assert (present.received, present.decided) == (0, 1)
    assert present.median == timedelta(days=7, hours=-1)


@pytest.mark.parametrize(
    ("hours", "median", "p90"),
    [([5], 5, 5), ([1, 3], 2, 3), ([1, 2, 9], 2, 9), (range(1, 11), 5.5, 9), (range(1, 12), 6, 10)],
)
def test_the_delays_are_those_of_the_middle_and_of_nine_in_ten(
    arrive: Any, hours: Any, median: float, p90: float
) -> None:
    for one in hours:
        arrive(NOW - timedelta(days=2), hours=one)
    told = weeks(NOW)[-1]
    assert told.decided == len(hours)
    assert (told.median, told.p90) == (timedelta(hours=median), timedelta(hours=p90))


def test_only_the_first_decision_counts(arrive: Any) -> None:
    comment = arrive(NOW - timedelta(days=1), hours=1)
    comment.decide(Status.REJECTED, by=None, reason="charter")
    comment.undo(by=None)
    comment.decide(Status.SPAM, by=None)
    assert (weeks(NOW)[-1].decided, weeks(NOW)[-1].median) == (1, timedelta(hours=1))


def test_what_was_undone_and_decided_anew_in_a_later_week_counts_in_the_first(arrive: Any) -> None:
    comment = arrive(NOW - timedelta(days=9), hours=1)
    with travel(NOW, tick=False):
        comment.decide(Status.SPAM, by=None)
    assert [one.decided for one in weeks(NOW)[-2:]] == [1, 0]


def test_the_erased_are_still_counted(arrive: Any) -> None:
    comment = arrive(NOW - timedelta(days=1), hours=1)
    Comment.objects.filter(pk=comment.pk).erase()
    assert (weeks(NOW)[-1].received, weeks(NOW)[-1].decided) == (1, 1)


def test_demonstration_and_answers_of_the_team_are_not_counted(arrive: Any, make_user: Make) -> None:
    arrive(NOW, hours=1, origin="demo")
    question = arrive(NOW, hours=0)
    with travel(NOW, tick=False):
        question.answer("Une réponse de l’équipe du portail.", by=make_user("x", superuser=True))
    assert (weeks(NOW)[-1].received, weeks(NOW)[-1].decided) == (1, 1)


def test_a_week_begins_on_monday_in_the_time_of_the_portal(arrive: Any) -> None:
    arrive(datetime(2026, 11, 15, 22, 59, tzinfo=UTC))  # 23:59 on Sunday in Paris
    arrive(datetime(2026, 11, 15, 23, 1, tzinfo=UTC))
    assert [one.received for one in weeks(NOW)[-2:]] == [1, 1]


def test_what_is_older_than_the_chart_is_left_out(arrive: Any) -> None:
    arrive(NOW - timedelta(weeks=WEEKS), hours=1)
    assert sum(one.received for one in weeks(NOW)) == 0


def test_two_queries_tell_it_and_the_newest_are_counted_when_there_are_too_many(
    arrive: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for age in range(20):
        arrive(NOW - timedelta(days=age), hours=1)
    with django_assert_num_queries(2):
        weeks(NOW)
    monkeypatch.setattr(figures, "FIGURES_MAX", 3)
    assert sum(one.received for one in weeks(NOW)) == 20
    assert [one.decided for one in weeks(NOW)][-2:] == [0, 3]
