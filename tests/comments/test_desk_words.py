"""Beside a decision: passages removed, replies, pins, bans, reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from comments.limits import BAN_DAYS, TEXT_MIN
from comments.models import Ban, CannedAnswer, Comment, Decision, Report
from comments.rendering import MARK
from tests.comments.conftest import body
from tests.comments.moderating import SECRET, actions, form, fresh, press
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# Redaction


def test_a_ticked_passage_is_removed_and_the_comment_is_still_to_be_decided(
    moderator: Client, make_sorted: Make
) -> None:
    comment = make_sorted(SECRET)
    found = comment.findings.get(signal="personal_data")
    assert press(moderator, comment, "_redacted", span=f"{found.start}-{found.end}").status_code == 302
    assert "07 83" not in fresh(comment).text
    assert MARK in fresh(comment).text
    assert fresh(comment).status == "pending"


def test_a_selected_passage_is_removed_and_the_rest_published_at_once(
    moderator: Client, make_sorted: Make
) -> None:
    comment = make_sorted(SECRET)
    begin = SECRET.index("07")
    press(moderator, comment, "_redacted_approved", span=f"{begin}-{begin + 14}")
    assert fresh(comment).status == "approved"
    assert "07 83" not in fresh(comment).html
    assert actions(comment) == ["redacted", "approved"]


def test_words_copied_from_the_comment_are_removed_wherever_they_stand(
    moderator: Client, make_sorted: Make
) -> None:
    comment = make_sorted("Marie Durand m’a dit que Marie Durand viendrait.\nÀ demain, Marie Durand.")
    press(moderator, comment, "_redacted", passage=" Marie Durand ")
    assert "Durand" not in fresh(comment).text


REFUSED = [{}, {"passage": "Ce qui n’y est pas"}, {"span": "5-9999"}, {"span": "9-5"}, {"span": "x-y"}]


@pytest.mark.parametrize("fields", REFUSED)
def test_a_passage_that_is_not_there_is_refused_and_kept(
    moderator: Client, make_sorted: Make, fields: dict[str, str]
) -> None:
    comment = make_sorted(SECRET)
    for button in ("_redacted", "_redacted_approved"):
        answer = press(moderator, comment, button, **fields)
        assert answer.status_code == 422
        assert fields.get("passage", "") in body(answer)
    assert (fresh(comment).text, fresh(comment).status) == (SECRET, "pending")


def test_the_authors_own_words_are_for_whoever_checks_decisions(
    moderator: Client, sign_in: Callable[..., Client], make_sorted: Make
) -> None:
    comment = make_sorted(SECRET)
    press(moderator, comment, "_redacted", span="0-20")
    assert "Appelez-moi au 07" not in body(moderator.get(form(comment)))
    assert "Appelez-moi au 07" in body(sign_in(superuser=True).get(form(comment)))


# Answers, pins, reports


def test_a_reply_publishes_the_comment_and_stands_under_it_with_a_badge(
    moderator: Client, make_sorted: Make, client: Client
) -> None:
    comment = make_sorted()
    press(moderator, comment, "_answered", answer="Merci, parlez-en à votre équipe.")
    answer = Comment.objects.get(parent=comment)
    assert (fresh(comment).status, answer.status, answer.author_kind) == ("approved", "approved", "staff")
    assert "Merci, parlez-en à votre équipe." in body(client.get("/fr/articles/comprendre/"))


def test_a_reply_that_is_too_short_is_kept_and_publishes_nothing(
    moderator: Client, make_sorted: Make
) -> None:
    comment, words = make_sorted(), "x" * (TEXT_MIN - 1)
    answer = press(moderator, comment, "_answered", answer=words)
    assert answer.status_code == 422
    assert f">{words}</textarea>" in body(answer)
    assert fresh(comment).status == "pending"


def test_ready_made_words_are_offered_those_that_fit_first(moderator: Client, make_sorted: Make) -> None:
    CannedAnswer.objects.all().delete()
    for title, signal in (("Autre", ""), ("Coordonnées", "personal_data")):
        CannedAnswer.objects.create(
            language="fr", kind="explanation", title=title, text=f"{title}.", signal=signal
        )
    CannedAnswer.objects.create(language="en", kind="explanation", title="English", text="English.")
    offered = moderator.get(form(make_sorted(SECRET))).context["explanations"]
    assert [one.title for one in offered] == ["Coordonnées", "Autre"]


def test_a_thread_is_pinned_and_released(moderator: Client, make_sorted: Make) -> None:
    comment = make_sorted(status="approved")
    press(moderator, comment, "_pinned")
    assert fresh(comment).is_pinned
    press(moderator, fresh(comment), "_unpinned")
    assert not fresh(comment).is_pinned
    assert press(moderator, make_sorted(), "_pinned").status_code == 422


def test_a_sender_is_banned_for_some_days_and_for_no_others(moderator: Client, make_sorted: Make) -> None:
    comment = make_sorted(sender_key="5e4d3c")
    for days in ("", "x", "99999"):
        assert press(moderator, comment, "_banned", days=days).status_code == 422
    assert not Ban.objects.exists()
    press(moderator, comment, "_banned", days=str(BAN_DAYS[0]))
    assert Ban.objects.active().get().sender_key == "5e4d3c"
    assert actions(comment) == ["banned"]
    assert Decision.objects.about(comment).get().actor_name
    assert press(moderator, make_sorted(sender_key=""), "_banned", days="1").status_code == 403


def test_after_reported_ones_the_next_reported_one_is_shown(moderator: Client, make_sorted: Make) -> None:
    first, second = make_sorted(status="approved", hours=9), make_sorted(status="approved", hours=8)
    for comment in (first, second):
        Report.take(comment, sender="x", reason="sale", note="")
    answer = press(moderator, first, "_seen", query="?_changelist_filters=state%3Dreported")
    assert answer["Location"].startswith(form(second))
    assert fresh(first).status == "approved"
