"""The medical review of a revision: asked for, returned or signed, by whom, and until when it holds."""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.languages import reverse_in
from portal.editorial.limits import REVIEW_MONTHS_MAX, SHORT_TEXT_MAX, SLUG_MAX
from portal.editorial.models.parts import ContributionRole
from portal.editorial.models.people import Contributor
from portal.editorial.models.site import SiteSettings
from portal.editorial.models.trail import TrailEntry

if TYPE_CHECKING:
    from portal.editorial.models.page import Page


class Review(models.TextChoices):
    NONE = "none", _("not sent for review")
    ASKED = "asked", _("in review")
    RECALLED = "recalled", _("taken back from review")
    RETURNED = "returned", _("returned with remarks")
    SIGNED = "signed", _("signed")


class Significance(models.TextChoices):
    """What a change means to those who read the page in another language; see docs/editors.md."""

    TYPO = "typo", _("typing errors: the meaning is the same")
    CONTENT = "content", _("content: translations have to follow")
    MAJOR = "major", _("major: readers of translations are told until these follow")


class Reviewed(models.Model):
    """Abstract. A signature stands on the revision that was signed, or is carried on to one that
    corrects nothing but typing errors of it: `signed_number` tells which was signed.
    """

    if TYPE_CHECKING:
        page: models.ForeignKey[Any, Page]
        language: str
        number: int
        contributor_rows: Any

        @classmethod
        def frozen_columns(cls) -> list[str]: ...

    review = models.CharField(
        _("review"), max_length=10, choices=Review, default=Review.NONE, db_default=Review.NONE
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    significance = models.CharField(
        _("the change"),
        max_length=10,
        choices=Significance,
        default=Significance.CONTENT,
        db_default=Significance.CONTENT,
    )
    note = models.TextField(_("why"), blank=True, db_default="")
    digest = models.CharField(max_length=64, db_default="")  # SHA-256 of what was frozen
    signed_number = models.PositiveIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    signer_name = models.CharField(max_length=SHORT_TEXT_MAX, blank=True, db_default="")
    signer_slug = models.CharField(max_length=SLUG_MAX, blank=True, db_default="")
    signer_qualification = models.CharField(max_length=SHORT_TEXT_MAX, blank=True, db_default="")
    review_due_on = models.DateField(_("next review"), null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_signature",
                condition=Q(
                    signed_number__isnull=True,
                    signed_at__isnull=True,
                    review_due_on__isnull=True,
                    signer_name="",
                )
                & ~Q(review="signed")
                | Q(signed_number__isnull=False, signed_at__isnull=False, review_due_on__isnull=False)
                & ~Q(signer_name="")
                & ~Q(signer_qualification=""),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_review", condition=Q(review__in=Review.values)
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_significance", condition=Q(significance__in=Significance.values)
            ),
        ]

    @transaction.atomic
    def sign(self, *, by: Any, due_on: date | None = None, note: str = "") -> None:
        """Sign exactly this revision, good until that day, by default as long as the site says.

        Raises ValidationError when it is not in review, when `by` has no profile with a qualification
        in its language or is its only author, and when the day is not within the next 36 months.
        """
        page, before = self._locked_in_review()
        profile = self._profile_of(by)
        self._check_independence(by)
        self.review_due_on = self._checked_due_day(due_on)
        self.review, self.signed_at, self.signed_by = Review.SIGNED, timezone.now(), by
        self.signed_number = self.number
        self.signer_name, self.signer_slug = profile.name, profile.slug
        self.signer_qualification = profile.qualification
        self.save(update_fields=["review", *SIGNATURE])
        TrailEntry.record(
            page, TrailEntry.Action.SIGNED, by=by, before=before, revision=self._self(), note=note
        )

    @transaction.atomic
    def send_back(self, *, by: Any, remarks: str) -> None:
        """Return this revision to its editors.

        Raises ValidationError without remarks, or when it is not in review.
        """
        if not remarks.strip():
            raise ValidationError(_("Say what should be changed."), code="no_remarks")
        page, before = self._locked_in_review()
        self.review = Review.RETURNED
        self.save(update_fields=["review"])
        action = TrailEntry.Action.RETURNED
        TrailEntry.record(page, action, by=by, before=before, revision=self._self(), note=remarks.strip())

    def _locked_in_review(self) -> tuple[Page, Sequence[str]]:
        """The page, locked, and its states. Two reviewers decide one after the other, the second is told."""
        page = type(self.page).objects.select_for_update().get(pk=self.page.pk)
        self.refresh_from_db(fields=["review"])
        if self.review != Review.ASKED:
            raise ValidationError(
                _("This revision is not in review: it is “%(state)s”."),
                code="not_in_review",
                params={"state": Review(self.review).label},
            )
        return page, page.states()

    def _self(self) -> Any:
        return self

    def _profile_of(self, user: Any) -> Contributor:
        profile = Contributor.objects.filter(user=user, language=self.language).first()
        if profile is None or not profile.qualification.strip():
            message = _(
                "A signature names a person with role and qualification. Your account has no such "
                "profile in this language: ask an editor to link one to it, under “Contributors”."
            )
            raise ValidationError(message, code="no_profile")
        return profile

    def _check_independence(self, user: Any) -> None:
        """By every profile of theirs, and by name, which stays when the address of a profile changes."""
        own = {key for pair in user.profiles.values_list("slug", "name") for key in pair}
        authors = [row for row in self.contributor_rows if row["role"] == ContributionRole.AUTHOR]
        if authors and all(own & {row["slug"], row["name"]} for row in authors):
            message = _("You are the only author of this text: somebody else has to sign it.")
            raise ValidationError(message, code="sole_author")

    def _checked_due_day(self, due_on: date | None) -> date:
        today = timezone.localdate()
        chosen = due_on or months_after(today, SiteSettings.review_months_in(self.language))
        if not today < chosen <= months_after(today, REVIEW_MONTHS_MAX):
            raise ValidationError(
                _("The next review lies within %(months)d months from today."),
                code="due_day",
                params={"months": REVIEW_MONTHS_MAX},
            )
        return chosen

    def carry_signature(self, signed: Reviewed) -> None:
        """Take over what is known of the signature of another revision; this one is not saved."""
        for name in SIGNATURE:
            setattr(self, name, getattr(signed, name))

    def content_digest(self) -> str:
        """SHA-256 of everything frozen, so that it can be shown later that nobody touched it."""
        names = [*self.frozen_columns(), *self.frozen_lists()]
        content = json.dumps(
            {name: getattr(self, name) for name in names}, default=str, sort_keys=True, ensure_ascii=False
        )
        return hashlib.sha256(content.encode()).hexdigest()

    @classmethod
    def frozen_lists(cls) -> list[str]:
        """Names of the columns that hold rows frozen from parts of the page."""
        others = {"toc", *cls.frozen_columns()}
        fields = cls._meta.concrete_fields
        return sorted(
            field.name for field in fields if isinstance(field, models.JSONField) and field.name not in others
        )

    @property
    def is_signed(self) -> bool:
        """Signed itself, or a correction of typing errors in what was signed."""
        return self.signed_number is not None

    @property
    def is_corrected_since(self) -> bool:
        return self.is_signed and self.review != Review.SIGNED

    @property
    def reviewer(self) -> dict[str, Any] | None:
        """Who signed, as the page shows it, or None."""
        if not self.is_signed:
            return None
        url = reverse_in(self.language, "about:contributor", self.signer_slug)
        return {"name": self.signer_name, "qualification": self.signer_qualification, "url": url}

    @property
    def reviewed_on(self) -> date | None:
        return timezone.localdate(self.signed_at) if self.signed_at else None

    @property
    def is_overdue(self) -> bool:
        return self.review_due_on is not None and self.review_due_on < timezone.localdate()


SIGNATURE = (
    "signed_number", "signed_at", "signed_by", "signer_name", "signer_slug", "signer_qualification",
    "review_due_on",
)  # fmt: skip


def months_after(day: date | datetime, months: int) -> date:
    """The same day so many months later, or the last one of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
