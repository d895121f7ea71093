"""What an author asks to be erased is gone from everywhere, and answers to it stay readable."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from articles.models import Article
from comments.models import Comment
from tests.conftest import Make

LIST = "/admin/comments/comment/"


def erase(comment: Comment) -> dict[str, Any]:
    """What the preview sends that shows this comment."""
    shown = f"{comment.pk}:{comment.version}"
    return {"action": "erase", "_selected_action": [comment.pk], "shown": shown, "confirmed": "1"}


@pytest.mark.ignore_template_errors
def test_nothing_of_an_erased_comment_is_left(
    sign_in: Make, client: Client, article: Article, make_comment: Make
) -> None:
    comment = make_comment(article.discussion, status="approved", name="Capucine", email="c@example.org")
    sign_in(superuser=True).post(f"{LIST}?state=all", erase(comment))
    row = Comment.objects.filter(pk=comment.pk).values().get()
    kept = [row[name] for name in ("name", "email", "text", "html", "reason", "sender_key", "duplicate_key")]
    assert kept == ["", "", "", "", "", "", None]
    for path in ("/fr/articles/comprendre/", "/fr/discussions/", "/fr/discussions/feed/", "/fr/"):
        assert "Capucine" not in client.get(path).content.decode()
    assert client.get(f"/fr/discussions/recu/{comment.token}/").status_code == 404
    article.discussion.refresh_from_db()
    assert article.discussion.approved_count == 0
    assert "Capucine" not in str(LogEntry.objects.values_list("object_repr", "change_message"))


def test_an_answer_to_an_erased_comment_stays(client: Client, article: Article, make_comment: Make) -> None:
    question = make_comment(article.discussion, status="approved", text="Une question effacée.")
    make_comment(article.discussion, status="approved", text="Une réponse qui reste.", parent=question)
    Comment.objects.filter(pk=question.pk).erase()
    page = client.get("/fr/articles/comprendre/").content.decode()
    assert "Une réponse qui reste." in page
    assert "Une question effacée." not in page


@pytest.mark.ignore_template_errors
def test_moderators_cannot_erase(sign_in: Make, article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion)
    sign_in("Moderators").post(LIST, erase(comment))
    comment.refresh_from_db()
    assert comment.status == Comment.Status.PENDING
