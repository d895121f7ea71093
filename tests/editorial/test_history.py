"""The history of a page, and time in public where two steps meet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.editorial.page_forms import address
from tests.editorial.reviewing import EDITORS, LATER, REVIEWERS, client_of, edited, fresh, marked
from tests.editorial.workflow import (
    account,
    complete_page,
    live_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


# The history


def test_the_history_tells_who_when_and_why_and_leads_to_every_revision() -> None:
    page = live_page()
    edited(page, title="Autre").ask_for_review(by=account("eve"), note="Nouveau chiffre")
    answer = client_of(REVIEWERS).get(address(page, "history"))
    html = answer.content.decode()
    assert [revision.number for revision in answer.context["revisions"]] == [2, 1]
    assert [line["entry"].action for line in answer.context["entries"]] == [
        "asked",
        "published",
        "signed",
        "asked",
    ]
    assert html.count("Nouveau chiffre") == 2
    assert "eve" in html
    for number in (1, 2):
        assert address(page, "review", number) in html
    assert '<form method="post"' not in html.partition('id="revisions-title"')[2]


def test_any_two_revisions_are_compared_and_one_with_the_working_copy() -> None:
    page = live_page()
    for word in ("deux", "trois"):
        edited(page, title=f"Page {word}").ask_for_review(by=None)
    edited(page, title="Page quatre")
    client = client_of(EDITORS)
    seen = {
        query: client.get(f"{address(page, 'compare')}?{query}").content.decode()
        for query in ("from=2&to=3", "from=3&to=2", "from=2")
    }
    assert marked("del", "deux", seen["from=2&to=3"])
    assert marked("ins", "trois", seen["from=2&to=3"])
    assert marked("ins", "deux", seen["from=3&to=2"])
    assert marked("ins", "quatre", seen["from=2"])


def test_a_history_of_fifty_revisions_costs_a_few_queries(django_assert_max_num_queries: Any) -> None:
    page = complete_page()
    user = account("eve")
    for _ in range(50):
        page.ask_for_review(by=user)
    client = client_of(EDITORS)
    with django_assert_max_num_queries(12):
        assert client.get(address(page, "history")).status_code == 200


# Time in public, where two steps meet


def signed_again(page: Any, **change: Any) -> Any:
    edited(page, **change).ask_for_review(by=None, significance=change.pop("significance", "content")).sign(
        by=User.objects.get(username="relectrice")
    )
    return fresh(page)


def test_a_correction_leaves_what_is_scheduled_and_no_gap() -> None:
    page = live_page()
    page = signed_again(page, title="Page complète un")
    start = timezone.now() + LATER
    page.publish(by=None, at=start)
    edited(page, title="Page compléte un").correct(by=None)
    windows = list(page.revisions.filter(public_from__isnull=False).order_by("public_from"))
    assert [revision.number for revision in windows] == [1, 3, 2]
    assert [one.public_until for one in windows[:-1]] == [one.public_from for one in windows[1:]]
    assert windows[-1].public_from == start
    assert windows[-1].public_until is None


@pytest.mark.parametrize("days", [0, 3])
def test_a_schedule_is_moved_not_doubled(days: int) -> None:
    page = signed_again(live_page(), title="Autre")
    page.publish(by=None, at=timezone.now() + LATER)
    page.publish(by=None, at=timezone.now() + timedelta(days) if days else None)
    assert page.revisions.count() == 2
    windows = list(page.revisions.order_by("number").values_list("public_from", "public_until"))
    assert windows[0][1] == windows[1][0]
    assert (windows[1][0] > timezone.now() + timedelta(2)) == bool(days)
    assert windows[1][1] is None


def test_publishing_now_what_was_scheduled_keeps_its_significance() -> None:
    page = live_page()
    edited(page, title="Autre").ask_for_review(by=None, significance="major").sign(
        by=User.objects.get(username="relectrice")
    )
    page = fresh(page)
    page.publish(by=None, at=timezone.now() + LATER)
    page.publish(by=None)
    assert page.live_revision.significance == "major"


def test_the_seal_is_of_what_is_stored() -> None:
    page = complete_page(title='L\'œil "sec"', body="<h2>Un</h2><p>Deux: trois...</p>")
    page.ask_for_review(by=None)
    stored = page.revisions.get()
    assert stored.digest == stored.content_digest()
