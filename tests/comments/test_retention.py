"""What commenters leave is forgotten when its time is over, and the privacy page says the same times."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.audit import Decision
from comments.limits import DOUBLE_POST_HOURS, UNDO_MINUTES
from comments.models import Attempt, Comment
from comments.retention import purge, rules
from portal.editorial.site import about_url
from tests.comments.conftest import body
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status
EMAIL = "camomille@exemple.fr"


def later(**span: float) -> Any:
    return timezone.now() + timedelta(**span)


def state(comment: Comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_what_is_not_published_is_erased_after_its_time(
    article: Article, make_comment: Make, settings: Any, status: str
) -> None:
    comment = make_comment(article.discussion, status=status, email=EMAIL)
    days = settings.RETENTION[status]
    purge(later(days=days, minutes=-1))
    assert state(comment) == status
    purge(later(days=days, minutes=1))
    assert state(comment) == "erased"
    assert Comment.objects.get(pk=comment.pk).text == ""
    assert Decision.objects.about(comment).first().action == "expired"  # type: ignore[union-attr]


def test_what_is_published_stays(article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion, status="approved")
    purge(later(days=3650))
    assert state(comment) == "approved"


@pytest.mark.parametrize(
    ("column", "value", "span"),
    [
        ("email", EMAIL, timedelta(days=180)),
        ("sender_key", "x" * 32, timedelta(days=30)),
        ("duplicate_key", "y" * 32, timedelta(hours=DOUBLE_POST_HOURS)),
    ],
)
def test_addresses_and_hashes_are_forgotten(
    article: Article, make_comment: Make, column: str, value: str, span: timedelta
) -> None:
    comment = make_comment(article.discussion, **{column: value})
    Comment.objects.filter(pk=comment.pk).decide(Status.APPROVED, by=None)
    purge(comment.created_at + span - timedelta(minutes=1))
    assert getattr(Comment.objects.get(), column) == value
    purge(comment.created_at + span + timedelta(minutes=1))
    assert not getattr(Comment.objects.get(), column)


def test_what_a_decision_replaced_is_forgotten_with_the_time_to_undo_it(
    article: Article, make_comment: Make
) -> None:
    make_comment(article.discussion, status="approved")
    purge(later(minutes=UNDO_MINUTES + 1))
    assert Comment.objects.get().undo_status == ""


def test_attempts_are_forgotten(db: None) -> None:
    Attempt.record("x", int(timezone.now().timestamp()))
    purge(later(hours=23))
    assert Attempt.objects.count() == 1
    purge(later(hours=25))
    assert Attempt.objects.count() == 0


def test_the_command_may_run_twice(article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion, created_at=timezone.now() - timedelta(days=400))
    for _ in range(2):
        call_command("purge_personal_data", stdout=StringIO())
    assert state(comment) == "erased"
    assert Decision.objects.about(comment).count() == 1


@pytest.mark.parametrize(("language", "word"), [("fr", "77"), ("en", "77 days")])
def test_the_privacy_page_says_what_is_set(
    client: Client, db: None, settings: Any, language: str, word: str
) -> None:
    settings.RETENTION = settings.RETENTION | {"rejected": 77}
    page = body(client.get(about_url(language, "privacy")))
    assert word in page
    assert page.count("<tr>") >= len(rules())


def run(*args: str) -> str:
    out = StringIO()
    call_command("personal_data", *args, stdout=out)
    return out.getvalue()


def test_a_person_gets_all_that_is_stored_about_their_comments(article: Article, make_comment: Make) -> None:
    mine = make_comment(article.discussion, email=EMAIL, status="rejected")
    other = make_comment(article.discussion, text="Une autre personne a écrit cela.")
    rows = [json.loads(line) for line in run("--email", EMAIL.upper()).splitlines()]
    assert [row["number"] for row in rows] == [mine.pk]
    assert rows[0]["text"] == mine.text
    assert rows[0]["decisions"][0]["action"] == "rejected"
    by_receipt = run("--receipt", f"https://portail.exemple{other.get_receipt_url()}")
    assert json.loads(by_receipt)["number"] == other.pk


def test_a_persons_comments_are_erased_and_nobody_elses(article: Article, make_comment: Make) -> None:
    mine = make_comment(article.discussion, email=EMAIL, status="approved")
    other = make_comment(article.discussion)
    run("--email", EMAIL, "--erase")
    assert (state(mine), state(other)) == ("erased", "pending")
    assert run("--email", EMAIL) == ""


def test_nobody_is_not_everybody(article: Article, make_comment: Make) -> None:
    make_comment(article.discussion)
    with pytest.raises(CommandError):
        run("--erase")
    run("--email", " ", "--erase")
    assert Comment.objects.pending().count() == 1
