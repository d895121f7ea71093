"""The moderation desk as its forms use it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from comments.models import Comment, Decision

LIST = "/admin/comments/comment/"
NEXT, UNDO, FIGURES = (reverse(f"admin:comments_comment_{name}") for name in ("next", "undo", "figures"))
SECRET = "Appelez-moi au 07 83 45 12 69 pour en parler."  # with what triage takes for a telephone number


def fresh(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def form(comment: Comment) -> str:
    return reverse("admin:comments_comment_change", args=[comment.pk])


def press(client: Client, comment: Comment, button: str, *, query: str = "", **fields: Any) -> Any:
    """With the version of the comment that the page showed."""
    shown = {"shown": f"{comment.pk}:{comment.version}"}
    return client.post(form(comment) + query, {button: "1"} | shown | fields)


def actions(comment: Comment) -> list[str]:
    return list(Decision.objects.about(comment).order_by("pk").values_list("action", flat=True))
