"""The append-only log of what was decided about comments. It holds none of their words, and no author."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.models.trail import name_of

if TYPE_CHECKING:
    from comments.models import Comment


# Entries that left the comment itself as it was.
ABOUT_ELSE = ("too-late", "seen", "banned")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def about(self, comment: Comment) -> Self:
        return self.filter(comment_id=comment.pk)


class Decision(models.Model):
    """One change of state of one comment. The database refuses to change or delete a row; see the migrations.

    No foreign key leads out of it: it outlives accounts, and comments that were erased.
    """

    class Action(models.TextChoices):
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        SPAM = "spam", _("marked as spam")
        UNDONE = "undone", _("undone")
        ERASED = "erased", _("erased")
        EDITED = "edited", _("changed by its author")
        WITHDRAWN = "withdrawn", _("withdrawn by its author")
        REDACTED = "redacted", _("redacted")
        EXPIRED = "expired", _("erased when its time was over")
        ANSWERED = "answered", _("written as an answer of the portal")
        PINNED = "pinned", _("pinned to the top")
        UNPINNED = "unpinned", _("no longer pinned")
        TOO_LATE = "too-late", _("refused: somebody else was faster")
        IMPORTED = "imported", _("brought in from a file")
        SEEN = "seen", _("left as it is after reports")
        BANNED = "banned", _("sender banned")

    comment_id = models.BigIntegerField()
    discussion_id = models.BigIntegerField()
    action = models.CharField(_("decision"), max_length=20, choices=Action)
    at = models.DateTimeField(_("when"), default=timezone.now)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=300, blank=True)
    before = models.CharField(_("from"), max_length=10)  # values of Comment.Status
    after = models.CharField(_("to"), max_length=10)
    reason = models.CharField(_("reason"), max_length=20, blank=True)  # of Comment.Reason or Ban.Reason
    version = models.PositiveIntegerField()  # of the comment, once that was done

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["comment_id", "-at"], name="comments_decision_comment_idx"),
            models.Index(fields=["-at"], name="comments_decision_newest_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.comment_id})"

    @classmethod
    def record(cls, rows: Iterable[tuple[Comment, str]], action: str, *, by: Any, reason: str = "") -> None:
        """Write down what was just done to these comments, each given with its state until then."""
        Decision.objects.bulk_create(
            Decision(
                comment_id=comment.pk,
                discussion_id=comment.discussion_id,
                action=action,
                actor_id=by.pk if by else None,
                actor_name=name_of(by) if by else "",
                before=before,
                after=comment.status,
                reason=reason,
                version=comment.version,
            )
            for comment, before in rows
        )

    @classmethod
    def record_refused(cls, comments: Iterable[Comment], *, by: Any) -> None:
        """Write down that somebody tried to decide about these too late: nothing has changed in them."""
        Decision.record([(comment, comment.status) for comment in comments], cls.Action.TOO_LATE, by=by)
