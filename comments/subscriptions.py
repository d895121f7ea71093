"""Who wants to be told by mail of what is new in a discussion, and what each was told of."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.limits import CONFIRM_DAYS, EMAIL_MAX, FOLLOWED_MAX
from portal.background.models import Mail
from portal.editorial.languages import reverse_in
from portal.editorial.site import absolute

if TYPE_CHECKING:
    from comments.models import Comment


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        return self.filter(status="active")

    def asked(self) -> Self:
        return self.filter(status="asked")

    def to_confirm(self, token: str) -> Self:
        """Those that this one-time token confirms: one or none."""
        since = timezone.now() - timedelta(days=CONFIRM_DAYS)
        return self.asked().filter(confirm_hash=token_hash(token), asked_at__gt=since)

    def of(self, email: str) -> Self:
        return self.filter(email=as_address(email))

    def with_news(self, pace: str) -> Self:
        waiting = Notice.objects.waiting().values("subscription")
        return self.active().filter(pace=pace, pk__in=waiting)

    @transaction.atomic
    def end(self) -> int:
        """Forget them, and what was to be sent for them; return how many there were."""
        rows = list(self.select_for_update())
        keys = [key for row in rows for key in row.mail_keys()]
        Mail.objects.filter(key__in=keys).delete()
        self.model.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(rows)


class Subscription(models.Model):
    """One address and one discussion, through comments that its owner wrote there.

    Made by a box that somebody ticked, and without effect until the owner of the address has confirmed it.
    """

    class Scope(models.TextChoices):
        ANSWERS = "answers", _("Answers to my comments")
        THREAD = "thread", _("All new comments in this discussion")

    class Pace(models.TextChoices):
        ONCE = "once", _("Soon after they are published")
        DAILY = "daily", _("At most once a day")

    class Status(models.TextChoices):
        ASKED = "asked", _("not confirmed yet")
        ACTIVE = "active", _("confirmed")

    discussion = models.ForeignKey(
        "comments.Discussion", on_delete=models.CASCADE, related_name="subscriptions"
    )
    comments = models.ManyToManyField("comments.Comment", related_name="subscriptions")
    email = models.EmailField(_("e-mail"), max_length=EMAIL_MAX)
    scope = models.CharField(_("What about?"), max_length=10, choices=Scope, default=Scope.ANSWERS)
    pace = models.CharField(_("How often?"), max_length=10, choices=Pace, default=Pace.ONCE)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.ASKED)
    token = models.CharField(max_length=60, unique=True, default=new_token, editable=False)
    # Of the token that confirms: it has this one purpose, and is used once.
    confirm_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["email", "discussion"], name="comments_subscription_once"),
            models.CheckConstraint(
                name="comments_subscription_status", condition=Q(status__in=["asked", "active"])
            ),
            models.CheckConstraint(
                name="comments_subscription_confirmed",
                condition=~Q(status="active") | Q(confirmed_at__isnull=False, confirm_hash__isnull=True),
            ),
            models.CheckConstraint(
                name="comments_subscription_choices",
                condition=Q(scope__in=["answers", "thread"], pace__in=["once", "daily"]),
            ),
        ]

    if TYPE_CHECKING:
        notices: Any

    def __str__(self) -> str:
        return f"Subscription {self.pk}"

    @classmethod
    @transaction.atomic
    def ask(cls, comment: Comment, email: str) -> Subscription | None:
        """Note the wish of whoever wrote this comment; None when the address follows too many already."""
        row = cls(discussion=comment.discussion, email=as_address(email))
        known = cls.objects.of(email)
        if not known.filter(discussion=row.discussion).exists() and known.count() >= FOLLOWED_MAX:
            return None
        cls.objects.bulk_create([row], ignore_conflicts=True)  # asked for twice at the same moment
        found = cls.objects.select_for_update().get(discussion=row.discussion, email=row.email)
        found.comments.add(comment)
        return found

    def new_confirmation(self) -> str:
        """A token that confirms it, which is kept nowhere; the one before does not hold any more."""
        token = new_token()
        self.confirm_hash, self.asked_at = token_hash(token), timezone.now()
        self.save(update_fields=["confirm_hash", "asked_at"])
        return token

    @classmethod
    @transaction.atomic
    def confirm(cls, token: str, *, scope: str, pace: str) -> Subscription | None:
        """Use up the token; None when it does not hold, or was used."""
        found = cls.objects.to_confirm(token).select_for_update().first()
        if found is None:
            return None
        found.status, found.confirmed_at, found.confirm_hash = cls.Status.ACTIVE, timezone.now(), None
        found.scope, found.pace = scope, pace
        found.save()
        return found

    def wants(self, comment: Comment, own: set[int]) -> bool:
        """Whether its owner, who wrote the comments `own`, is to be told of this one once it is public."""
        decided = comment.decided_at
        if self.confirmed_at is None or decided is None or decided <= self.confirmed_at:
            return False
        if comment.pk in own or as_address(comment.email) == self.email:
            return False
        return self.scope == self.Scope.THREAD or not own.isdisjoint((comment.parent_id, comment.answers_id))

    def mail_keys(self) -> list[str]:
        """Of the mails that were written for it and that may still wait."""
        told = self.notices.exclude(mail_key="").values_list("mail_key", flat=True).distinct()
        return [
            *told,
            *Mail.objects.filter(key__startswith=f"{self.confirm_key}/").values_list("key", flat=True),
        ]

    @property
    def confirm_key(self) -> str:
        return f"follow-confirm/{self.pk}"

    @property
    def url(self) -> str:
        """Where its owner changes or ends it. Full, for mails: of the public address, never of a request."""
        return absolute(self.path)

    @property
    def path(self) -> str:
        return reverse_in(self.discussion.language, "comments:following", self.token)

    @property
    def stop_url(self) -> str:
        return absolute(reverse_in(self.discussion.language, "comments:unfollow", self.token))


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        return self.filter(status="waiting")


class Notice(models.Model):
    """That one subscriber is told of one comment: at most once, which the database sees to."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("to be told")
        TOLD = "told", _("told")
        DROPPED = "dropped", _("not public any more")

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    mail_key = models.CharField(max_length=80, blank=True, db_index=True)  # of the mail that tells of it
    found_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["subscription", "comment"], name="comments_notice_once"),
            models.CheckConstraint(
                name="comments_notice_status", condition=Q(status__in=["waiting", "told", "dropped"])
            ),
        ]
        indexes = [models.Index(fields=["status", "subscription"], name="comments_notice_waiting_idx")]

    def __str__(self) -> str:
        return f"Notice {self.pk}"


def as_address(email: str) -> str:
    """The spelling by which addresses are compared and written to."""
    return email.strip().lower()


def forget_authors(comments: Iterable[int]) -> int:
    """End what was asked for with these comments, unless its owner has another one in the discussion."""
    keys = set(comments)
    through = Subscription.comments.through.objects
    touched = set(through.filter(comment_id__in=keys).values_list("subscription_id", flat=True))
    through.filter(comment_id__in=keys).delete()
    left = set(through.filter(subscription_id__in=touched).values_list("subscription_id", flat=True))
    return Subscription.objects.filter(pk__in=touched - left).end()
