"""Every decision is on record, can be taken back for ten minutes, and is made once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments.audit import Decision
from comments.limits import UNDO_MINUTES
from comments.models import Comment
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def comment(make_comment: Make, article: Article) -> Comment:
    made: Comment = make_comment(article.discussion, text="Un texte que personne ne doit garder.")
    return made


def actions(comment: Comment) -> list[str]:
    return list(Decision.objects.about(comment).order_by("pk").values_list("action", flat=True))


def test_a_decision_tells_who_when_from_to_reason_and_version(comment: Comment, make_user: Make) -> None:
    moderator = make_user("moderateur", "Moderators")
    comment.decide(Status.REJECTED, by=moderator, reason="sale", explanation="Votre lien est une publicité.")
    entry = Decision.objects.about(comment).get()
    assert (entry.action, entry.before, entry.after) == ("rejected", "pending", "rejected")
    assert (entry.reason, entry.version, entry.actor_name) == ("sale", 2, "moderateur")
    assert timezone.now() - entry.at < timedelta(minutes=1)


def test_the_log_outlives_the_account_and_the_comment(comment: Comment, make_user: Make) -> None:
    moderator = make_user("moderateur", "Moderators")
    comment.decide(Status.APPROVED, by=moderator)
    Comment.objects.filter(pk=comment.pk).erase(by=moderator)
    moderator.delete()
    assert actions(comment) == ["approved", "erased"]
    assert {entry.actor_name for entry in Decision.objects.about(comment)} == {"moderateur"}


def test_the_log_holds_no_word_of_the_author(comment: Comment) -> None:
    comment.decide(Status.REJECTED, by=None, reason="sale", explanation="Ne citez pas Camomille.")
    columns = [str(value) for value in Decision.objects.values_list().get()]
    for word in ("Camomille", "personne ne doit", "citez"):
        assert not any(word in column for column in columns)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE comments_decision SET reason = ''", "DELETE FROM comments_decision WHERE id > 0"],
)
def test_the_database_refuses_to_change_the_log(comment: Comment, statement: str) -> None:
    comment.decide(Status.APPROVED, by=None)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert actions(comment) == ["approved"]


@pytest.mark.parametrize("first", [Status.PENDING, Status.APPROVED, Status.REJECTED, Status.SPAM])
@pytest.mark.parametrize("second", [Status.APPROVED, Status.REJECTED, Status.SPAM])
def test_every_decision_can_be_undone(comment: Comment, first: Any, second: Any) -> None:
    if first == second:
        return
    if first != Status.PENDING:
        comment.decide(first, by=None, reason="charter")
    comment.decide(second, by=None, reason="sale")
    comment.undo(by=None)
    assert comment.status == first
    assert comment.reason == ("charter" if first == Status.REJECTED else "")
    comment.discussion.refresh_from_db()
    assert comment.discussion.approved_count == (first == Status.APPROVED)
    assert actions(comment)[-1] == "undone"


@pytest.mark.parametrize(("seconds", "is_late"), [(-1, False), (1, True)])
def test_a_decision_is_undone_within_ten_minutes(comment: Comment, seconds: int, is_late: bool) -> None:
    comment.decide(Status.APPROVED, by=None)
    assert comment.decided_at is not None
    with travel(comment.decided_at + timedelta(minutes=UNDO_MINUTES, seconds=seconds), tick=False):
        assert comment.can_be_undone is not is_late
        if is_late:
            with pytest.raises(ValidationError):
                comment.undo(by=None)
        else:
            comment.undo(by=None)


def test_what_was_undone_cannot_be_undone_again(comment: Comment) -> None:
    comment.decide(Status.SPAM, by=None)
    comment.undo(by=None)
    with pytest.raises(ValidationError):
        comment.undo(by=None)


def test_the_second_of_two_moderators_is_told(comment: Comment) -> None:
    seen = comment.version
    comment.decide(Status.APPROVED, by=None, version=seen)
    with pytest.raises(ValidationError) as refused:
        comment.decide(Status.REJECTED, by=None, reason="sale", version=seen)
    assert refused.value.code == "conflict"
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED


def test_a_moderator_who_was_shown_older_words_is_told(comment: Comment) -> None:
    seen = comment.version
    comment.rewrite(name="Verveine", text="Un tout autre texte que celui d’avant.")
    with pytest.raises(ValidationError):
        comment.decide(Status.APPROVED, by=None, version=seen)


def test_an_author_changes_only_what_waits(comment: Comment) -> None:
    comment.decide(Status.APPROVED, by=None)
    with pytest.raises(ValidationError):
        comment.rewrite(name="Verveine", text="Un tout autre texte que celui d’avant.")
