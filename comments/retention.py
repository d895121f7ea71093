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

from comments.limits import CONFIRM_DAYS, DOUBLE_POST_HOURS, NOTICE_KEEP_DAYS, UNDO_MINUTES
from comments.models import Attempt, Ban, Comment, Finding, Notice, Original, Report, Subscription
from portal.background.letters import mail_is_set_up
from portal.background.limits import MAIL_KEEP_DAYS
from portal.background.models import Mail

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
    is_about_mail: bool = False  # of no concern to readers where none is sent

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
            "original", _("The words that a moderator removed from your comment"),
            _("To look at the decision again if you ask"),
            timedelta(days=keep["original"]), _forget_originals,
        ),
        Rule(
            "report", _("A report of yours: reason, your words and a fingerprint of your network address"),
            _("To read the comment again, and to count your report once"),
            timedelta(days=keep["report"]), _forget_reports,
        ),
        Rule(
            "email", _("Your email address, if you gave one"),
            _("To tell you of answers, if you ask for it (see below)")
            if mail_is_set_up()
            else _("No use at present (see below)"),
            timedelta(days=keep["email"]), _forget_addresses,
        ),
        Rule(
            "asked", _("That you asked for mail about answers, as long as you have not confirmed it"),
            _("To send you the mail by which you confirm"),
            timedelta(days=CONFIRM_DAYS), _end_unconfirmed, is_about_mail=True,
        ),
        Rule(
            "follow", _("The address to which you have mail about answers sent, and what you chose"),
            _("To send you that mail; you end it with one click"),
            timedelta(days=keep["follow"]), _end_old, is_about_mail=True,
        ),
        Rule(
            "told", _("Which comments you were told of"), _("To tell you of each only once"),
            timedelta(days=NOTICE_KEEP_DAYS), _forget_told, is_about_mail=True,
        ),
        Rule(
            "mails", _("A mail that was sent to you: address, subject and date, without its text"),
            _("To see what has arrived, and to send nobody too much"),
            timedelta(days=MAIL_KEEP_DAYS), _forget_mails, is_about_mail=True,
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
            "findings", _("What automatic sorting noticed in your comment, once a moderator has decided"),
            _("To show moderators first what cannot wait"), timedelta(minutes=UNDO_MINUTES), _forget_findings,
        ),
        Rule(
            "ban", _("The fingerprint of a connection from which nothing is taken, after the ban has ended"),
            _("To recognise abuse from one connection"), timedelta(days=keep["sender"]), _forget_bans,
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


def _forget_originals(before: datetime) -> int:
    return Original.objects.filter(kept_at__lt=before).delete()[0]


def _forget_reports(before: datetime) -> int:
    return Report.objects.filter(created_at__lt=before).delete()[0]


def _forget_findings(before: datetime) -> int:
    return Finding.objects.outlived(before).delete()[0]


def _forget_bans(before: datetime) -> int:
    return Ban.objects.filter(ends_at__lt=before).delete()[0]


def _forget_undo(before: datetime) -> int:
    forgotten = 0
    while settled := Comment.objects.settle(before):
        forgotten += settled
    return forgotten


def _end_unconfirmed(before: datetime) -> int:
    return Subscription.objects.asked().filter(asked_at__lt=before).end()


def _end_old(before: datetime) -> int:
    return Subscription.objects.active().filter(confirmed_at__lt=before).end()


def _forget_told(before: datetime) -> int:
    return Notice.objects.filter(found_at__lt=before).exclude(status=Notice.Status.WAITING).delete()[0]


def _forget_mails(before: datetime) -> int:
    return Mail.objects.filter(ended_at__lt=before).delete()[0]
