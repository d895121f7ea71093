"""How much comes in and how long it waits, week by week, for the moderators' chart."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from comments.limits import FIGURES_MAX
from comments.models import Comment, Decision

WEEKS = 26  # the present one included
FIRST = ["approved", "rejected", "spam"]


@dataclass(frozen=True)
class Week:
    """`median` and `p90` are from arrival to the first decision of those decided that week; None for none."""

    monday: date
    received: int
    decided: int
    median: timedelta | None
    p90: timedelta | None  # nearest rank: nine of ten waited no longer

    @property
    def number(self) -> int:
        """Of the ISO calendar."""
        return self.monday.isocalendar().week


def weeks(now: datetime | None = None) -> list[Week]:
    """The last WEEKS ISO weeks, the oldest first, in the portal's time zone. Two queries."""
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=ago) for ago in reversed(range(-1, WEEKS))]
    bounds = [timezone.make_aware(datetime.combine(one, time())).astimezone(UTC) for one in mondays]
    received = _received(bounds)
    delays: list[list[float]] = [[] for _ in range(WEEKS)]
    for decided_at, sent_at in _first_decisions(bounds[0], bounds[-1]):
        delays[bisect_right(bounds, decided_at) - 1].append((decided_at - sent_at).total_seconds())
    return [_week(mondays[n], received[n], sorted(delays[n])) for n in range(WEEKS)]


def _week(monday: date, received: int, delays: list[float]) -> Week:
    if not delays:
        return Week(monday, received, 0, None, None)
    p90 = delays[math.ceil(len(delays) * 0.9) - 1]
    return Week(monday, received, len(delays), timedelta(seconds=median(delays)), timedelta(seconds=p90))


def _received(bounds: list[datetime]) -> list[int]:
    """How many readers wrote in each week, the erased ones too."""
    counts = {
        f"week{n}": Count("pk", filter=Q(created_at__gte=begin, created_at__lt=end))
        for n, (begin, end) in enumerate(pairwise(bounds))
    }
    # All states, so that the index of states and moments is read instead of every comment.
    sent = Comment.objects.filter(status__in=Comment.Status.values, created_at__gte=bounds[0])
    return list(sent.filter(author_kind="reader", origin="reader").aggregate(**counts).values())


def _first_decisions(begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When each comment was first decided, and when it had come; at most FIGURES_MAX, the newest."""
    decisions = Decision.objects.filter(action__in=FIRST)
    earlier = decisions.filter(comment_id=OuterRef("comment_id"), pk__lt=OuterRef("pk"))
    written = Comment.objects.filter(pk=OuterRef("comment_id"), author_kind="reader", origin="reader")
    first = decisions.filter(~Exists(earlier), at__gte=begin, at__lt=end).order_by("-at")
    sent = first.annotate(sent_at=Subquery(written.values("created_at")))
    return sent.filter(sent_at__isnull=False).values_list("at", "sent_at")[:FIGURES_MAX].iterator()
