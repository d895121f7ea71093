"""Those who run the portal answer with a mark at their name, which nobody else can get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from articles.models import Article
from comments.answering import PROFESSIONALS
from comments.audit import Decision
from comments.limits import TEXT_MAX, TEXT_MIN
from comments.models import AuthorKind, Comment
from portal.editorial.models import Contributor
from portal.groundwork import GROUPS
from tests.comments.conftest import Post
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status
PAGE = "/fr/articles/comprendre/"
FEED = "/fr/discussions/feed/"
TEXT = "Merci de votre question, que beaucoup se posent."
MakeUser = Callable[..., Any]


@pytest.fixture
def question(make_comment: Make, article: Article) -> Comment:
    made: Comment = make_comment(article.discussion, status="approved", text="Une question de lectrice ?")
    return made


@pytest.fixture
def moderator(make_user: MakeUser) -> Any:
    user = make_user("login-secret", "Moderators")
    user.first_name, user.last_name = "Odile", "Vernet"
    user.save()
    return user


def test_an_answer_of_the_team_is_published_at_once_and_says_so(
    client: Client, question: Comment, moderator: Any
) -> None:
    answer = question.answer(TEXT, by=moderator)
    assert (answer.status, answer.name, answer.author_kind) == ("approved", "Odile Vernet", "staff")
    assert (answer.parent, answer.written_by) == (question, moderator)
    page = client.get(PAGE).content.decode()
    assert page.count("badge--staff") == 1
    assert TEXT in page
    question.discussion.refresh_from_db()
    assert question.discussion.approved_count == 2


def test_the_badge_is_in_the_feed_and_in_the_latest_discussions(
    client: Client, question: Comment, moderator: Any
) -> None:
    answer = question.answer(TEXT, by=moderator)
    people = {entry.author for entry in feedparser.parse(client.get(FEED).content).entries}
    assert people == {f"Odile Vernet ({answer.badge})", "Camomille"}
    assert f"Odile Vernet ({answer.badge})" in client.get("/fr/discussions/").content.decode()


def test_a_medical_reviewer_answers_as_a_professional(question: Comment, moderator: Any) -> None:
    from django.contrib.auth.models import Group

    assert PROFESSIONALS in GROUPS
    moderator.groups.add(Group.objects.get(name=PROFESSIONALS))
    assert question.answer(TEXT, by=moderator).author_kind == AuthorKind.PROFESSIONAL


def test_a_superuser_is_no_professional(question: Comment, make_user: MakeUser) -> None:
    assert question.answer(TEXT, by=make_user("admin", superuser=True)).author_kind == AuthorKind.STAFF


def test_an_answer_to_an_answer_stands_beside_it(
    question: Comment, make_comment: Make, moderator: Any
) -> None:
    reply = make_comment(question.discussion, status="approved", parent=question)
    answer = reply.answer(TEXT, by=moderator)
    assert (answer.parent, answer.answers) == (question, reply)


def test_the_name_of_the_profile_is_shown_before_that_of_the_account(
    question: Comment, moderator: Any
) -> None:
    Contributor.objects.create(name="Dre Odile Vernet", slug="odile", user=moderator, language="fr")
    Contributor.objects.create(name="Dr Odile Vernet", slug="odile", user=moderator, language="en")
    assert question.answer(TEXT, by=moderator).name == "Dre Odile Vernet"


def test_the_name_to_sign_in_with_is_never_shown(question: Comment, make_user: MakeUser) -> None:
    answer = question.answer(TEXT, by=make_user("login-secret", "Moderators"))
    assert answer.name
    assert "login-secret" not in answer.name


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers", ""])
def test_nobody_answers_without_the_right(question: Comment, make_user: MakeUser, group: str) -> None:
    with pytest.raises(PermissionDenied):
        question.answer(TEXT, by=make_user("quelqu-un", group))
    assert Comment.objects.count() == 1


def test_an_account_that_is_staff_no_more_answers_nothing(question: Comment, moderator: Any) -> None:
    moderator.is_staff = False
    with pytest.raises(PermissionDenied):
        question.answer(TEXT, by=moderator)


@pytest.mark.parametrize(
    ("length", "is_taken"), [(TEXT_MIN - 1, False), (TEXT_MIN, True), (TEXT_MAX, True), (TEXT_MAX + 1, False)]
)
def test_an_answer_is_as_long_as_a_comment_may_be(
    question: Comment, moderator: Any, length: int, is_taken: bool
) -> None:
    text = "x" * length + "\r\n\u200b "
    if is_taken:
        assert question.answer(text, by=moderator).text == "x" * length
        return
    with pytest.raises(ValidationError):
        question.answer(text, by=moderator)


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_only_what_is_public_is_answered(
    article: Article, make_comment: Make, moderator: Any, status: str
) -> None:
    comment = make_comment(article.discussion, status=status)
    with pytest.raises(ValidationError) as refused:
        comment.answer(TEXT, by=moderator)
    assert refused.value.code == "not_public"


def test_the_same_answer_sent_twice_is_published_once(question: Comment, moderator: Any) -> None:
    assert question.answer(TEXT, by=moderator) == question.answer(f" {TEXT}\r\n", by=moderator)
    assert Comment.objects.count() == 2


def test_an_answer_is_on_record(question: Comment, moderator: Any) -> None:
    answer = question.answer(TEXT, by=moderator)
    entry = Decision.objects.about(answer).get()
    assert (entry.action, entry.before, entry.after) == ("answered", "", "approved")
    assert entry.actor_id == moderator.pk


def test_an_answer_can_be_taken_back_like_any_decision(
    client: Client, question: Comment, moderator: Any
) -> None:
    answer = question.answer(TEXT, by=moderator)
    answer.undo(by=moderator)
    assert answer.status == Status.PENDING
    assert TEXT not in client.get(PAGE).content.decode()


def test_an_answer_outlives_the_account(client: Client, question: Comment, moderator: Any) -> None:
    answer = question.answer(TEXT, by=moderator)
    moderator.delete()
    answer.refresh_from_db()
    assert (answer.author_kind, answer.written_by) == ("staff", None)
    assert "badge--staff" in client.get(PAGE).content.decode()


def test_no_form_of_readers_can_claim_the_badge(post: Post, moderator: Any) -> None:
    post(author_kind="staff", written_by=str(moderator.pk), badge="staff", place="pinned", status="approved")
    comment = Comment.objects.get()
    assert (comment.author_kind, comment.written_by) == ("reader", None)
    assert (comment.place, comment.status) == ("", "pending")


def test_no_author_can_claim_the_badge_by_the_receipt(
    client: Client, article: Article, make_comment: Make
) -> None:
    comment = make_comment(article.discussion)
    words = {"name": "Verveine", "text": "Un autre texte que celui d’avant.", "author_kind": "professional"}
    assert client.post(comment.get_receipt_url(), words).status_code == 303
    comment.refresh_from_db()
    assert (comment.name, comment.author_kind) == ("Verveine", "reader")


@pytest.mark.parametrize("kind", ["doctor", ""])
def test_the_database_knows_no_other_mark(question: Comment, kind: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.update(author_kind=kind)


def test_the_database_lets_no_reader_be_an_account(question: Comment, moderator: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.update(written_by=moderator)
