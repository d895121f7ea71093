"""What waits is sorted by what stands in it. That highlights and suggests, and decides nothing."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import sorting
from comments.findings import OWN_REASONS, Finding, Signal
from comments.limits import NEIGHBOURS_MAX
from comments.models import Comment, Decision
from comments.sorting import look_at, signals_of, suggestion_for
from comments.triage import SIGNALS, VERSION, examine
from tests.comments.conftest import Post
from tests.comments.sorting.conftest import CALM, DISTRESS, PHONE, Commits, found
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status


def test_the_signals_begin_with_those_of_the_triage_in_its_order() -> None:
    assert tuple(Signal.values[: len(SIGNALS)]) == SIGNALS


def test_a_finding_says_where_it_stands_why_and_by_which_rules(make_comment: Make, article: Article) -> None:
    comment = make_comment(article.discussion, text=PHONE)
    look_at(comment.pk)
    finding = comment.findings.get(signal="personal_data")
    assert comment.text[finding.start : finding.end] == "06 39 98 21 43"
    assert finding.span == (finding.start, finding.end)
    assert (finding.rule, finding.version) == ("personal_data.phone", VERSION)
    assert finding.reason


def test_the_places_are_counted_in_code_points(make_comment: Make, article: Article) -> None:
    comment = make_comment(article.discussion, text=f"🙂🙂 👩‍⚕️ {PHONE}")
    look_at(comment.pk)
    finding = comment.findings.get(signal="personal_data")
    assert comment.text[finding.start : finding.end] == "06 39 98 21 43"


def test_a_rule_that_is_no_more_leaves_its_signal_as_the_reason(desperate: Comment) -> None:
    finding = Finding(comment=desperate, signal="urgent", rule="urgent.of-old")
    assert finding.reason == finding.get_signal_display()
    assert finding.span is None


def test_what_is_sent_is_sorted_once_it_is_stored(
    post: Post, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        post(text=DISTRESS)
        assert not Finding.objects.exists()
    assert len(callbacks) == 1
    comment = Comment.objects.get()
    assert "distress" in found(comment)
    assert (comment.priority, comment.status, comment.version) == (100, "pending", 1)
    assert not Decision.objects.exists()


def test_what_is_sent_twice_is_sorted_once(post: Post, django_capture_on_commit_callbacks: Commits) -> None:
    post(text=DISTRESS)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        post(text=DISTRESS)
    assert callbacks == []


def test_what_its_author_changes_is_sorted_anew(
    client: Client, desperate: Comment, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            desperate.get_receipt_url(), {"name": "Verveine", "text": "Le Dr Lemoine m’a bien aidée."}
        )
    desperate.refresh_from_db()
    assert (found(desperate), desperate.priority) == ({"carer_name"}, 0)


def test_what_a_redaction_leaves_is_sorted_anew(
    make_comment: Make, article: Article, django_capture_on_commit_callbacks: Commits
) -> None:
    comment = make_comment(article.discussion, text=PHONE)
    look_at(comment.pk)
    span = comment.findings.get(signal="personal_data").span
    with django_capture_on_commit_callbacks(execute=True):
        comment.redact([span], by=None)
        assert not comment.findings.exists()
    assert "personal_data" not in found(comment)
    with django_capture_on_commit_callbacks(execute=True):
        comment.undo(by=None)
    assert "personal_data" in found(comment)


def test_a_failure_leaves_the_comment_waiting_and_no_word_of_it_in_the_log(
    post: Post,
    django_capture_on_commit_callbacks: Commits,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down(text: str, **_: Any) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(sorting, "examine", break_down)
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        assert post(text=DISTRESS).status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.text, comment.priority) == ("pending", DISTRESS, 0)
    assert not Finding.objects.exists()
    assert f"Comment {comment.pk} was not sorted: RuntimeError." in caplog.text
    assert "mourir" not in caplog.text


def test_the_urgent_is_read_first_and_then_the_old(make_comment: Make, article: Article) -> None:
    now = timezone.now()
    texts = [PHONE, CALM, "Depuis ce matin je crache du sang et j’ai 39 de fièvre.", DISTRESS]
    for age, text in enumerate(texts):
        comment = make_comment(article.discussion, text=text, created_at=now + timedelta(minutes=age))
        look_at(comment.pk)
    queue = Comment.objects.pending().urgent_first()
    assert [texts.index(comment.text) for comment in queue] == [3, 2, 0, 1]
    assert [comment.priority for comment in queue] == [100, 90, 0, 0]


def test_near_copies_in_the_discussion_and_of_the_sender_are_noticed(
    make_comment: Make, make_article: Make, article: Article
) -> None:
    elsewhere = make_article().discussion
    before = make_comment(article.discussion, text=CALM)
    beside = make_comment(article.discussion, text=f"{CALM} !")
    by_sender = make_comment(elsewhere, text=CALM, sender_key="f" * 32)
    again = make_comment(make_article().discussion, text=CALM, sender_key="f" * 32)
    stranger = make_comment(make_article().discussion, text=CALM, sender_key="e" * 32)
    for comment in (beside, again, stranger):
        look_at(comment.pk)
    assert beside.findings.get(signal="near_duplicate").other == before
    assert again.findings.get(signal="near_duplicate").other == by_sender
    assert "near_duplicate" not in found(stranger)


def test_only_the_newest_neighbours_are_compared(make_comment: Make, article: Article) -> None:
    make_comment(article.discussion, text=CALM)
    others = (
        Comment(discussion=article.discussion, name="Tilleul", text=f"Remarque {number} sur un autre point.")
        for number in range(NEIGHBOURS_MAX)
    )
    Comment.objects.bulk_create(others)
    comment = make_comment(article.discussion, text=CALM)
    look_at(comment.pk)
    assert "near_duplicate" not in found(comment)


def test_a_disguised_copy_is_noticed_among_many_neighbours(make_comment: Make, article: Article) -> None:
    for number in range(100):
        make_comment(
            article.discussion, text=f"Rendez-vous numéro {number} : tout s’est passé sans accroc ici."
        )
    copied = make_comment(article.discussion, text=CALM)
    again = make_comment(article.discussion, text=CALM.upper().replace("É", "E").replace("’", " "))
    look_at(again.pk)
    assert again.findings.get(signal="near_duplicate").other_id == copied.pk


def test_another_language_is_noticed(make_comment: Make, article: Article) -> None:
    text = "Thank you for this article, it was very clear and it helped me to understand my treatment."
    comment = make_comment(article.discussion, text=text)
    look_at(comment.pk)
    finding = comment.findings.get(signal="other_language")
    assert (finding.span, finding.reason) == (None, OWN_REASONS["other_language.words"])


def test_a_suspicion_from_when_it_was_sent_outlives_another_look(desperate: Comment) -> None:
    Comment.objects.filter(pk=desperate.pk).update(suspicion="trap")
    look_at(desperate.pk)
    assert found(desperate) >= {"distress", "suspicious"}
    assert desperate.findings.filter(signal="suspicious").count() == 1


def test_looking_twice_finds_the_same(desperate: Comment) -> None:
    before = list(desperate.findings.values_list("signal", "rule", "start", "end"))
    look_at(desperate.pk)
    assert list(desperate.findings.values_list("signal", "rule", "start", "end")) == before


@pytest.mark.parametrize("status", ["approved", "rejected", "spam"])
def test_what_is_decided_is_not_looked_at(make_comment: Make, article: Article, status: str) -> None:
    comment = make_comment(article.discussion, text=DISTRESS, status=status)
    look_at(comment.pk)
    assert not comment.findings.exists()
    look_at(comment.pk + 1)  # which is nobody's number


def test_words_that_were_changed_meanwhile_are_not_judged(
    desperate: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(text: str, **options: Any) -> Any:
        desperate.rewrite(name="Verveine", text=CALM)
        return examine(text, **options)

    monkeypatch.setattr(sorting, "examine", slow)
    look_at(desperate.pk)
    assert not desperate.findings.exists()


def test_the_suggestion_follows_what_is_most_urgent(desperate: Comment) -> None:
    Finding.objects.create(comment=desperate, signal="personal_data", rule="personal_data.phone", end=3)
    assert signals_of(desperate)[:2] == ["distress", "personal_data"]
    assert suggestion_for(desperate) == "help-distress"
    desperate.findings.all().delete()
    assert suggestion_for(Comment.objects.get(pk=desperate.pk)) == ""
