"""One person gets all that is stored about them, and has it erased everywhere."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.audit import Decision
from comments.models import Comment, Finding, Original, Report, Subscription
from portal.background.models import Mail
from portal.search.models import Document
from tests.comments.keeping.conftest import EMAIL, a_mail, run, state, subscription
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status


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
        Report.take(one, sender=f"5e4d3c{one.pk}", reason="other", note=f"Il dit : {one.text}")
    Comment.objects.update(priority=100)
    if door == "command":
        run("--email", EMAIL, "--erase")
    elif door == "receipt":
        client.post(reverse("comments:withdraw", args=[mine.token]))
    else:
        Comment.objects.filter(pk=mine.pk).erase()
    assert state(mine) == "erased"
    assert set(Finding.objects.values_list("comment", flat=True)) == {other.pk}
    assert set(Report.objects.values_list("comment", flat=True)) == {other.pk}
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
    assert "subscription" in run(f"--receipt={mine.token}")
    run("--email", EMAIL, "--erase")
    assert Subscription.objects.get() == other
    assert Mail.objects.get().recipient == "autre@exemple.fr"


def test_erasing_by_a_receipt_ends_what_was_asked_for_with_it(article: Article, make_comment: Make) -> None:
    mine = make_comment(article.discussion, email=EMAIL)
    subscription(mine)
    run(f"--receipt={mine.token}", "--erase")
    assert not Subscription.objects.exists()


def test_a_receipt_whose_last_part_looks_like_an_option_is_found(
    article: Article, make_comment: Make
) -> None:
    mine = make_comment(article.discussion, token="-" + "x" * 42)
    for said in (f"--receipt={mine.token}", f"--receipt={mine.get_receipt_url()}"):
        assert json.loads(run(said))["number"] == mine.pk
