"""Comments; the other models of this app are named here too, for those who use them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.addresses import Addressed
from comments.answering import AuthorKind, Signed
from comments.attempts import Attempt
from comments.audit import Decision
from comments.bans import Ban
from comments.canned import CannedAnswer
from comments.conflicts import ConflictError, one_decision
from comments.discussed import Discussed
from comments.discussions import Discussion
from comments.findings import Finding
from comments.limits import (
    CHARTER_VERSION,
    EMAIL_MAX,
    EXPLANATION_MAX,
    STORED_NAME_MAX,
    TEXT_MAX,
    TEXT_MIN,
    UNDO_MINUTES,
)
from comments.moderator_choices import ModeratorChoice
from comments.pinning import Place, Placed
from comments.querysets import CommentQuerySet
from comments.redaction import Original, Redactable, restore
from comments.rendering import MARK, as_html
from comments.reports import Report
from comments.subscriptions import Notice, Subscription


def new_token() -> str:
    return secrets.token_urlsafe(32)


class Comment(Addressed, Redactable, Signed, Placed):
    """Plain text by somebody without an account, under a pseudonym. Public once approved, never before."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for a moderator")
        APPROVED = "approved", _("published")
        REJECTED = "rejected", _("not published")
        SPAM = "spam", _("spam")
        ERASED = "erased", _("erased")

    class Reason(models.TextChoices):
        CHARTER = "charter", _("It is not in line with the charter of the discussions.")
        ADVICE = "advice", _("It asks for or gives medical advice that only a health professional can give.")
        PERSONAL = "personal", _("It holds personal data, of its author or of somebody else.")
        OFF_TOPIC = "off-topic", _("It has no bearing on this page.")
        DISRESPECT = "disrespect", _("It hurts or insults somebody.")
        SALE = "sale", _("It advertises a product, a service or a miracle cure.")
        REPEATED = "repeated", _("It has already been published, or cannot be understood.")

    class Origin(models.TextChoices):
        READER = "reader", _("written here")
        DEMO = "demo", _("demonstration")

    class Suspicion(models.TextChoices):
        NONE = "", _("none")
        TRAP = "trap", _("filled in a field that people do not see")

    discussion = models.ForeignKey(
        Discussion, verbose_name=_("discussion"), on_delete=models.PROTECT, related_name="comments"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("in reply to"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="replies",
    )  # fmt: skip
    # Threads are two levels deep; this is the answer that an answer answers.
    answers = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    name = models.CharField(_("pseudonym"), max_length=STORED_NAME_MAX)
    email = models.EmailField(_("e-mail"), max_length=EMAIL_MAX, blank=True)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False, blank=True)  # made at approval, empty before
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PENDING)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    explanation = models.CharField(
        _("explanation"), max_length=EXPLANATION_MAX, blank=True, db_default="",
        help_text=_("Told to the author, beside the reason."),
    )  # fmt: skip
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.READER, editable=False
    )
    suspicion = models.CharField(
        _("suspicion"), max_length=10, choices=Suspicion, blank=True, db_default="", editable=False
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("changed by its author"), null=True, editable=False)
    priority = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)  # see sorting.py
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    # Of the last decision or redaction, for as long as that can be taken back.
    acted_at = models.DateTimeField(null=True, editable=False)
    # What to go back to for some minutes after a decision: the state before it, and then the reason.
    undo_status = models.CharField(max_length=10, blank=True, db_default="", editable=False)
    undo_reason = models.CharField(max_length=20, blank=True, db_default="", editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.SET_NULL, null=True,
        editable=False, related_name="+",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)  # counts decisions
    token = models.CharField(max_length=60, unique=True, default=new_token, editable=False)  # of the receipt
    sender_key = models.CharField(max_length=64, blank=True, editable=False)
    duplicate_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    charter_version = models.PositiveSmallIntegerField(default=CHARTER_VERSION, editable=False)
    # Under which id it came from a file, see comments/exchange; its own id then. NULL for one written here.
    imported_id = models.CharField(max_length=60, null=True, editable=False)  # noqa: DJ001

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [
            ("moderate_comment", "Can moderate comments"),
            ("erase_comment", "Can erase comments on request"),
            ("answer_comment", "Can answer comments as the portal"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comments_comment_text_length",
                condition=Q(status="erased")
                | (
                    Q(GreaterThanOrEqual(Length("text"), TEXT_MIN))
                    | Q(redacted_at__isnull=False) & ~Q(text="")
                )
                & Q(LessThanOrEqual(Length("text"), TEXT_MAX)),
            ),
            models.CheckConstraint(name="comments_comment_named", condition=Q(status="erased") | ~Q(name="")),
            models.CheckConstraint(
                name="comments_comment_status",
                condition=Q(status__in=["pending", "approved", "rejected", "spam", "erased"]),
            ),
            models.CheckConstraint(
                name="comments_comment_origin", condition=Q(origin__in=["reader", "demo"])
            ),
            models.CheckConstraint(
                name="comments_comment_suspicion", condition=Q(suspicion__in=["", "trap"])
            ),
            models.CheckConstraint(
                name="comments_comment_rejected_with_reason", condition=~Q(status="rejected") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="comments_comment_approved_with_html", condition=~Q(status="approved") | ~Q(html="")
            ),
            models.CheckConstraint(
                name="comments_comment_author_kind",
                condition=Q(author_kind="reader", written_by__isnull=True)
                | Q(author_kind__in=["staff", "professional"]),
            ),
            models.CheckConstraint(
                name="comments_comment_place", condition=Q(place="") | Q(place="pinned", status="approved")
            ),
            models.UniqueConstraint(
                name="comments_comment_one_pinned", fields=["discussion"], condition=Q(place="pinned")
            ),
            # With a condition, so that SQLite makes an index of it instead of a new table.
            models.UniqueConstraint(
                fields=["imported_id"],
                name="comments_comment_imported_once",
                condition=Q(imported_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="comments_comment_status_idx"),
            models.Index(fields=["status", "-priority", "created_at"], name="comments_comment_queue_idx"),
            models.Index(
                fields=["acted_at"], condition=Q(acted_at__isnull=False), name="comments_comment_acted_idx"
            ),
            models.Index(fields=["sender_key", "created_at"], name="comments_comment_sender_idx"),
            models.Index(fields=["discussion", "status", "created_at"], name="comments_comment_thread_idx"),
            models.Index(
                fields=["discussion", "status", "-place", "created_at"], name="comments_comment_place_idx"
            ),
            models.Index(fields=["parent", "status", "created_at"], name="comments_comment_reply_idx"),
        ]

    if TYPE_CHECKING:
        shown_replies: list[Comment]  # on rows of `threads()`

    def __str__(self) -> str:
        # Shown in the admin's log and delete pages, which must hold no word of the author's.
        return gettext("Comment %(number)s") % {"number": self.pk}

    def decide(
        self, status: Comment.Status, *, by: Any, reason: str = "", explanation: str = "", version: int = 0
    ) -> bool:
        """Approve, reject or mark as spam; False when that was decided already.

        Raises ValidationError for a rejection without a reason, and ConflictError when the comment is not at
        that `version` any more: somebody else has decided meanwhile. 0 asks for none.
        """
        decided = Comment.objects.filter(pk=self.pk).decide(
            status,
            by=by,
            reason=reason,
            explanation=explanation,
            versions={self.pk: version} if version else {},
        )
        self.refresh_from_db()
        return bool(decided)

    @property
    def can_be_undone(self) -> bool:
        """Whether the last decision or redaction may still be taken back."""
        if not self.undo_status or self.acted_at is None:
            return False
        return timezone.now() < self.acted_at + timedelta(minutes=UNDO_MINUTES)

    def undo(self, *, by: Any, version: int = 0) -> None:
        """Take back the last decision or redaction. Raises ValidationError once it is too late.

        Raises ConflictError when the comment is not at that `version` any more; 0 asks for none.
        """
        with one_decision(by=by):
            row = Comment.objects.select_for_update().get(pk=self.pk)
            if version not in (0, row.version):
                raise ConflictError([row])
            if not row.can_be_undone:
                raise ValidationError(_("It is too late to undo this; decide anew instead."), code="too_late")
            row._take_back(by)
        self.refresh_from_db()

    def _take_back(self, by: Any) -> None:
        from comments.search import text_changed
        from comments.sorting import look_soon

        before, is_redaction = self.status, bool(self.undo_text)
        if is_redaction:
            restore(self)
        else:
            self.status, self.reason, self.explanation = self.undo_status, self.undo_reason, ""
        self.html = self.rendered()
        self.place = self.place if self.status == Comment.Status.APPROVED else Place.BY_AGE
        self.undo_status, self.undo_reason, self.acted_at = "", "", None
        self.version += 1
        self.save()
        Decision.record([(self, before)], Decision.Action.UNDONE, by=by)
        if is_redaction:
            text_changed(self)
            Discussion.look_changed([self])
        Discussion.recount([self.discussion_id])
        look_soon(self.pk)

    def rendered(self) -> str:
        """What `html` has to be in its present state: empty unless it is approved."""
        if self.status != Comment.Status.APPROVED:
            return ""
        return as_html(self.text, language=self.discussion.language if MARK in self.text else "")

    @transaction.atomic
    def rewrite(self, *, name: str, text: str) -> None:
        """Let its author change it while it waits. Raises ValidationError once a moderator has decided."""
        from comments.sorting import look_soon

        row = Comment.objects.select_for_update().get(pk=self.pk)
        if row.status != Comment.Status.PENDING:
            raise ValidationError(_("A moderator has decided meanwhile."), code="decided")
        row.name, row.text, row.edited_at = name, text, timezone.now()
        row.duplicate_key = None  # that was of the words before: sent again, they are another comment
        row.redacted_at, row.undo_text, row.undo_status, row.acted_at = None, "", "", None
        row.version += 1
        row.save()
        row.findings.all().delete()
        Original.objects.filter(comment=row).delete()
        Decision.record([(row, row.status)], Decision.Action.EDITED, by=None)
        look_soon(row.pk)
        self.refresh_from_db()

    @property
    def shown_answer(self) -> Comment | None:
        """The answer that this one answers, where that is public; on rows of `threads()`."""
        other = self.answers
        return other if other is not None and other.status == Comment.Status.APPROVED else None


__all__ = [
    "Attempt", "AuthorKind", "Ban", "CannedAnswer", "Comment", "Decision", "Discussed", "Discussion",
    "Finding", "ModeratorChoice", "Notice", "Original", "Report", "Subscription",
]  # fmt: skip
