"""What commenters leave is forgotten when its time is over, and the privacy page says the same times."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments import querysets
from comments.audit import Decision
from comments.limits import CONFIRM_DAYS, DOUBLE_POST_HOURS, NOTICE_KEEP_DAYS, UNDO_MINUTES
from comments.models import Attempt, Comment, Finding, Notice, Original, Subscription
from comments.rendering import MARK
from comments.retention import purge, rules
from portal.background.limits import MAIL_KEEP_DAYS
from portal.background.models import Mail
from portal.editorial.site import about_url
from portal.search.models import Document
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


def test_a_person_gets_what_was_removed_and_noticed_as_well(article: Article, make_comment: Make) -> None:
    mine = make_comment(article.discussion, email=EMAIL)
    text = mine.text
    mine.redact([(0, 2)], by=None)
    Finding.objects.create(comment=mine, signal="urgent", rule="urgent.sign", start=2, end=5)
    row = json.loads(run("--email", EMAIL))
    assert row["text_before_a_passage_was_removed"] == text
    assert row["noticed"] == [{"signal": "urgent", "rule": "urgent.sign", "start": 2, "end": 5}]


@pytest.mark.parametrize("door", ["command", "queryset", "receipt"])
def test_erasing_reaches_every_table_and_column(
    client: Client, article: Article, make_comment: Make, door: str
) -> None:
    text = "Je m’appelle Zygomatique et je vais mal."
    mine = make_comment(
        article.discussion, status="approved", name="Zygomatique", email=EMAIL, text=text,
        sender_key="5e4d3c", duplicate_key="d0b1e",
    )  # fmt: skip
    other = make_comment(article.discussion)
    mine.redact([(13, 24)], by=None)
    for one in (mine, other):
        Finding.objects.create(comment=one, signal="distress", rule="distress.words", start=1, end=4)
    Comment.objects.update(priority=100)
    if door == "command":
        run("--email", EMAIL, "--erase")
    elif door == "receipt":
        client.post(reverse("comments:withdraw", args=[mine.token]))
    else:
        Comment.objects.filter(pk=mine.pk).erase()
    assert state(mine) == "erased"
    assert set(Finding.objects.values_list("comment", flat=True)) == {other.pk}
    assert not Original.objects.exists()
    left = [value for value in Comment.objects.filter(pk=mine.pk).values_list().get() if value]
    everything = str([left, *Decision.objects.values_list(), *Document.objects.values_list()])
    for word in ("Zygomatique", "mal", EMAIL, "5e4d3c", "d0b1e"):
        assert word not in everything, word
    assert Comment.objects.get(pk=mine.pk).priority == 0


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


# Mail about answers


def subscription(comment: Comment, *, confirmed: bool = True) -> Subscription:
    found = Subscription.ask(comment, EMAIL)
    assert found
    token = found.new_confirmation()
    return Subscription.confirm(token, scope="answers", pace="once") or found if confirmed else found


def a_mail(**fields: Any) -> Mail:
    standard = {"key": "k", "kind": "follow-notice", "recipient": EMAIL, "subject": "Une réponse"}
    return Mail.objects.create(**standard | fields)


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


def test_a_person_gets_and_erases_what_is_stored_about_mail_too(article: Article, make_comment: Make) -> None:
    mine = make_comment(article.discussion, email=EMAIL)
    subscription(mine)
    a_mail(subject="Une réponse à vous")
    a_mail(key="autre", recipient="autre@exemple.fr")
    other = Subscription.ask(make_comment(article.discussion), "autre@exemple.fr")
    rows = [json.loads(line) for line in run("--email", EMAIL.upper()).splitlines()]
    assert [row["state"] for row in rows if "subscription" in row] == ["active"]
    assert [row["subject"] for row in rows if "mail" in row] == ["Une réponse à vous"]
    assert "token" not in str(rows)
    assert "subscription" in run("--receipt", mine.token)
    run("--email", EMAIL, "--erase")
    assert Subscription.objects.get() == other
    assert Mail.objects.get().recipient == "autre@exemple.fr"


def test_erasing_by_a_receipt_ends_what_was_asked_for_with_it(article: Article, make_comment: Make) -> None:
    mine = make_comment(article.discussion, email=EMAIL)
    subscription(mine)
    run("--receipt", mine.token, "--erase")
    assert not Subscription.objects.exists()


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
