"""What readers report about a published comment. Nothing is hidden for it; a moderator looks again."""

from __future__ import annotations

from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.audit import Decision
from comments.limits import REPORT_NOTE_MAX


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        return self.filter(status="open")


class Report(models.Model):
    class Reason(models.TextChoices):
        DANGEROUS = "dangerous", _("It could put somebody’s health in danger.")
        PERSONAL = "personal", _("It holds personal data.")
        DISRESPECT = "disrespect", _("It hurts or insults somebody.")
        SALE = "sale", _("It advertises something.")
        DISTRESS = "distress", _("Its author seems to be in distress.")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("to be looked at")
        CLOSED = "closed", _("looked at")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("in your own words"), max_length=REPORT_NOTE_MAX, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.OPEN)
    sender_key = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("reported"), default=timezone.now, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["comment", "sender_key"], name="comments_report_once"),
            models.CheckConstraint(
                name="comments_report_status", condition=models.Q(status__in=["open", "closed"])
            ),
        ]
        indexes = [models.Index(fields=["status", "created_at"], name="comments_report_open_idx")]

    def __str__(self) -> str:
        return self.get_reason_display()

    @classmethod
    @transaction.atomic
    def take(cls, comment: Any, *, sender: str, reason: str, note: str) -> bool:
        """Store the report; False when this sender has reported the comment before."""
        row = Report(comment=comment, sender_key=sender, reason=reason, note=note)
        before = Report.objects.filter(comment=comment, sender_key=sender).exists()
        Report.objects.bulk_create([row], ignore_conflicts=True)
        return not before

    @classmethod
    @transaction.atomic
    def close_all(cls, comment: Any, *, by: Any) -> int:
        """A moderator has read them and leaves the comment as it is; return how many were open."""
        closed = cls.objects.open().filter(comment=comment).update(status=cls.Status.CLOSED)
        if closed:
            Decision.record([(comment, comment.status)], Decision.Action.SEEN, by=by)
        return closed
