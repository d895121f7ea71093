"""Bans of senders, from the desk."""

from __future__ import annotations

from typing import Any

from comments.models import Comment

RIGHT = "comments.impose_ban"


def may_ban(user: Any, comment: Comment) -> bool:
    """Whether this person may, and the sender is still known."""
    return bool(comment.sender_key) and user.has_perm(RIGHT)
