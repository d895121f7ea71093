"""What the buttons of the moderation desk decide, how that is taken back, and who may press them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from time_machine import travel

from comments.limits import EXPLANATION_MAX, UNDO_MINUTES
from comments.models import Comment, Decision, Finding
from comments.rendering import MARK
from tests.comments.conftest import body
from tests.comments.moderating import FIGURES, NEXT, SECRET, UNDO, actions, form, fresh, press
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# Decisions


def test_a_reason_rejects_with_one_press_and_the_words_of_the_moderator_go_along(
    moderator: Client, make_sorted: Make
) -> None:
    comment = make_sorted()
    shown = {"shown": f"{comment.pk}:1", "explanation": "Le lien mène à une boutique."}
    moderator.post(form(comment), {"_rejected": "sale"} | shown)
    comment = fresh(comment)
    assert (comment.status, comment.reason) == ("rejected", "sale")
    assert comment.explanation == "Le lien mène à une boutique."


def test_words_that_are_too_long_are_refused_and_kept(moderator: Client, make_sorted: Make) -> None:
    comment, words = make_sorted(), "é" * (EXPLANATION_MAX + 1)
    answer = press(moderator, comment, "_rejected", reason="sale", explanation=words)
    assert answer.status_code == 422
    assert words in body(answer)
    assert fresh(comment).status == "pending"
    press(moderator, comment, "_rejected", reason="sale", explanation=words[1:])
    assert fresh(comment).status == "rejected"


def test_what_its_author_has_changed_meanwhile_is_not_approved(moderator: Client, make_sorted: Make) -> None:
    comment = make_sorted()
    seen = fresh(comment)
    comment.rewrite(name="Verveine", text="Un tout autre texte que celui d’avant.")
    answer = press(moderator, seen, "_approved")
    assert answer.status_code == 409
    assert "Un tout autre texte que celui d’avant." in body(answer)
    assert fresh(comment).status == "pending"
    assert press(moderator, fresh(comment), "_approved").status_code == 302
    assert fresh(comment).status == "approved"


def test_both_of_two_moderators_are_on_record(moderator: Client, make_sorted: Make, make_user: Make) -> None:
    comment = make_sorted()
    seen = fresh(comment)
    comment.decide(Comment.Status.REJECTED, by=make_user("Odile", "Moderators"), reason="sale")
    press(moderator, seen, "_approved")
    assert list(Decision.objects.about(comment).order_by("pk").values_list("action", "actor_name")) == [
        ("rejected", "Odile"), ("too-late", "Moderators"),
    ]  # fmt: skip


def test_the_second_who_decides_the_same_is_told_so(
    moderator: Client, make_sorted: Make, make_user: Make
) -> None:
    comment = make_sorted()
    seen = fresh(comment)
    comment.decide(Comment.Status.APPROVED, by=make_user("Odile", "Moderators"))
    answer = moderator.get(press(moderator, seen, "_approved")["Location"])
    assert answer.context["notice"] == []
    assert len(list(answer.context["messages"])) == 1
    assert actions(comment) == ["approved", "too-late"]


# Undo


def test_what_was_just_decided_can_be_taken_back_from_the_next_page(
    moderator: Client, make_sorted: Make
) -> None:
    first, second = make_sorted("Le premier commentaire.", hours=2), make_sorted()
    page = moderator.get(press(moderator, first, "_spam")["Location"])
    assert page.context["comment"] == second
    assert page.context["notice"] == [first]
    assert moderator.post(UNDO, {"comment": [first.pk]})["Location"] == form(first)
    assert fresh(first).status == "pending"


def test_the_notice_ends_when_it_is_too_late(moderator: Client, make_sorted: Make) -> None:
    comment = make_sorted()
    press(moderator, comment, "_approved")
    with travel(timezone.now() + timedelta(minutes=UNDO_MINUTES, seconds=1), tick=False):
        assert moderator.get(f"{NEXT}?decided={comment.pk}").context["notice"] == []
        moderator.post(UNDO, {"comment": [comment.pk]})
    assert fresh(comment).status == "approved"


def test_nobody_is_offered_to_undo_what_somebody_else_decided(
    moderator: Client, make_sorted: Make, make_user: Make
) -> None:
    comment = make_sorted()
    comment.decide(Comment.Status.APPROVED, by=make_user("Odile", "Moderators"))
    assert moderator.get(f"{NEXT}?decided={comment.pk}").context["notice"] == []


@pytest.mark.parametrize("from_the_next_page", [True, False])
def test_nobody_undoes_what_somebody_else_has_decided_meanwhile(
    moderator: Client, make_user: Make, make_sorted: Make, from_the_next_page: bool
) -> None:
    comment = make_sorted()
    approved = press(moderator, comment, "_approved")
    page = body(moderator.get(approved["Location"]))
    (shown,) = re.findall(r'name="comment" value="([0-9:]+)"', page)
    seen = fresh(comment)
    comment.decide(Comment.Status.SPAM, by=make_user("Odile", "Moderators"))
    if from_the_next_page:
        moderator.post(UNDO, {"comment": shown})
    else:
        press(moderator, seen, "_undo")
    assert fresh(comment).status == "spam"
    assert actions(comment) == ["approved", "spam", "too-late"]


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_nothing_is_undone_but_by_post(moderator: Client, make_sorted: Make, method: str) -> None:
    comment = make_sorted()
    comment.decide(Comment.Status.APPROVED, by=None)
    assert getattr(moderator, method)(f"{UNDO}?comment={comment.pk}").status_code == 405
    assert fresh(comment).status == "approved"


def test_the_undone_may_be_any_number_or_none(moderator: Client, make_sorted: Make) -> None:
    rows = [make_sorted(), make_sorted()]
    for row in rows:
        row.decide(Comment.Status.SPAM, by=None)
    moderator.post(UNDO, {"comment": [row.pk for row in rows] + ["x", "9" * 40]})
    assert {fresh(row).status for row in rows} == {"pending"}
    assert moderator.post(UNDO).status_code == 302


# Rights and the log

BUTTONS = [
    "_approved",
    "_spam",
    "_redacted",
    "_answered",
    "_pinned",
    "_unpinned",
    "_seen",
    "_undo",
    "_banned",
]


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers", ""])
def test_who_may_not_moderate_presses_in_vain(
    sign_in: Callable[..., Client], make_sorted: Make, group: str
) -> None:
    comment, client = make_sorted(SECRET), sign_in(group)
    for button in BUTTONS:
        assert press(client, comment, button, span="0-5", answer="Une longue réponse.").status_code == 403
    for address in (NEXT, FIGURES, UNDO):
        assert client.get(address).status_code == 403
        assert client.post(address, {"comment": comment.pk}).status_code == 403
    assert (fresh(comment).text, fresh(comment).version) == (SECRET, 1)


def test_a_button_from_another_site_does_nothing(make_sorted: Make, make_user: Make) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Odile", "Moderators"))
    comment = make_sorted(SECRET)
    for button in BUTTONS:
        assert press(client, comment, button, span="0-5").status_code == 403
    assert client.post(UNDO, {"comment": comment.pk}).status_code == 403
    assert fresh(comment).version == 1


def test_the_log_of_the_admin_holds_no_word_of_anybody(moderator: Client, make_sorted: Make) -> None:
    comment = make_sorted(SECRET, name="Capucine")
    press(moderator, comment, "_redacted_approved", span="0-20")
    press(moderator, fresh(comment), "_answered", answer="Merci, Capucine, d’avoir écrit.")
    press(moderator, fresh(comment), "_pinned")
    press(moderator, fresh(comment), "_rejected", reason="sale", explanation="Capucine, voyons.")
    press(moderator, fresh(comment), "_undo")
    assert LogEntry.objects.count() == 6
    written = str(list(LogEntry.objects.values()))
    assert not [words for words in ("Capucine", "Appelez", "Merci", MARK) if words in written]


def test_what_is_erased_can_be_looked_at_and_no_longer_decided(moderator: Client, make_sorted: Make) -> None:
    comment = make_sorted()
    Comment.objects.filter(pk=comment.pk).erase()
    page = body(moderator.get(form(comment)))
    assert 'class="bar"' not in page
    assert not Finding.objects.exists()
