"""Senders from whom nothing is taken for a while. A ban holds a hash, no address and no comment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.audit import Decision
from comments.limits import BAN_DAYS_MAX

if TYPE_CHECKING:
    from comments.models import Comment


class BanQuerySet(models.QuerySet["Ban"]):
    def active(self, moment: datetime | None = None) -> Self:
        return self.filter(ends_at__gt=moment or timezone.now())

    def of(self, sender_keys: Iterable[str]) -> Self:
        return self.filter(sender_key__in=sender_keys)

    def lift(self) -> int:
        """End those that are active now; return how many they were."""
        now = timezone.now()
        return self.active(now).update(ends_at=now)


class Ban(models.Model):
    """`sender_key` is that of the comment which led to it; see comments.senders for how it is met again."""

    class Reason(models.TextChoices):
        SALE = "sale", gettext_lazy("advertising")
        FLOOD = "flood", gettext_lazy("too many comments")
        DISRESPECT = "disrespect", gettext_lazy("insults or threats")
        DANGER = "danger", gettext_lazy("dangerous advice")
        OTHER = "other", gettext_lazy("something else")

    sender_key = models.CharField(max_length=64, editable=False)
    reason = models.CharField(gettext_lazy("reason"), max_length=20, choices=Reason)
    created_at = models.DateTimeField(gettext_lazy("since"), default=timezone.now, editable=False)
    ends_at = models.DateTimeField(gettext_lazy("until"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("made by"), on_delete=models.SET_NULL, null=True,
        editable=False, related_name="+",
    )  # fmt: skip

    objects = BanQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("ban")
        verbose_name_plural = gettext_lazy("bans")
        ordering = ["-ends_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("impose_ban", "Can ban senders and lift bans")]
        constraints = [
            models.CheckConstraint(name="comments_ban_of_somebody", condition=~Q(sender_key="")),
            models.CheckConstraint(
                name="comments_ban_reason",
                condition=Q(reason__in=["sale", "flood", "disrespect", "danger", "other"]),
            ),
            models.CheckConstraint(
                name="comments_ban_ends_after_it_began", condition=Q(ends_at__gte=F("created_at"))
            ),
        ]
        indexes = [models.Index(fields=["sender_key", "ends_at"], name="comments_ban_sender_idx")]

    def __str__(self) -> str:
        return _("Ban %(number)s") % {"number": self.pk}

    @classmethod
    def is_any_active(cls) -> bool:
        """Mostly all that a post has to ask, so by hand: a QuerySet costs ten times as much."""
        table = connection.ops.quote_name(cls._meta.db_table)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE ends_at > %s LIMIT 1", [now])  # noqa: S608
            return cursor.fetchone() is not None

    @classmethod
    @transaction.atomic
    def impose(cls, comment: Comment, *, by: Any, days: int, reason: str = Reason.OTHER) -> Ban:
        """Take nothing for so many days from who sent this comment.

        Raises ValidationError: "no_sender" when it is forgotten where the comment came from, "days" for
        less than one or more than BAN_DAYS_MAX.
        """
        if not comment.sender_key:
            raise ValidationError(
                _("It is not known any more where this comment came from."), code="no_sender"
            )
        if not 1 <= days <= BAN_DAYS_MAX:
            message = _("A ban lasts 1 to %(most)d days.")
            raise ValidationError(message, code="days", params={"most": BAN_DAYS_MAX})
        now = timezone.now()
        ends_at = now + timedelta(days=days)
        Decision.record([(comment, comment.status)], Decision.Action.BANNED, by=by, reason=reason)
        return cls.objects.create(
            sender_key=comment.sender_key, reason=reason, created_at=now, ends_at=ends_at, made_by=by
        )
