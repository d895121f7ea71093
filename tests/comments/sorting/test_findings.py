"""What was found in a comment lives until a decision cannot be undone, and decides nothing."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments import sorting
from comments.findings import Finding
from comments.models import Comment, Decision
from comments.retention import purge
from comments.sorting import look_at
from comments.triage import examine
from tests.comments.sorting.conftest import CALM, DISTRESS, OVER, PHONE, found
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status


# How long findings live


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED, Status.SPAM])
def test_findings_live_until_a_decision_cannot_be_undone(desperate: Comment, status: Any) -> None:
    desperate.decide(status, by=None, reason="charter")
    assert "distress" in found(desperate)
    purge(timezone.now() + OVER - timedelta(seconds=2))
    assert "distress" in found(desperate)
    purge(timezone.now() + OVER)
    desperate.refresh_from_db()
    assert (found(desperate), desperate.priority, desperate.acted_at) == (set(), 0, None)


def test_an_undone_decision_finds_them_again(desperate: Comment) -> None:
    desperate.decide(Status.SPAM, by=None)
    desperate.undo(by=None)
    purge(timezone.now() + OVER)
    desperate.refresh_from_db()
    assert ("distress" in found(desperate), desperate.priority) == (True, 100)


def test_the_next_decision_or_comment_forgets_what_is_over(
    desperate: Comment, make_comment: Make, article: Article
) -> None:
    desperate.decide(Status.SPAM, by=None)
    other = make_comment(article.discussion, text=CALM)
    with travel(timezone.now() + OVER):
        look_at(other.pk)
    assert found(desperate) == set()
    look_at(desperate.pk)
    Comment.objects.filter(pk=desperate.pk).update(status="pending", acted_at=None)
    look_at(desperate.pk)
    desperate.decide(Status.APPROVED, by=None)
    with travel(timezone.now() + OVER):
        other.decide(Status.APPROVED, by=None)
    assert found(desperate) == set()


def test_what_waits_keeps_its_findings_however_long(desperate: Comment) -> None:
    purge(timezone.now() + timedelta(days=5))
    assert "distress" in found(desperate)


def test_nothing_that_is_found_decides_anything(make_comment: Make, article: Article) -> None:
    spam = "Guérison garantie ! Achetez nos gélules miracles sur guerir-vite.example, 49 €, prêt sans frais."
    for text in (spam, DISTRESS, PHONE, "AAAAAAAAAAAAAAAA", "x" * 30):
        comment = make_comment(article.discussion, text=text)
        look_at(comment.pk)
        comment.refresh_from_db()
        assert (comment.status, comment.text, comment.version) == ("pending", text, 1)
    assert not Decision.objects.exists()


# What the database refuses


@pytest.mark.parametrize(
    "fields",
    [{"signal": "boring"}, {"signal": ""}, {"start": 4, "end": 3}, {"start": 4, "end": 4}, {"start": 1}],
)
def test_the_database_knows_no_other_finding(desperate: Comment, fields: dict[str, Any]) -> None:
    standard: dict[str, Any] = {"signal": "urgent", "rule": "urgent.sign"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(comment=desperate, **standard | fields)


# The command


def test_the_command_looks_again_at_what_waits(make_comment: Make, article: Article) -> None:
    waiting = make_comment(article.discussion, text=DISTRESS)
    make_comment(article.discussion, text=DISTRESS, status="approved")
    out = StringIO()
    call_command("triage", "--pending", stdout=out)
    assert out.getvalue() == "1 comments sorted.\n"
    assert {finding.comment for finding in Finding.objects.all()} == {waiting}


def test_the_command_says_how_many_failed_and_does_the_others(
    make_comment: Make, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_comment(article.discussion, text=CALM)
    waiting = make_comment(article.discussion, text=DISTRESS)

    def examine_some(text: str, **options: Any) -> Any:
        if text == CALM:
            raise RuntimeError
        return examine(text, **options)

    monkeypatch.setattr(sorting, "examine", examine_some)
    with pytest.raises(CommandError, match="1 comments could not be sorted"):
        call_command("triage", "--pending", stdout=StringIO())
    assert "distress" in found(waiting)
