"""The reviewer's view: every change marked, a decision with its remarks, and of two decisions one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.editorial.limits import REVIEW_MONTHS_MAX
from portal.editorial.models import Contributor, PageState, Review, TrailEntry
from portal.editorial.models.review import months_after
from tests.editorial.page_forms import Fields, address, send
from tests.editorial.reviewing import (
    EDITORS,
    REVIEWERS,
    client_of,
    edited,
    fresh,
    in_review,
    marked,
    today_in_a_year,
)
from tests.editorial.workflow import (
    KINDS,
    complete_page,
    live_page,
    profile,
    reviewer,
    signed_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def decide(client: Client, page: Any, number: int = 1, **data: Any) -> Any:
    return client.post(address(page, "review", number), data)


@pytest.mark.parametrize("model", KINDS)
def test_a_reviewer_sees_the_revision_beside_the_live_one_with_every_word_marked(model: Any) -> None:
    page = live_page(model)
    edited(page, summary="Un résumé en très peu de mots.").ask_for_review(by=None, note="Plus court")
    html = client_of(REVIEWERS).get(address(page, "review", 2)).content.decode()
    for number in (1, 2):
        assert f'src="{address(page, "revision", number)}"' in html
    assert marked("ins", "très", html)
    assert "Plus court" in html
    assert 'name="_sign"' in html
    assert 'name="_return"' in html


def test_a_reviewer_sees_what_was_frozen_not_what_was_written_since() -> None:
    page = in_review()
    edited(page, title="Écrit depuis")
    client = client_of(REVIEWERS)
    html = client.get(address(page, "review", 1)).content.decode()
    assert "Écrit depuis" not in html.partition('<div class="review">')[2]
    assert "Écrit depuis" not in client.get(address(page, "revision", 1)).content.decode()
    decide(client, page, _sign="1", due_on=today_in_a_year())
    assert fresh(page).states() == [PageState.DRAFT]
    assert page.revisions.get().review == Review.SIGNED


def test_who_may_not_decide_gets_no_buttons_for_it() -> None:
    page = in_review()
    html = client_of(EDITORS).get(address(page, "review", 1)).content.decode()
    assert 'name="_sign"' not in html
    assert 'name="_return"' not in html


def test_what_was_decided_offers_no_second_decision() -> None:
    page = signed_page()
    assert 'name="_sign"' not in client_of(REVIEWERS).get(address(page, "review", 1)).content.decode()


def test_a_signature_from_the_view_carries_name_day_and_note() -> None:
    page, client = in_review(), client_of(REVIEWERS)
    assert decide(client, page, _sign="1", due_on=today_in_a_year(), note="Relu").status_code == 302
    signed = page.revisions.get()
    assert signed.review == Review.SIGNED
    assert signed.signed_by.username == "of-medical-reviewers"
    assert signed.review_due_on.isoformat() == today_in_a_year()
    assert TrailEntry.objects.about(page).first().note == "Relu"  # type: ignore[union-attr]


@pytest.mark.parametrize("due_on", ["", "x", "2020-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_told_and_nothing_is_signed(due_on: str) -> None:
    page = in_review()
    answer = decide(client_of(REVIEWERS), page, _sign="1", due_on=due_on, note="Gardé")
    assert answer.status_code == 200
    assert answer.context["sign"].errors
    assert "Gardé" in answer.content.decode()
    assert page.revisions.get().review == Review.ASKED


def test_the_last_day_is_three_years_ahead() -> None:
    last = months_after(timezone.localdate(), REVIEW_MONTHS_MAX)
    page, client = in_review(), client_of(REVIEWERS)
    decide(client, page, _sign="1", due_on=(last + timedelta(1)).isoformat())
    assert page.revisions.get().review == Review.ASKED
    decide(client, page, _sign="1", due_on=last.isoformat())
    assert page.revisions.get().review == Review.SIGNED


@pytest.mark.parametrize("remarks", ["", "  \n", "x" * 5001])
def test_a_page_is_not_returned_without_remarks(remarks: str) -> None:
    page = in_review()
    answer = decide(client_of(REVIEWERS), page, _return="1", remarks=remarks)
    assert answer.status_code == 200
    assert "remarks" in answer.context["send_back"].errors
    assert page.revisions.get().review == Review.ASKED


def test_neither_button_returns_nothing_without_remarks() -> None:
    page = in_review()
    assert decide(client_of(REVIEWERS), page).status_code == 200
    assert page.revisions.get().review == Review.ASKED


def test_the_only_author_is_told_why_not() -> None:
    page, client = complete_page(), client_of(REVIEWERS)
    page.contributions.all().delete()
    page.contributions.create(contributor=Contributor.objects.get(user__username="of-medical-reviewers"))
    page.ask_for_review(by=None)
    answer = decide(client, page, _sign="1", due_on=today_in_a_year())
    assert answer.status_code == 200
    assert answer.context["sign"].non_field_errors()
    assert page.revisions.get().review == Review.ASKED


def test_the_only_author_cannot_sign_under_another_profile_or_a_new_address() -> None:
    user = reviewer()
    page = complete_page()
    page.contributions.all().delete()
    second = profile(user, "second-profil", name="Un autre nom")
    page.contributions.create(contributor=second)
    revision = page.ask_for_review(by=None)
    second.slug = "ailleurs"
    second.save()
    with pytest.raises(ValidationError) as refused:
        revision.sign(by=user)
    assert refused.value.code == "sole_author"
    second.slug, second.name = "second-profil", "Encore un autre"
    second.save()
    with pytest.raises(ValidationError):
        revision.sign(by=user)


MARKUP = "<script>alert(1)</script> {{ 7|add:7 }} <img src=x onerror=alert(1)>"


def test_remarks_and_reasons_are_shown_as_they_were_typed() -> None:
    page = complete_page()
    page.ask_for_review(by=None, note=MARKUP)
    client, editor = client_of(REVIEWERS), client_of(EDITORS)
    assert "<script>alert(1)" not in client.get(address(page, "review", 1)).content.decode()
    decide(client, page, _return="1", remarks=f"Première ligne\n{MARKUP}")
    for url in (address(page), address(page, "history"), address(page, "review", 1)):
        html = editor.get(url).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in html
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html


def test_remarks_belong_to_the_revision_they_were_made_on() -> None:
    page, client = in_review(), client_of(REVIEWERS)
    decide(client, page, _return="1", remarks="Citez la source.")
    editor = client_of(EDITORS)
    assert editor.get(address(page)).context["remarks"].revision_number == 1
    fresh(page).ask_for_review(by=None)
    assert editor.get(address(page)).context["remarks"] is None
    assert [entry.revision_number for entry in client.get(address(page, "review", 2)).context["remarks"]] == [
        1
    ]


def test_a_text_that_was_returned_is_not_published_by_an_older_signature() -> None:
    page = signed_page()
    page.ask_for_review(by=None).send_back(by=User.objects.get(username="relectrice"), remarks="Non.")
    send(client_of(EDITORS), page, _publish="1")
    assert fresh(page).states() == [PageState.RETURNED]


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_holds_and_the_other_is_told() -> None:
    page = in_review()
    clients, start = [client_of(REVIEWERS), client_of("superuser")], Barrier(2)
    decisions: list[Fields] = [
        {"_sign": "1", "due_on": today_in_a_year()},
        {"_return": "1", "remarks": "À revoir."},
    ]

    def both(number: int) -> Any:
        start.wait(10)
        try:
            return decide(clients[number], page, **decisions[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told, done = sorted(pool.map(both, range(2)), key=lambda answer: int(answer.status_code))
    assert (told.status_code, done.status_code) == (200, 302)
    assert 'class="error"' in told.content.decode()
    review = page.revisions.get().review
    entries = list(TrailEntry.objects.about(page).exclude(action="asked").values_list("action", flat=True))
    assert entries == [review]
    assert review in (Review.SIGNED, Review.RETURNED)
