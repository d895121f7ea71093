"""Comments as lines of JSON, one by one as they are read from the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from comments.exchange import FORMAT, VERSION
from comments.exchange.identity import addresses, id_of
from comments.models import Comment, Discussion
from comments.querysets import CommentQuerySet

CHUNK = 500  # rows held at once
_NOT_NEEDED = ("html", "parent__text", "parent__html", "answers__text", "answers__html")


def lines(*, discussions: Collection[int] | None = None, private: bool = False) -> Iterator[str]:
    """A line that says what this is, then a comment each; each ends with a line break.

    Of these discussions, by default of all: what the public reads, or with `private` all that is stored.
    """
    yield _line({"format": FORMAT, "version": VERSION, "private": private})
    pages = addresses(live_only=not private)
    for comment in _comments(discussions, private).iterator(chunk_size=CHUNK):
        if page := pages.get(comment.discussion_id):
            yield _line(_row(comment, page, private))


def _comments(discussions: Collection[int] | None, private: bool) -> CommentQuerySet:
    """By number, so that what is answered comes first."""
    comments = Comment.objects.all()
    if discussions is not None:
        comments = comments.filter(discussion__in=discussions)
    if not private:
        comments = comments.approved().filter(discussion__in=Discussion.objects.public())
    return comments.select_related("parent", "answers").defer(*_NOT_NEEDED).order_by("pk")


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _row(comment: Comment, page: str, private: bool) -> dict[str, Any]:
    row = {
        "id": id_of(comment),
        "page": page,
        "parent": _reference(comment.parent, private),
        "answers": _reference(comment.answers, private),
        "name": comment.name,
        "text": comment.text,
        "state": comment.status,
        "origin": comment.origin,
        "created_at": _moment(comment.created_at),
        "written_as": comment.author_kind,
        "place": comment.place,
        "redacted_at": _moment(comment.redacted_at),
    }
    return row | _private(comment) if private else row


def _reference(other: Comment | None, private: bool) -> str | None:
    """None also for one that the public does not know of."""
    is_told = other is not None and (private or other.status == Comment.Status.APPROVED)
    return id_of(other) if other is not None and is_told else None


def _private(comment: Comment) -> dict[str, Any]:
    return {
        "email": comment.email,
        "reason": comment.reason,
        "explanation": comment.explanation,
        "edited_at": _moment(comment.edited_at),
        "decided_at": _moment(comment.decided_at),
        "charter_version": comment.charter_version,
        "token": comment.token,
        "sender_key": comment.sender_key,
        "duplicate_key": comment.duplicate_key,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
