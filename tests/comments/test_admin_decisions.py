"""What the form of one comment offers beside a plain decision: an explanation, taking back, reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Comment, Decision, Report
from tests.comments.conftest import body
from tests.comments.moderating import actions
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def moderator(sign_in: Callable[..., Client]) -> Client:
    return sign_in("Moderators")


@pytest.fixture
def comment(make_comment: Make, article: Article) -> Comment:
    made: Comment = make_comment(article.discussion)
    return made


def form(comment: Comment) -> str:
    return reverse("admin:comments_comment_change", args=[comment.pk])


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def press(client: Client, comment: Comment, button: str, **fields: Any) -> str:
    shown = {"shown": f"{comment.pk}:{comment.version}"}
    return body(client.post(form(comment), {button: "1"} | shown | fields, follow=True))


def test_a_rejection_is_explained_in_the_moderators_words(moderator: Client, comment: Comment) -> None:
    press(moderator, comment, "_rejected", reason="sale", explanation="Le lien mène\x00 à une boutique.")
    assert fresh(comment).status == "pending"  # a character that cannot be stored: refused, not cut
    press(moderator, comment, "_rejected", reason="sale", explanation="Le lien mène à une boutique.")
    assert (fresh(comment).status, fresh(comment).explanation) == ("rejected", "Le lien mène à une boutique.")


def test_no_reason_is_chosen_beforehand(moderator: Client, comment: Comment) -> None:
    press(moderator, comment, "_rejected", reason="")
    assert fresh(comment).status == "pending"


def test_the_second_moderator_is_told_and_decides_nothing(moderator: Client, comment: Comment) -> None:
    seen = fresh(comment)
    comment.decide(Comment.Status.APPROVED, by=None)
    page = press(moderator, seen, "_rejected", reason="sale", explanation="Un lien vers une boutique.")
    assert fresh(comment).status == "approved"
    assert "page-notice--conflict" in page
    assert "Un lien vers une boutique." in page
    assert Decision.objects.about(comment).filter(action="too-late", actor_name="Moderators").exists()


def test_a_decision_is_taken_back_from_the_form(moderator: Client, comment: Comment) -> None:
    press(moderator, comment, "_spam")
    assert 'name="_undo"' in body(moderator.get(form(comment)))
    press(moderator, fresh(comment), "_undo")
    assert fresh(comment).status == "pending"
    assert 'name="_undo"' not in body(moderator.get(form(comment)))
    assert Decision.objects.about(comment).first().actor_name == "Moderators"  # type: ignore[union-attr]


@pytest.fixture
def reported(comment: Comment) -> Comment:
    comment.decide(Comment.Status.APPROVED, by=None)
    Report.take(comment, sender="x", reason="sale", note="Un lien vers une boutique.")
    return fresh(comment)


def test_reported_comments_are_found_and_read(
    moderator: Client, reported: Comment, make_comment: Make
) -> None:
    make_comment(reported.discussion, status="approved", text="Personne ne signale celui-ci.")
    page = body(moderator.get(reverse("admin:comments_comment_changelist"), {"state": "reported"}))
    assert reported.text in page
    assert "Personne ne signale" not in page
    assert "Un lien vers une boutique." in body(moderator.get(form(reported)))


def test_a_report_is_closed_without_a_decision(moderator: Client, reported: Comment) -> None:
    press(moderator, reported, "_seen")
    assert not Report.objects.open().exists()
    assert fresh(reported).status == "approved"
    press(moderator, reported, "_seen")
    assert actions(reported).count("seen") == 1  # on record, and only where something was to be looked at


def test_a_decision_closes_the_reports(moderator: Client, reported: Comment) -> None:
    press(moderator, reported, "_rejected", reason="sale")
    assert not Report.objects.open().exists()


@pytest.mark.parametrize("button", ["_undo", "_seen", "_rejected"])
def test_only_moderators_may(sign_in: Callable[..., Client], reported: Comment, button: str) -> None:
    for client in (sign_in("Editors"), Client()):
        client.post(form(reported), {button: "1", "reason": "sale"})
    assert Report.objects.open().exists()
    assert fresh(reported).status == "approved"
