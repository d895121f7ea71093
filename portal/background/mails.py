"""The outbox: mails that are to be sent, stored in the same transaction as what they tell of."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.background.leases import Leased, LeasedQuerySet
from portal.background.letters import Letter
from portal.background.limits import (
    ADDRESS_MAX,
    ATTEMPTS_MAX,
    KEY_MAX,
    PROBLEM_MAX,
    RETRY_MINUTES,
    SUBJECT_MAX,
)


@dataclass(frozen=True)
class Kind:
    """What a mail is for. `is_wanted` is asked just before sending: what it tells of may be gone by then."""

    name: str
    label: str | Promise
    is_wanted: Callable[[Mail], bool] = lambda mail: True


kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Each app tells its kinds when it is ready; this one knows none of them."""
    kinds[kind.name] = kind


def label_of(kind: str) -> str:
    return str(kinds[kind].label) if kind in kinds else kind


class MailQuerySet(LeasedQuerySet):
    def waiting(self) -> Self:
        return self.filter(status="waiting")

    def failed(self) -> Self:
        return self.filter(status="failed")

    def due(self, now: datetime) -> Self:
        return self.waiting().free(now).filter(due_at__lte=now).order_by("due_at", "queued_at")

    def sent_since(self, moment: datetime) -> Self:
        return self.filter(status="sent", sent_at__gt=moment)

    def queued_for(self, recipient: str, *, kind: str, since: datetime) -> Self:
        return self.filter(recipient=recipient, kind=kind, queued_at__gt=since).exclude(status="dropped")

    def try_again(self) -> int:
        """Give those that have failed a new round of attempts; return how many."""
        return self.failed().update(status="waiting", attempts=0, due_at=timezone.now(), ended_at=None)


class Mail(Leased):
    """One mail to one person. Its text is forgotten once it is sent: links in it are secret."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("not needed any more")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=KEY_MAX, unique=True)  # of its cause: no second mail for that
    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.EmailField(_("recipient"), max_length=ADDRESS_MAX)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=SUBJECT_MAX)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(_("last problem"), max_length=PROBLEM_MAX, blank=True)
    queued_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    ended_at = models.DateTimeField(null=True)  # sent, dropped or given up

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["status", "due_at"], name="background_mail_due_idx"),
            models.Index(fields=["recipient", "kind", "queued_at"], name="background_mail_recipient_idx"),
        ]
        constraints = [
            models.CheckConstraint(
                name="background_mail_status",
                condition=Q(status__in=["waiting", "sent", "failed", "dropped"]),
            ),
            models.CheckConstraint(
                name="background_mail_sent_is_forgotten",
                condition=~Q(status="sent") | Q(body="", sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="background_mail_ended", condition=Q(status="waiting") | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def queue(cls, letter: Letter, *, key: str, kind: str, to: str, due_at: datetime | None = None) -> bool:
        """Store it beside its cause, in the same transaction; False when there is one of that key already."""
        row = cls(
            key=key,
            kind=kind,
            recipient=to,
            language=letter.language,
            subject=letter.subject,
            body=letter.body,
            headers=letter.headers,
            due_at=due_at or timezone.now(),
        )
        cls.objects.bulk_create([row], ignore_conflicts=True)
        return cls.objects.filter(pk=row.pk).exists()

    # What became of it; each of these ends the lease

    def has_been_sent(self) -> bool:
        now = timezone.now()
        return self.give_back(status="sent", sent_at=now, ended_at=now, body="", headers={}, problem="")

    def is_not_needed(self) -> bool:
        return self.give_back(status="dropped", ended_at=timezone.now(), body="", headers={})

    def was_refused(self, problem: str, *, for_good: bool = False) -> bool:
        """Try again later, or give it up; it then stays to be seen in the administration."""
        now = timezone.now()
        if for_good or self.attempts >= ATTEMPTS_MAX:
            return self.give_back(status="failed", ended_at=now, problem=problem[:PROBLEM_MAX])
        later = now + timedelta(minutes=RETRY_MINUTES[self.attempts - 1])
        return self.give_back(due_at=later, problem=problem[:PROBLEM_MAX])

    def was_not_tried(self, problem: str) -> bool:
        """No server was there to refuse it: that does not count as an attempt."""
        return self.give_back(attempts=self.attempts - 1, problem=problem[:PROBLEM_MAX])

    def is_wanted(self) -> bool:
        kind = kinds.get(self.kind)
        return kind is None or kind.is_wanted(self)
