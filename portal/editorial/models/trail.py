"""The append-only trail of what happened to pages: who did what, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.limits import SHORT_TEXT_MAX

if TYPE_CHECKING:
    from portal.editorial.models.page import Page
    from portal.editorial.models.revision import Revision


class TrailQuerySet(models.QuerySet["TrailEntry"]):
    def about(self, page: Page) -> Self:
        return self.filter(kind=kind_of(page), page_id=page.pk)


class TrailEntry(models.Model):
    """One change of state. The database refuses to change or delete a row; see the migrations.

    No foreign key leads out of it, so that an entry outlives the account and the draft it tells of.
    """

    class Action(models.TextChoices):
        ASKED = "asked", _("sent for review")
        RECALLED = "recalled", _("taken back from review")
        RETURNED = "returned", _("returned with remarks")
        SIGNED = "signed", _("signed")
        PUBLISHED = "published", _("published")
        SCHEDULED = "scheduled", _("scheduled")
        UNSCHEDULED = "unscheduled", _("taken off the schedule")
        CORRECTED = "corrected", _("corrected without a new review")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ENDING = "ending", _("withdrawal scheduled")
        RESTORED = "restored", _("restored as the working copy")
        TRANSLATED = "translated", _("translation started")
        SYNCED = "synced", _("translation brought up to date")

    kind = models.CharField(max_length=40)  # model name of the page
    page_id = models.BigIntegerField()
    revision_number = models.PositiveIntegerField(null=True)
    action = models.CharField(_("action"), max_length=20, choices=Action)
    at = models.DateTimeField(_("when"), default=timezone.now)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=SHORT_TEXT_MAX, blank=True)
    before = models.CharField(_("from"), max_length=SHORT_TEXT_MAX, blank=True)  # states, comma separated
    after = models.CharField(_("to"), max_length=SHORT_TEXT_MAX, blank=True)
    note = models.TextField(_("why"), blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of the revision's content, SHA-256

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["kind", "page_id", "-at"], name="editorial_trail_page_idx")]
        constraints = [
            models.CheckConstraint(
                name="editorial_trailentry_returned_with_remarks",
                condition=~Q(action="returned") | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.kind} {self.page_id})"

    @classmethod
    def record(
        cls,
        page: Page,
        action: Action,
        *,
        by: Any,
        before: Sequence[str],
        revision: Revision | None = None,
        note: str = "",
    ) -> TrailEntry:
        """Write down what was just done to the page; `before` are its states until then."""
        return cls.objects.create(
            kind=kind_of(page),
            page_id=page.pk,
            revision_number=revision.number if revision else None,
            action=action,
            actor_id=by.pk if by else None,
            actor_name=name_of(by) if by else "",
            before=",".join(before),
            after=",".join(page.states()),
            note=note,
            digest=revision.digest if revision else "",
        )


def name_of(user: Any) -> str:
    """The name colleagues know an account by."""
    name: str = user.get_full_name() or user.get_username()
    return name


def kind_of(page: Any) -> str:
    """The name of a kind of page, by which rows without a foreign key tell of it."""
    return page._meta.model_name or ""
