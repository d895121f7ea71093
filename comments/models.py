"""Discussions, the comments in them, and how often somebody tried to write one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.attempts import Attempt
from comments.audit import Decision
from comments.discussed import Discussed
from comments.limits import (
    CHARTER_VERSION,
    EMAIL_MAX,
    EXPLANATION_MAX,
    STORED_NAME_MAX,
    TEXT_MAX,
    TEXT_MIN,
    UNDO_MINUTES,
)
from comments.querysets import CommentQuerySet, DiscussionQuerySet, PublicPage, page_of
from comments.rendering import as_html
from comments.reports import Report
from portal.editorial.languages import default_language, language_choices, reverse_in


class Discussion(models.Model):
    """One for each page. It is public while its page is; the window is copied here to be asked alone."""

    language = models.CharField(
        _("language"), max_length=10, choices=language_choices, default=default_language
    )
    public_from = models.DateTimeField(null=True, editable=False)
    public_until = models.DateTimeField(null=True, editable=False)
    is_open = models.BooleanField(_("open for comments"), default=True)
    approved_count = models.PositiveIntegerField(default=0, editable=False)
    last_approved_at = models.DateTimeField(null=True, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        indexes = [models.Index(fields=["language", "public_from"], name="comments_discussion_public_idx")]

    def __str__(self) -> str:
        return gettext("Discussion %(number)s") % {"number": self.pk}

    @classmethod
    @transaction.atomic
    def recount(cls, pks: Iterable[int]) -> None:
        """Compute the counters of these discussions anew from their comments; the search follows."""
        from comments.search import approved_changed

        pks = set(pks)
        approved = (
            Comment.objects.approved().filter(discussion=OuterRef("pk")).order_by().values("discussion")
        )
        discussions = cls.objects.filter(pk__in=pks)
        # Locked by a query of its own: the next one then sees what a decision before it has stored.
        list(discussions.select_for_update().order_by("pk").values_list("pk"))
        discussions.update(
            approved_count=Coalesce(Subquery(approved.annotate(n=Count("pk")).values("n")), 0),
            last_approved_at=Subquery(approved.annotate(last=Max("created_at")).values("last")),
        )
        approved_changed(pks)


def new_token() -> str:
    return secrets.token_urlsafe(32)


class Comment(models.Model):
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
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("changed by its author"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
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

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [
            ("moderate_comment", "Can moderate comments"),
            ("erase_comment", "Can erase comments on request"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comments_comment_text_length",
                condition=Q(status="erased")
                | Q(GreaterThanOrEqual(Length("text"), TEXT_MIN))
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
                name="comments_comment_rejected_with_reason", condition=~Q(status="rejected") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="comments_comment_approved_with_html", condition=~Q(status="approved") | ~Q(html="")
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="comments_comment_status_idx"),
            models.Index(fields=["sender_key", "created_at"], name="comments_comment_sender_idx"),
            models.Index(fields=["discussion", "status", "created_at"], name="comments_comment_thread_idx"),
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

        Raises ValidationError for a rejection without a reason, and when the comment is not at that
        `version` any more: somebody else has decided meanwhile. 0 asks for none.
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
        """Whether the last decision about it may still be taken back."""
        if not self.undo_status or self.decided_at is None:
            return False
        return timezone.now() < self.decided_at + timedelta(minutes=UNDO_MINUTES)

    @transaction.atomic
    def undo(self, *, by: Any) -> None:
        """Take back the last decision. Raises ValidationError once it is too late."""
        row = Comment.objects.select_for_update().get(pk=self.pk)
        if not row.can_be_undone:
            raise ValidationError(_("It is too late to undo this; decide anew instead."), code="too_late")
        before = row.status
        row.status, row.reason, row.explanation = row.undo_status, row.undo_reason, ""
        row.html = as_html(row.text) if row.status == Comment.Status.APPROVED else ""
        row.undo_status, row.undo_reason = "", ""
        row.version += 1
        row.save()
        Decision.record([(row, before)], Decision.Action.UNDONE, by=by)
        Discussion.recount([row.discussion_id])
        self.refresh_from_db()

    @transaction.atomic
    def rewrite(self, *, name: str, text: str) -> None:
        """Let its author change it while it waits. Raises ValidationError once a moderator has decided."""
        row = Comment.objects.select_for_update().get(pk=self.pk)
        if row.status != Comment.Status.PENDING:
            raise ValidationError(_("A moderator has decided meanwhile."), code="decided")
        row.name, row.text, row.edited_at = name, text, timezone.now()
        row.version += 1
        row.save(update_fields=["name", "text", "edited_at", "version"])
        Decision.record([(row, row.status)], Decision.Action.EDITED, by=None)
        self.refresh_from_db()

    def get_receipt_url(self) -> str:
        return reverse_in(self.discussion.language, "comments:receipt", self.token)

    def get_absolute_url(self) -> str:
        """Where it stands in public, on rows of `with_page()`; of use for approved comments only."""
        page = self.page
        return (
            f"{page.url}#{self.anchor}" if page else reverse_in(self.discussion.language, "comments:latest")
        )

    @property
    def shown_answer(self) -> Comment | None:
        """The answer that this one answers, where that is public; on rows of `threads()`."""
        other = self.answers
        return other if other is not None and other.status == Comment.Status.APPROVED else None

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def page(self) -> PublicPage | None:
        """The public page it stands under, on rows of `with_page()`; None when that is not public."""
        return page_of(self)


__all__ = ["Attempt", "Comment", "Decision", "Discussed", "Discussion", "Report"]
