"""Discussions, the comments in them, and how often somebody tried to write one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.limits import CHARTER_VERSION, EMAIL_MAX, STORED_NAME_MAX, TEXT_MAX, TEXT_MIN
from comments.querysets import CommentQuerySet, DiscussionQuerySet, PublicPage, page_of
from portal.editorial.languages import default_language, language_choices, reverse_in

if TYPE_CHECKING:
    from portal.editorial.models import Revision


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
        """Compute the counters of these discussions anew from their comments."""
        approved = (
            Comment.objects.approved().filter(discussion=OuterRef("pk")).order_by().values("discussion")
        )
        discussions = cls.objects.filter(pk__in=set(pks))
        # Locked by a query of its own: the next one then sees what a decision before it has stored.
        list(discussions.select_for_update().order_by("pk").values_list("pk"))
        discussions.update(
            approved_count=Coalesce(Subquery(approved.annotate(n=Count("pk")).values("n")), 0),
            last_approved_at=Subquery(approved.annotate(last=Max("created_at")).values("last")),
        )


class Discussed(models.Model):
    """Abstract. A page with a discussion, made with the page and deleted with it while it is empty."""

    discussion = models.OneToOneField(
        Discussion, on_delete=models.PROTECT, editable=False, related_name="%(class)s"
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        language: str
        url_name: ClassVar[str]

        @classmethod
        def revision_model(cls) -> type[Revision]: ...
        def public_window(self) -> tuple[datetime | None, datetime | None]: ...

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.discussion_id is None:
            self.discussion = Discussion.objects.create(language=self.language)
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.discussion.delete()
        return deleted

    def public_window_changed(self) -> None:
        begin, end = self.public_window()
        Discussion.objects.filter(pk=self.discussion_id).update(public_from=begin, public_until=end)


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
    name = models.CharField(_("pseudonym"), max_length=STORED_NAME_MAX)
    email = models.EmailField(_("e-mail"), max_length=EMAIL_MAX, blank=True)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False, blank=True)  # made at approval, empty before
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PENDING)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.READER, editable=False
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
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

    def decide(self, status: Comment.Status, *, by: Any, reason: str = "") -> bool:
        """Approve, reject or mark as spam; False when that was decided already.

        Raises ValidationError for a rejection without a reason.
        """
        decided = Comment.objects.filter(pk=self.pk).decide(status, by=by, reason=reason)
        self.refresh_from_db()
        return bool(decided)

    def get_receipt_url(self) -> str:
        return reverse_in(self.discussion.language, "comments:receipt", self.token)

    def get_absolute_url(self) -> str:
        """Where it stands in public, on rows of `with_page()`; of use for approved comments only."""
        page = self.page
        return (
            f"{page.url}#{self.anchor}" if page else reverse_in(self.discussion.language, "comments:latest")
        )

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def page(self) -> PublicPage | None:
        """The public page it stands under, on rows of `with_page()`; None when that is not public."""
        return page_of(self)


class Attempt(models.Model):
    """How often one sender tried to post within one span of time; the rate limit reads it.

    In the database rather than in a cache: every worker and node counts alike without a further service.
    """

    sender_key = models.CharField(max_length=64)
    span = models.BigIntegerField()  # start of the span, in seconds since the epoch
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender_key", "span"], name="comments_attempt_once")]

    def __str__(self) -> str:
        return f"{self.count} in {self.span}"

    @classmethod
    def record(cls, sender_key: str, span: int) -> int:
        """Count one more and return the sum. One statement, so that parallel posts are all counted."""
        table = connection.ops.quote_name(cls._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (sender_key, span, count) VALUES (%s, %s, 1)"  # noqa: S608
                f" ON CONFLICT (sender_key, span) DO UPDATE SET count = {table}.count + 1 RETURNING count",
                [sender_key, span],
            )
            return int(cursor.fetchone()[0])

    @classmethod
    def forget_before(cls, span: int) -> None:
        cls.objects.filter(span__lt=span).delete()
