"""The threads of one discussion, a page of them at a time, in the order a reader has chosen."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.limits import PER_PAGE
from comments.models import Comment, Discussion


class Order(models.TextChoices):
    OLDEST = "oldest", _("Oldest first")
    NEWEST = "newest", _("Newest first")

    @classmethod
    def chosen(cls, word: str | None) -> Order:
        return cls.NEWEST if word == cls.NEWEST else cls.OLDEST


def shown_threads(discussion: Discussion, order: Order, number: str | None) -> Page[Comment]:
    """Approved comments that answer no other, with their answers; those stay oldest first.

    A pinned one stands before the others in any order. Costs one query for a discussion that fits on a
    page, else three.
    """
    if discussion.approved_count <= PER_PAGE:
        threads = _all(discussion)
        ordered = threads[::-1] if order == Order.NEWEST else threads
        pinned_first = sorted(ordered, key=lambda thread: not thread.is_pinned)
        return Paginator(pinned_first, PER_PAGE).get_page(number)
    found = Comment.objects.filter(discussion=discussion).threads()
    newest = found.order_by("-place", "-created_at", "-pk")
    return Paginator(newest if order == Order.NEWEST else found, PER_PAGE).get_page(number)


def _all(discussion: Discussion) -> list[Comment]:
    """What `CommentQuerySet.threads()` finds, put together here."""
    rows = list(Comment.objects.filter(discussion=discussion).approved().for_reading().oldest_first())
    shown = {row.pk: row for row in rows}
    for row in rows:
        row.shown_replies = []
        row.answers = shown.get(row.answers_id or 0)  # or it would be asked for, one by one
    threads: list[Comment] = []
    for row in rows:
        parent = shown.get(row.parent_id or 0)
        (parent.shown_replies if parent else threads).append(row)
    return threads
