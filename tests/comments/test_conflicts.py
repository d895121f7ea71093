"""Two moderators, one comment: one decides, the other is told, and both are on record."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.audit import Decision
from comments.conflicts import ConflictError
from comments.models import Comment
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def comment(make_comment: Make, article: Article) -> Comment:
    made: Comment = make_comment(article.discussion)
    return made


@pytest.fixture
def odile(make_user: Make) -> Any:
    return make_user("Odile", "Moderators")


@pytest.fixture
def paul(make_user: Make) -> Any:
    return make_user("Paul", "Moderators")


def logged(comment: Comment) -> list[tuple[str, str, str, str, int]]:
    entries = Decision.objects.about(comment).order_by("pk")
    return [(one.action, one.actor_name, one.before, one.after, one.version) for one in entries]


def test_both_are_logged_and_the_first_one_stands(comment: Comment, odile: Any, paul: Any) -> None:
    seen = comment.version
    comment.decide(Status.APPROVED, by=odile, version=seen)
    with pytest.raises(ConflictError) as refused:
        comment.decide(Status.REJECTED, by=paul, reason="sale", version=seen)
    assert refused.value.comments == [comment]
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert logged(comment) == [
        ("approved", "Odile", "pending", "approved", 2),
        ("too-late", "Paul", "approved", "approved", 2),
    ]


def test_who_wanted_the_same_is_logged_and_not_troubled(comment: Comment, odile: Any, paul: Any) -> None:
    seen = comment.version
    comment.decide(Status.APPROVED, by=odile, version=seen)
    assert comment.decide(Status.APPROVED, by=paul, version=seen) is False
    assert [entry[:2] for entry in logged(comment)] == [("approved", "Odile"), ("too-late", "Paul")]


def test_who_looks_again_and_changes_nothing_is_not_logged(comment: Comment, odile: Any) -> None:
    comment.decide(Status.APPROVED, by=odile)
    assert comment.decide(Status.APPROVED, by=odile, version=comment.version) is False
    assert len(logged(comment)) == 1


@pytest.mark.parametrize("act", ["redact", "undo"])
def test_a_redaction_or_undoing_that_comes_too_late_is_logged(
    comment: Comment, odile: Any, paul: Any, act: str
) -> None:
    comment.decide(Status.APPROVED, by=paul)
    seen = comment.version
    comment.decide(Status.SPAM, by=odile, version=seen)
    acts: dict[str, Callable[[], Any]] = {
        "redact": lambda: comment.redact([(0, 4)], by=paul, version=seen),
        "undo": lambda: comment.undo(by=paul, version=seen),
    }
    with pytest.raises(ConflictError):
        acts[act]()
    assert logged(comment)[-1] == ("too-late", "Paul", "spam", "spam", 3)
    comment.refresh_from_db()
    assert (comment.status, comment.text) == ("spam", "Un commentaire pour les essais.")


def test_in_a_list_one_conflict_stops_all_and_is_the_only_one_logged(
    comment: Comment, make_comment: Make, odile: Any, paul: Any
) -> None:
    other = make_comment(comment.discussion)
    versions = {comment.pk: comment.version, other.pk: other.version}
    comment.decide(Status.SPAM, by=odile)
    with pytest.raises(ConflictError):
        Comment.objects.all().decide(Status.APPROVED, by=paul, versions=versions)
    assert logged(other) == []
    assert logged(comment)[-1][:2] == ("too-late", "Paul")
    other.refresh_from_db()
    assert other.status == Status.PENDING


def test_the_refused_attempt_is_logged_from_the_page_too(
    sign_in: Callable[..., Client], comment: Comment, odile: Any
) -> None:
    client = sign_in("Moderators")
    shown = f"{comment.pk}:{comment.version}"
    comment.decide(Status.APPROVED, by=odile)
    url = reverse("admin:comments_comment_change", args=[comment.pk])
    client.post(url, {"shown": shown, "_spam": "1"})
    assert [entry[:2] for entry in logged(comment)] == [("approved", "Odile"), ("too-late", "Moderators")]


def test_a_refusal_for_another_reason_is_not_logged(comment: Comment, odile: Any) -> None:
    with pytest.raises(ValidationError):
        comment.decide(Status.REJECTED, by=odile)
    assert logged(comment) == []


@pytest.mark.django_db(transaction=True)
def test_the_record_survives_the_refusal_and_not_what_was_refused(
    comment: Comment, odile: Any, paul: Any
) -> None:
    seen = comment.version
    comment.decide(Status.APPROVED, by=odile)
    with pytest.raises(ConflictError):
        comment.decide(Status.SPAM, by=paul, version=seen)
    connection.close()  # whatever was not committed is gone
    assert [entry[0] for entry in logged(comment)] == ["approved", "too-late"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_decides_and_both_are_logged(
    comment: Comment, odile: Any, paul: Any
) -> None:
    seen, barrier, refused = comment.version, threading.Barrier(2), []

    def decide(status: Any, by: Any) -> None:
        try:
            barrier.wait()
            Comment.objects.filter(pk=comment.pk).decide(
                status, by=by, reason="sale", versions={comment.pk: seen}
            )
        except ConflictError:
            refused.append(by)
        finally:
            connection.close()

    pairs = [(Status.APPROVED, odile), (Status.REJECTED, paul)]
    threads = [threading.Thread(target=decide, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert sorted(entry[1] for entry in logged(comment)) == ["Odile", "Paul"]
    assert [entry[0] for entry in logged(comment)][-1] == "too-late"


def test_the_log_of_refusals_cannot_be_changed_either(comment: Comment, odile: Any) -> None:
    Decision.record_refused([comment], by=odile)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Decision.objects.filter(comment_id=comment.pk)._raw_delete(using="default")
