"""What a moderator works through, the urgent and the old first, and what surrounds one comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from comments.limits import LATE_HOURS, SENDER_SHOWN
from comments.models import Comment, Report
from comments.querysets import CommentQuerySet

# The urgent have a priority, all others none.
IN_ORDER = ("-priority", "created_at", "pk")
Status = Comment.Status


@dataclass(frozen=True)
class Counts:
    waiting: int
    urgent: int
    late: int
    reported: int


def counts() -> Counts:
    """Of all pages and languages. Two queries, which read the waiting and the open rows only."""
    found = Comment.objects.pending().aggregate(
        waiting=Count("pk"),
        urgent=Count("pk", filter=Q(priority__gt=0)),
        late=Count("pk", filter=Q(created_at__lt=late_before())),
    )
    reported = Report.objects.open().aggregate(n=Count("comment", distinct=True))["n"]
    return Counts(reported=reported, **found)


def late_before() -> Any:
    """Whatever was written before this moment and waits has waited too long."""
    return timezone.now() - timedelta(hours=LATE_HOURS)


def first_of(queue: CommentQuerySet) -> int | None:
    return queue.order_by(*IN_ORDER).values_list("pk", flat=True).first()


def after(queue: CommentQuerySet, comment: Comment) -> int | None:
    """The key of the comment that follows this one, which itself need not be in the queue any more."""
    later = Q(created_at__gt=comment.created_at) | Q(created_at=comment.created_at, pk__gt=comment.pk)
    following = Q(priority__lt=comment.priority) | Q(priority=comment.priority) & later
    return first_of(queue.filter(following))


def before(queue: CommentQuerySet, comment: Comment) -> int | None:
    earlier = Q(created_at__lt=comment.created_at) | Q(created_at=comment.created_at, pk__lt=comment.pk)
    preceding = queue.filter(Q(priority__gt=comment.priority) | Q(priority=comment.priority) & earlier)
    return preceding.order_by("priority", "-created_at", "-pk").values_list("pk", flat=True).first()


@dataclass(frozen=True)
class Sender:
    """What else came from the same connection, which several people may share."""

    counts: list[tuple[Any, int]]
    newest: list[Comment]


def sender_of(comment: Comment) -> Sender:
    """Empty once the trace of the sender is forgotten. Two queries."""
    if not comment.sender_key:
        return Sender([], [])
    others = Comment.objects.filter(sender_key=comment.sender_key).exclude(pk=comment.pk)
    others = others.exclude(status=Status.ERASED)
    numbers = dict(others.values_list("status").annotate(Count("pk")).order_by())
    counted = [(status.label, numbers[status.value]) for status in Status if status.value in numbers]
    return Sender(counted, list(others.newest_first()[:SENDER_SHOWN]))


def excerpt_of(comment: Comment) -> str:
    """How the public page of the comment sums itself up; empty for a page that is not public."""
    if comment.page is None:
        return ""
    live = comment.page.model.revision_model().objects.live().discussed_in(comment.discussion_id)
    return live.order_by("-public_from").values_list("summary", flat=True).first() or ""
