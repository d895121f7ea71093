"""What was found at the web addresses that live pages name; a source may be gone without telling."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.editorial.source_checks import Outcome

DEAD_AFTER_DAYS = 1  # between the first failure and the one by which an address counts as dead


class SourceCheckQuerySet(models.QuerySet["SourceCheck"]):
    def of(self, url: str) -> Self:
        return self.filter(key=key_of(url))

    def failing(self) -> Self:
        return self.filter(failing_since__isnull=False)

    def dead(self, days: float = DEAD_AFTER_DAYS) -> Self:
        """Those that failed in two runs at least so many days apart, and in none between succeeded."""
        return self.failing().filter(failing_since__lte=F("checked_at") - timedelta(days=days))

    def due(self, now: datetime, *, every: timedelta, failing_every: timedelta) -> Self:
        recently = Q(checked_at__gt=now - every, failing_since__isnull=True)
        return self.exclude(recently | Q(checked_at__gt=now - failing_every))


class SourceCheck(models.Model):
    """The last look at one address. Forgotten when no live page names the address any more."""

    class Status(models.TextChoices):
        OK = "ok", _("reachable")
        MOVED = "moved", _("moved for good")
        GONE = "gone", _("not found")
        UNREACHABLE = "unreachable", _("unreachable")
        REFUSED = "refused", _("refuses to be checked")

    FAILING = (Status.GONE, Status.UNREACHABLE)

    key = models.CharField(max_length=64, unique=True)  # of the address, which is too long for an index
    url = models.TextField(_("web address"))
    status = models.CharField(_("state"), max_length=20, choices=Status)
    http_status = models.PositiveSmallIntegerField(null=True)  # of the last answer, if any came
    moved_to = models.TextField(_("new address"), blank=True)
    checked_at = models.DateTimeField(_("checked"))
    failing_since = models.DateTimeField(_("failing since"), null=True)

    objects: ClassVar[SourceCheckQuerySet] = SourceCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("check of a source")
        verbose_name_plural = _("checks of sources")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="editorial_sourcecheck_status",
                condition=Q(status__in=["ok", "moved", "gone", "unreachable", "refused"]),
            ),
            models.CheckConstraint(
                name="editorial_sourcecheck_failing",
                condition=Q(status__in=["gone", "unreachable"], failing_since__isnull=False)
                | Q(status__in=["ok", "moved", "refused"], failing_since__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @classmethod
    def record(cls, url: str, outcome: Outcome, now: datetime) -> SourceCheck:
        """Keep what was found at the address in place of what was found before."""
        before = cls.objects.of(url).first()
        since = (before.failing_since if before else None) or now
        return cls.objects.update_or_create(
            key=key_of(url),
            defaults={
                "url": url,
                "status": outcome.status,
                "http_status": outcome.http_status,
                "moved_to": outcome.moved_to,
                "checked_at": now,
                "failing_since": since if outcome.status in cls.FAILING else None,
            },
        )[0]


def key_of(url: str) -> str:
    return sha256(url.encode()).hexdigest()
