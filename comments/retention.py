"""What is kept of those who comment, why and how long: one list, for the purge and for the privacy page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments.limits import DOUBLE_POST_HOURS, UNDO_MINUTES
from comments.models import Attempt, Comment

Text = str | Promise
Purge = Callable[[datetime], int]
Status = Comment.Status
BATCH = 500  # rows erased in one transaction


@dataclass(frozen=True)
class Rule:
    """`span` is None for what stays until its author or a moderator erases it; `purge` then does nothing."""

    name: str
    what: Text
    why: Text
    span: timedelta | None
    purge: Purge

    @property
    def how_long(self) -> str:
        if self.span is None:
            return gettext("Without limit, until you erase it")
        days, seconds = self.span.days, self.span.seconds
        if days:
            return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        if seconds % 3600 == 0:
            return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}


def rules() -> list[Rule]:
    """In the order in which the privacy page lists them."""
    keep = settings.RETENTION
    return [
        Rule(
            "published", _("A published comment: your pseudonym and your text"), _("To let others read it"),
            None, _nothing,
        ),
        Rule(
            "pending", _("A comment that waits for a moderator"), _("To read it before it appears"),
            timedelta(days=keep["pending"]), lambda before: _erase([Status.PENDING], before),
        ),
        Rule(
            "rejected", _("A comment that was not published"),
            _("To tell you why, and to look at the decision again if you ask"),
            timedelta(days=keep["rejected"]), lambda before: _erase([Status.REJECTED], before),
        ),
        Rule(
            "spam", _("A comment that was marked as spam"), _("To mend a mistake"),
            timedelta(days=keep["spam"]), lambda before: _erase([Status.SPAM], before),
        ),
        Rule(
            "email", _("Your email address, if you gave one"), _("No use at present (see below)"),
            timedelta(days=keep["email"]), _forget_addresses,
        ),
        Rule(
            "sender", _("A fingerprint of your network address"), _("To recognise abuse from one connection"),
            timedelta(days=keep["sender"]), _forget_senders,
        ),
        Rule(
            "double", _("A fingerprint of what you sent"), _("To store the same comment only once"),
            timedelta(hours=DOUBLE_POST_HOURS), _free_keys,
        ),
        Rule(
            "attempts", _("How often a connection has tried to send something"), _("To stop floods"),
            timedelta(days=1), _forget_attempts,
        ),
        Rule(
            "undo", _("What was decided before, for a moderator who takes a decision back"),
            _("To mend a mistake"), timedelta(minutes=UNDO_MINUTES), _forget_undo,
        ),
    ]  # fmt: skip


def purge(now: datetime | None = None) -> dict[str, int]:
    """Forget whatever is past its time; how many rows by each rule. Safe to run twice, and by two at once."""
    moment = now or timezone.now()
    return {rule.name: rule.purge(moment - rule.span) for rule in rules() if rule.span is not None}


def _nothing(before: datetime) -> int:
    return 0


def _erase(states: list[Comment.Status], before: datetime) -> int:
    """Comments in these states, counted from the decision, or from when they were sent if there was none."""
    old = Comment.objects.filter(status__in=states)
    old = old.filter(created_at__lt=before) if Status.PENDING in states else old.filter(decided_at__lt=before)
    erased = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # Looked at again under lock: a moderator may have decided otherwise at this very moment.
            erased += Comment.objects.filter(pk__in=keys, status__in=states).erase(action="expired")
    return erased


def _forget_addresses(before: datetime) -> int:
    return Comment.objects.filter(created_at__lt=before).exclude(email="").update(email="")


def _forget_senders(before: datetime) -> int:
    return Comment.objects.filter(created_at__lt=before, sender_key__gt="").update(sender_key="")


def _free_keys(before: datetime) -> int:
    return Comment.objects.filter(created_at__lt=before, duplicate_key__gt="").update(duplicate_key=None)


def _forget_attempts(before: datetime) -> int:
    return Attempt.objects.filter(span__lt=int(before.timestamp())).delete()[0]


def _forget_undo(before: datetime) -> int:
    old = Comment.objects.filter(decided_at__lt=before, undo_status__gt="")
    return old.update(undo_status="", undo_reason="")
