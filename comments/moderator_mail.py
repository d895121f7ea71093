"""Mail to moderators: what is new each morning, what waits too long. Numbers and links, nobody's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from comments.limits import WAIT_HOURS
from comments.models import Comment, ModeratorChoice, Report
from portal.background.letters import letter
from portal.background.models import Mail
from portal.editorial.site import Site, absolute

DIGEST, ALERT = "moderators-digest", "moderators-alert"  # kinds of mail
Wants = ModeratorChoice.Wants


def send_digests() -> int:
    """Write to each moderator who wants it what came in since yesterday; nothing when nothing did."""
    yesterday = timezone.now() - timedelta(days=1)
    facts = {
        "new": Comment.objects.pending().filter(created_at__gt=yesterday).count(),
        "waiting": Comment.objects.pending().count(),
        "reports": Report.objects.open().count(),
    }
    new_reports = Report.objects.open().filter(created_at__gt=yesterday).exists()
    return _write(DIGEST, {Wants.ALL}, facts) if facts["new"] or new_reports else 0


def alert(since: datetime | None = None) -> int:
    """Write to each moderator, once a day at most, that something has waited for too long."""
    since = oldest_waiting()
    if since is None:
        return 0
    return _write(ALERT, {Wants.ALL, Wants.ALERTS}, {"waiting": len(_overdue()), "since": since})


def oldest_waiting() -> datetime | None:
    """Since when the oldest comment or report waits, if that is too long."""
    found = [rows.aggregate(oldest=Min("created_at"))["oldest"] for rows in _late()]
    return min((moment for moment in found if moment), default=None)


def _overdue() -> list[int]:
    return [pk for rows in _late() for pk in rows.values_list("pk", flat=True)]


def _late() -> tuple[Any, Any]:
    limit = timezone.now() - timedelta(hours=WAIT_HOURS)
    comments: Any = Comment.objects.pending().filter(created_at__lte=limit)
    return comments, Report.objects.open().filter(created_at__lte=limit)


def _write(kind: str, wanted: set[ModeratorChoice.Wants], facts: dict[str, Any]) -> int:
    if not settings.MODERATOR_MAIL:
        return 0
    day = timezone.localdate().isoformat()
    chosen = [choice for choice in ModeratorChoice.of_all() if choice.wants in wanted]
    written = set(Mail.objects.filter(kind=kind, key__endswith=f"/{day}").values_list("key", flat=True))
    count = 0
    for choice in chosen:
        key = f"{kind}/{choice.user_id}/{day}"
        if key not in written:
            count += _queue(kind, key, choice, facts)
    return count


def _queue(kind: str, key: str, choice: ModeratorChoice, facts: dict[str, Any]) -> bool:
    language = settings.LANGUAGE_CODE
    context = facts | {
        "site_name": Site(language).name,
        "queue_url": absolute(reverse("admin:comments_comment_changelist")),
        "hours": WAIT_HOURS,
        "choice_url": choice.url,
    }
    words = letter(kind.replace("-", "_"), language, context, stop_url=choice.url)
    return Mail.queue(words, key=key, kind=kind, to=choice.user.email)


def is_wanted(mail: Mail) -> bool:
    """Whether it still tells of something, and to somebody who still wants it."""
    choice = ModeratorChoice.objects.filter(user_id=int(mail.key.split("/")[1]), user__is_active=True).first()
    if choice is None or choice.wants == Wants.NOTHING:
        return False
    if mail.kind == ALERT:
        return oldest_waiting() is not None
    return choice.wants == Wants.ALL and (
        Comment.objects.pending().exists() or Report.objects.open().exists()
    )
