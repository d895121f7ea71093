"""What the database refuses, whoever wrote the code that asks for it; and the counters."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.db.models.deletion import ProtectedError

from articles.models import Article
from comments.limits import TEXT_MAX, TEXT_MIN
from comments.models import Comment, Discussion
from comments.rendering import as_html
from tests.conftest import Make

LENGTHS = [(TEXT_MIN - 1, False), (TEXT_MIN, True), (TEXT_MAX, True), (TEXT_MAX + 1, False)]
REFUSED = [
    ("text_length", {"text": ""}),
    ("named", {"name": ""}),
    ("status", {"status": ""}),
    ("status", {"status": "public"}),
    ("status", {"status": "Approved"}),
    ("origin", {"origin": "elsewhere"}),
    ("rejected_with_reason", {"status": "rejected", "reason": ""}),
    ("approved_with_html", {"status": "approved", "html": ""}),
]


def new(article: Article, **fields: Any) -> Comment:
    standard = {"name": "Camomille", "text": "a" * TEXT_MIN}
    return Comment(discussion=article.discussion, **standard | fields)


def is_stored(comment: Comment) -> bool:
    try:
        with transaction.atomic():
            Comment.objects.bulk_create([comment])
    except IntegrityError as error:
        assert "comments_comment_text_length" in str(error)  # noqa: PT017
        return False
    return True


@pytest.mark.parametrize(("length", "fit"), LENGTHS)
@pytest.mark.parametrize("char", ["a", "é", "\U0001f600", "\n"])
def test_the_database_measures_a_text_as_the_form_does(
    article: Article, char: str, length: int, fit: bool
) -> None:
    assert is_stored(new(article, text=char * length)) is fit


@pytest.mark.parametrize(("constraint", "fields"), REFUSED)
def test_the_database_refuses_a_comment_that_no_code_should_write(
    article: Article, constraint: str, fields: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=f"comments_comment_{constraint}"), transaction.atomic():
        Comment.objects.bulk_create([new(article, **fields)])


@pytest.mark.parametrize(("constraint", "fields"), REFUSED)
def test_the_database_refuses_a_change_that_no_code_should_make(
    article: Article, make_comment: Make, constraint: str, fields: dict[str, Any]
) -> None:
    comment = make_comment(article.discussion)
    with pytest.raises(IntegrityError, match=f"comments_comment_{constraint}"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**fields)


def test_an_erased_comment_holds_nothing(article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion)
    Comment.objects.filter(pk=comment.pk).update(status="erased", text="", name="", html="")
    comment.refresh_from_db()
    assert (comment.status, comment.text) == ("erased", "")


def test_two_comments_never_share_a_receipt(article: Article, make_comment: Make) -> None:
    first = make_comment(article.discussion)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_comment(article.discussion, token=first.token)


def test_a_discussion_with_comments_cannot_be_deleted(article: Article, make_comment: Make) -> None:
    first = make_comment(article.discussion)
    make_comment(article.discussion, parent=first)
    with pytest.raises(ProtectedError):
        article.discussion.delete()
    with pytest.raises(ProtectedError):
        first.delete()


def test_a_rejection_needs_a_reason(article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion)
    with pytest.raises(ValidationError) as refused:
        comment.decide(Comment.Status.REJECTED, by=None)
    assert [error.code for error in refused.value.error_list] == ["no_reason"]
    assert Comment.objects.get().status == "pending"


def test_a_decision_is_made_once(article: Article, make_comment: Make, make_user: Make) -> None:
    comment, user = make_comment(article.discussion), make_user("Odile")
    assert comment.decide(Comment.Status.APPROVED, by=user) is True
    assert (comment.status, comment.decided_by, comment.version) == ("approved", user, 2)
    assert comment.html == as_html(comment.text)
    assert comment.decide(Comment.Status.APPROVED, by=None) is False
    assert (comment.decided_by, comment.version) == (user, 2)


def test_what_is_taken_back_has_no_html_and_no_old_reason(article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion, status="rejected", reason="advice")
    comment.decide(Comment.Status.APPROVED, by=None)
    assert (comment.reason, bool(comment.html)) == ("", True)
    comment.decide(Comment.Status.SPAM, by=None)
    assert (comment.reason, comment.html) == ("", "")


def counters(article: Article) -> tuple[int, Any]:
    discussion = Discussion.objects.get(pk=article.discussion_id)
    return discussion.approved_count, discussion.last_approved_at


def test_the_counters_follow_each_decision(article: Article, make_article: Make, make_comment: Make) -> None:
    other = make_article()
    make_comment(other.discussion, status="approved")
    first = make_comment(article.discussion, status="approved")
    second = make_comment(article.discussion, status="approved")
    make_comment(article.discussion)
    make_comment(article.discussion, status="spam")
    assert counters(article) == (2, second.created_at)
    second.decide(Comment.Status.SPAM, by=None)
    assert counters(article) == (1, first.created_at)
    first.decide(Comment.Status.REJECTED, by=None, reason="charter")
    assert counters(article) == (0, None)
    assert counters(other)[0] == 1


def test_a_recount_puts_any_counter_right(article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion, status="approved")
    Discussion.objects.update(approved_count=77, last_approved_at=None)
    Discussion.recount([article.discussion_id])
    assert counters(article) == (1, comment.created_at)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_moment_are_both_counted(article: Article, make_comment: Make) -> None:
    """The second one decides while the decision of the first is not stored yet."""
    first, second = make_comment(article.discussion), make_comment(article.discussion)

    def approve(comment: Comment) -> None:
        try:
            comment.decide(Comment.Status.APPROVED, by=None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first.decide(Comment.Status.APPROVED, by=None)
            other = pool.submit(approve, second)
            time.sleep(0.3)  # long enough for it to reach the lock
        other.result(timeout=20)
    assert counters(article)[0] == 2


def test_text_becomes_paragraphs_and_lines_and_no_other_markup() -> None:
    assert as_html("a <b>\nc & d\n\n'e'") == "<p>a &lt;b&gt;<br>c &amp; d</p><p>&#x27;e&#x27;</p>"
