"""One person's comments, found by what they know of them: handed out, or erased, at their request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from comments.audit import Decision
from comments.models import Comment
from comments.querysets import CommentQuerySet


def comments_of(*, email: str = "", tokens: list[str] | None = None) -> CommentQuerySet:
    """By the address that was given with them, or by private receipts. A pseudonym proves nothing."""
    found = Q(token__in=tokens or [])
    if email:
        found |= Q(email__iexact=email)
    return Comment.objects.filter(found).exclude(status=Comment.Status.ERASED).order_by("pk")


def exported(comments: CommentQuerySet) -> Iterator[dict[str, Any]]:
    """All that is stored about each, in plain words; hashes are named, for they can't be read."""
    for comment in comments.with_page():
        yield {
            "number": comment.pk,
            "page": comment.page.url if comment.page else None,
            "language": comment.discussion.language,
            "in_reply_to": comment.parent_id,
            "pseudonym": comment.name,
            "email": comment.email or None,
            "text": comment.text,
            "state": comment.status,
            "reason": comment.reason or None,
            "explanation": comment.explanation or None,
            "sent_at": comment.created_at.isoformat(),
            "charter_version": comment.charter_version,
            "has_sender_fingerprint": bool(comment.sender_key),
            "decisions": [
                {"action": entry.action, "at": entry.at.isoformat(), "reason": entry.reason or None}
                for entry in Decision.objects.about(comment).order_by("pk")
            ],
        }
