"""Posting a comment as the form does, and reading what the answer kept of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.models import Comment
from comments.sorting import look_at
from glossary.models import Term

Answer = Any  # the test client's, which django-stubs keeps private
Post = Callable[..., Answer]

TEXT = "Un commentaire d’essai."
FORM = "application/x-www-form-urlencoded"


def address(page: Article | Term) -> str:
    live = page.live_revision
    assert live is not None
    return live.get_absolute_url()


def fields(**changed: Any) -> dict[str, Any]:
    """What the form sends when it is filled in as it should be."""
    return {"name": "Camomille", "email": "", "text": TEXT, "parent": ""} | changed


@pytest.fixture
def post(client: Client, article: Article) -> Post:
    """Send a comment to the article, or to another `page`, with these fields changed."""

    def send(
        page: Article | Term = article, *, headers: dict[str, str] | None = None, **changed: Any
    ) -> Answer:
        return client.post(address(page), fields(**changed), headers=headers)

    return send


def body(answer: Answer) -> str:
    words: str = answer.content.decode()
    return words


def kept(answer: Answer) -> str:
    """The text that stands in the form of the answered page, as a browser reads it."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", body(answer), re.DOTALL)
    return html.unescape(found[1]) if found else ""


def codes(answer: Answer) -> dict[str, list[str]]:
    """Which errors stand beside which field."""
    errors = answer.context["comment_form"].errors.as_data()
    return {name: [error.code for error in found] for name, found in errors.items()}


def stored() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("text", flat=True))


@pytest.fixture
def moderator(sign_in: Callable[..., Client]) -> Client:
    return sign_in("Moderators")


@pytest.fixture
def make_sorted(article: Article, make_comment: Callable[..., Comment]) -> Callable[..., Comment]:
    """A comment that has waited that many hours, looked at by the triage."""

    def make(text: str = "Un commentaire pour les essais.", *, hours: float = 1, **fields: Any) -> Comment:
        at = timezone.now() - timedelta(hours=hours)
        comment = make_comment(article.discussion, text=text, created_at=at, **fields)
        look_at(comment.pk)
        return Comment.objects.get(pk=comment.pk)

    return make
