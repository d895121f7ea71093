"""Short-lived notes around a page: who is editing it, who was given a preview, who was reminded."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.editorial.limits import PRESENCE_SECONDS, PREVIEW_DAYS
from portal.editorial.models.trail import kind_of

if TYPE_CHECKING:
    from portal.editorial.models.page import Page


class AboutPageQuerySet(models.QuerySet[Any]):
    def about(self, page: Page) -> Self:
        return self.filter(kind=kind_of(page), page_id=page.pk)


class AboutAPage(models.Model):
    """Abstract. Names a page of any kind without a foreign key."""

    kind = models.CharField(max_length=40)  # model name of the page
    page_id = models.BigIntegerField()

    objects = AboutPageQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()


class Presence(AboutAPage):
    """Somebody has the form of a page open; their browser says so every now and then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta(AboutAPage.Meta):
        constraints = [
            models.UniqueConstraint(fields=["kind", "page_id", "user"], name="editorial_presence_once")
        ]

    @classmethod
    def note(cls, page: Page, user: Any) -> list[Presence]:
        """Note that this user is here now; return the others who are, the first to come first."""
        now = timezone.now()
        gone = now - timedelta(seconds=PRESENCE_SECONDS)
        cls.objects.filter(seen_at__lt=gone).delete()
        cls.objects.update_or_create(
            kind=kind_of(page), page_id=page.pk, user=user, defaults={"seen_at": now}
        )
        others = cls.objects.about(page).exclude(user=user).select_related("user")
        return list(others.order_by("since"))


class PreviewLink(AboutAPage):
    """Lets whoever has the token read the working copy, without an account, for some days."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    @classmethod
    def make(cls, page: Page, *, by: Any) -> tuple[PreviewLink, str]:
        """A new link and its token, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        link = cls.objects.create(
            kind=kind_of(page),
            page_id=page.pk,
            token_hash=_hash(token),
            created_by=by,
            expires_at=timezone.now() + timedelta(days=PREVIEW_DAYS),
        )
        return link, token

    @classmethod
    def find(cls, token: str) -> PreviewLink | None:
        """The link of that token while it holds, or None."""
        valid = cls.objects.filter(token_hash=_hash(token), expires_at__gt=timezone.now())
        found: PreviewLink | None = valid.first()
        return found

    @classmethod
    def end(cls, page: Page) -> int:
        """Let no link to that page hold any longer; return how many did."""
        return cls.objects.about(page).filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now())


class Reminder(AboutAPage):
    """A mail that was sent to somebody about a coming review, so that none is sent twice."""

    recipient = models.CharField(max_length=40)  # the key of an account, or "site"
    revision_number = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField()  # before the review is due
    sent_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta(AboutAPage.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "page_id", "revision_number", "days", "recipient"],
                name="editorial_reminder_once",
            )
        ]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
