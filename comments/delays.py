"""How long a comment usually waits for its first decision: a true figure of the last weeks, or none."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from comments.audit import Decision
from comments.limits import DELAY_DAYS, DELAY_LEAST, DELAY_MOST, DELAY_SECONDS
from comments.models import Comment

logger = logging.getLogger(__name__)
CACHE_KEY = "comments:usual-delay"
NOT_KEPT = "not kept"
HOUR = timedelta(hours=1)


def usual_hours() -> int | None:
    """Within how many whole hours three of four readers' comments were decided; None when too few were.

    The third quartile and not the median: half of those who wait would find the median untrue. Costs a query
    each DELAY_SECONDS.
    """
    kept = _kept()
    if kept is NOT_KEPT:
        delay = usual_delay()
        kept = None if delay is None else max(1, -(-delay // HOUR))
        _keep(kept)
    hours: int | None = kept
    return hours


def usual_delay() -> timedelta | None:
    """The third quartile of the time to the first decision. Costs a query."""
    delays = sorted(_first_delays(_decisions(timezone.now() - timedelta(days=DELAY_DAYS))))
    return delays[-(-3 * len(delays) // 4) - 1] if len(delays) >= DELAY_LEAST else None


def _decisions(since: datetime) -> Iterable[tuple[int, datetime, datetime]]:
    """The newest ones that took a comment from the queue: comment, when it was written, when decided."""
    readers = Comment.objects.filter(pk=OuterRef("comment_id"), origin=Comment.Origin.READER)
    made = Decision.objects.filter(
        at__gte=since, before=Comment.Status.PENDING, action__in=["approved", "rejected", "spam"]
    )
    written = made.annotate(written=Subquery(readers.values("created_at")[:1]))
    newest: Any = written.exclude(written=None).order_by("-at")
    return list(newest.values_list("comment_id", "written", "at")[:DELAY_MOST])


def _first_delays(decisions: Iterable[tuple[int, datetime, datetime]]) -> Iterable[timedelta]:
    """A decision that was undone and made anew counts by the first."""
    delays: dict[int, timedelta] = {}
    for comment, written, at in decisions:
        delays[comment] = min(at - written, delays.get(comment, at - written))
    return delays.values()


def _kept() -> Any:
    try:
        return cache.get(CACHE_KEY, NOT_KEPT)
    except Exception as error:  # each kind of cache fails in its own way
        logger.warning("The cache does not answer: %s", type(error).__name__)
        return NOT_KEPT


def _keep(hours: int | None) -> None:
    try:
        cache.set(CACHE_KEY, hours, DELAY_SECONDS)
    except Exception as error:
        logger.warning("The cache does not answer: %s", type(error).__name__)
