"""What commenters leave is forgotten when its time is over, and the privacy page says the same times."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import querysets
from comments.audit import Decision
from comments.limits import CONFIRM_DAYS, DOUBLE_POST_HOURS, NOTICE_KEEP_DAYS, UNDO_MINUTES
from comments.models import Attempt, Comment, Notice, Original, Report, Subscription
from comments.rendering import MARK
from comments.retention import purge, rules
from portal.background.limits import MAIL_KEEP_DAYS
from portal.background.models import Mail
from portal.editorial.site import about_url
from tests.comments.conftest import body
from tests.comments.keeping.conftest import EMAIL, a_mail, later, state, subscription
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status


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


def test_the_words_that_were_removed_are_forgotten_and_the_mark_stays(
    article: Article, make_comment: Make, settings: Any
) -> None:
    comment = make_comment(article.discussion, status="approved", email=EMAIL)
    comment.redact([(0, 2)], by=None)
    days = settings.RETENTION["original"]
    purge(later(days=days, minutes=-1))
    assert Original.objects.count() == 1
    purge(later(days=days, minutes=1))
    assert Original.objects.count() == 0
    comment.refresh_from_db()
    assert (comment.text[: len(MARK)], comment.undo_text) == (MARK, "")


def test_the_text_before_a_removal_is_forgotten_with_the_time_to_undo_it(
    article: Article, make_comment: Make
) -> None:
    comment = make_comment(article.discussion)
    comment.redact([(0, 2)], by=None)
    purge(later(minutes=UNDO_MINUTES - 1))
    assert Comment.objects.get().undo_text
    purge(later(minutes=UNDO_MINUTES + 1))
    row = Comment.objects.get()
    assert (row.undo_text, row.undo_status, row.acted_at) == ("", "", None)


def test_more_decisions_than_fit_into_one_transaction_are_settled(
    article: Article, make_comment: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        make_comment(article.discussion, status="approved")
    monkeypatch.setattr(querysets, "SETTLED_AT_ONCE", 2)
    assert purge(later(minutes=UNDO_MINUTES + 1))["undo"] == 5
    assert not Comment.objects.filter(acted_at__isnull=False).exists()


def test_a_report_is_forgotten_with_the_fingerprint_of_who_sent_it(
    article: Article, make_comment: Make, settings: Any
) -> None:
    Report.take(
        make_comment(article.discussion, status="approved"), sender="x", reason="sale", note="Regardez."
    )
    purge(later(days=settings.RETENTION["report"], minutes=-1))
    assert Report.objects.exists()
    purge(later(days=settings.RETENTION["report"], minutes=1))
    assert not Report.objects.exists()


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
    shown = [rule for rule in rules() if not rule.is_about_mail]
    assert page.count("<tr>") == len(shown) + 3  # the head, and two rows that no purge touches
    settings.PUBLIC_URL = "https://portail.exemple"
    assert body(client.get(about_url(language, "privacy"))).count("<tr>") == len(rules()) + 3


# Mail about answers


@pytest.mark.parametrize(("is_confirmed", "span"), [(False, CONFIRM_DAYS), (True, 365)])
def test_who_does_not_confirm_and_who_follows_for_a_year_is_forgotten(
    article: Article, make_comment: Make, is_confirmed: bool, span: int
) -> None:
    subscription(make_comment(article.discussion, status="approved"), confirmed=is_confirmed)
    purge(later(days=span, minutes=-1))
    assert Subscription.objects.count() == 1
    purge(later(days=span, minutes=1))
    assert Subscription.objects.count() == 0


def test_what_somebody_was_told_of_is_forgotten_and_what_waits_is_not(
    article: Article, make_comment: Make
) -> None:
    found = subscription(make_comment(article.discussion, status="approved"))
    for status in Notice.Status:
        other = make_comment(article.discussion, status="approved")
        Notice.objects.create(subscription=found, comment=other, status=status)
    purge(later(days=NOTICE_KEEP_DAYS, minutes=-1))
    assert Notice.objects.count() == 3
    purge(later(days=NOTICE_KEEP_DAYS, minutes=1))
    assert Notice.objects.get().status == "waiting"


def test_mails_are_forgotten_some_days_after_their_end(db: None) -> None:
    now = timezone.now()
    a_mail(key="a", status="sent", sent_at=now, ended_at=now)
    a_mail(key="b", status="failed", ended_at=now)
    a_mail(key="c")
    purge(later(days=MAIL_KEEP_DAYS, minutes=-1))
    assert Mail.objects.count() == 3
    purge(later(days=MAIL_KEEP_DAYS, minutes=1))
    assert Mail.objects.get().key == "c"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_privacy_page_tells_of_mail_where_there_is_some(
    client: Client, db: None, settings: Any, language: str
) -> None:
    path = about_url(language, "privacy")
    without = body(client.get(path))
    settings.PUBLIC_URL = "https://portail.exemple"
    with_mail = body(client.get(path))
    assert with_mail.count("<p>") > without.count("<p>")
    assert with_mail != without
