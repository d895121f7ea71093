"""Answers written once, with care, are at hand where they fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.canned import CannedAnswer, delivered
from comments.findings import Finding, Signal
from comments.forms import CommentText
from comments.limits import EXPLANATION_MAX, TEXT_MAX, TEXT_MIN
from comments.models import Comment
from comments.triage.advising import SUGGESTIONS
from tests.conftest import Make

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LIST = "admin:comments_cannedanswer_changelist"
ADD = "admin:comments_cannedanswer_add"
Kind = CannedAnswer.Kind


@pytest.fixture
def ready(db: None) -> None:
    """As after migrate, whatever tests have emptied since."""
    CannedAnswer.objects.all().delete()
    CannedAnswer.objects.bulk_create(CannedAnswer(**row) for row in delivered())


def fields(**changed: Any) -> dict[str, Any]:
    standard = {"language": "fr", "kind": "answer", "title": "Merci", "text": "Merci pour ce témoignage."}
    return standard | changed


# What is delivered


def test_each_language_has_the_same_answers(ready: None) -> None:
    known = {
        language: set(CannedAnswer.objects.filter(language=language).values_list("kind", "key", "signal"))
        for language in LANGUAGES
    }
    assert known["fr"] == known["en"]
    assert len(known["fr"]) == len(list(delivered())) / len(LANGUAGES)


def test_what_is_delivered_may_be_sent_as_it_is(ready: None) -> None:
    for answer in CannedAnswer.objects.all():
        answer.full_clean()
        if answer.kind == Kind.ANSWER:
            assert CommentText().clean(answer.text) == answer.text


def test_every_explanation_for_a_signal_knows_its_reason(ready: None) -> None:
    for answer in CannedAnswer.objects.explanations():
        assert answer.reason in Comment.Reason.values, answer.title
    assert not CannedAnswer.objects.answers().exclude(reason="").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_suggestion_of_the_triage_has_its_answer(ready: None, language: str) -> None:
    for signal, key in SUGGESTIONS.items():
        offered = CannedAnswer.objects.filter(language=language, signal=signal)
        assert key in set(offered.values_list("key", flat=True)) | {""}, signal


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "numbers"), [("help-distress", ["3114", "112", "988"]), ("help-urgent", ["15", "112"])]
)
def test_who_is_in_danger_is_told_whom_to_call(
    ready: None, language: str, kind: str, key: str, numbers: list[str]
) -> None:
    text = CannedAnswer.objects.get(language=language, kind=kind, key=key).text
    assert [number for number in numbers if number not in text] == []


# What is suggested


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fits_is_suggested_in_the_language_of_the_page_the_most_urgent_first(
    ready: None, make_article: Make, make_comment: Make, language: str
) -> None:
    comment = make_comment(make_article(language=language).discussion)
    for signal in ("advice", "distress"):
        Finding.objects.create(comment=comment, signal=signal, rule=f"{signal}.test")
    offered = CannedAnswer.objects.suggested_for(comment)
    assert [answer.key for answer in offered] == ["help-distress", "help-distress", "advice", "advice"]
    assert {answer.language for answer in offered} == {language}


def test_nothing_is_suggested_where_nothing_was_found(
    ready: None, article: Article, make_comment: Make
) -> None:
    assert CannedAnswer.objects.suggested_for(make_comment(article.discussion)) == []


def test_what_moderators_wrote_is_suggested_too(ready: None, article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion)
    Finding.objects.create(comment=comment, signal="shouting", rule="shouting.capitals")
    own = CannedAnswer.objects.create(**fields(signal="shouting"))
    assert CannedAnswer.objects.suggested_for(comment) == [own]


# Who may change them


def test_moderators_write_change_and_delete_them(sign_in: Callable[..., Client]) -> None:
    client = sign_in("Moderators")
    answer = client.post(reverse(ADD), fields(position=5, signal="advice", reason=""))
    assert answer.status_code == 302
    stored = CannedAnswer.objects.get(title="Merci")
    assert (stored.signal, stored.key) == ("advice", "")
    url = reverse("admin:comments_cannedanswer_change", args=[stored.pk])
    client.post(url, fields(position=5, title="Merci à vous"))
    stored.refresh_from_db()
    assert stored.title == "Merci à vous"
    client.post(reverse("admin:comments_cannedanswer_delete", args=[stored.pk]), {"post": "yes"})
    assert not CannedAnswer.objects.filter(pk=stored.pk).exists()


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers", ""])
def test_nobody_else_sees_or_changes_them(sign_in: Callable[..., Client], group: str) -> None:
    client = sign_in(group)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.post(reverse(ADD), fields(position=5)).status_code == 403
    assert not CannedAnswer.objects.filter(title="Merci").exists()


def test_the_list_costs_as_many_queries_whatever_it_holds(
    ready: None, sign_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client = sign_in("Moderators")
    CannedAnswer.objects.bulk_create(CannedAnswer(**fields(title=f"Réponse {n}")) for n in range(50))
    with django_assert_num_queries(7):
        assert client.get(reverse(LIST)).status_code == 200


LENGTHS = [
    ("explanation", 0, False), ("explanation", 1, True),
    ("explanation", EXPLANATION_MAX, True), ("explanation", EXPLANATION_MAX + 1, False),
    ("answer", TEXT_MIN - 1, False), ("answer", TEXT_MIN, True),
    ("answer", TEXT_MAX, True), ("answer", TEXT_MAX + 1, False),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "length", "is_kept"), LENGTHS)
def test_they_are_as_long_as_what_they_are_for(kind: str, length: int, is_kept: bool) -> None:
    answer = CannedAnswer(**fields(kind=kind, text="x" * length))
    if is_kept:
        answer.full_clean()
        answer.save()
        return
    with pytest.raises(ValidationError):
        answer.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save()


@pytest.mark.parametrize("changed", [{"kind": "joke"}, {"signal": "boring"}])
def test_the_database_knows_no_other_kind_or_signal(changed: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CannedAnswer.objects.create(**fields(**changed))


def test_a_delivered_answer_is_there_once(ready: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CannedAnswer.objects.create(**fields(key="thanks"))


def test_a_text_that_cannot_be_stored_is_refused_beside_its_field(sign_in: Callable[..., Client]) -> None:
    answer = sign_in("Moderators").post(reverse(ADD), fields(text="Un texte\0 avec un trou.", position=5))
    assert answer.status_code == 200
    assert "text" in answer.context["adminform"].form.errors


def test_every_signal_of_a_delivered_answer_exists(ready: None) -> None:
    assert set(CannedAnswer.objects.values_list("signal", flat=True)) <= {"", *Signal.values}
