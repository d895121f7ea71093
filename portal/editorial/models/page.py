"""The editors' working copy of a page, and the changes of state it goes through."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.models.content import Content, Origin
from portal.editorial.querysets import PageQuerySet

if TYPE_CHECKING:
    from portal.editorial.models.revision import Revision


class PageState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    LIVE_WITH_DRAFT = "live-draft", _("live, with a newer draft")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Page(Content):
    """Abstract. Saving a page changes nothing in public; `publish` does.

    `version` counts the saves of the working copy, so that a revision knows whether it is behind.
    """

    if TYPE_CHECKING:
        revisions: Any
        questions: Any
        sources: Any
        contributions: Any

    translation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    source_language = models.CharField(_("translated from"), max_length=10, blank=True, editable=False)
    source_number = models.PositiveIntegerField(_("revision translated"), null=True, editable=False)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.EDITORIAL, editable=False
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[PageQuerySet[Any]] = PageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Content.Meta):
        abstract = True
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(
                fields=["translation_key", "language"], name="%(app_label)s_%(class)s_translation"
            ),
            models.UniqueConstraint(fields=["language", "slug"], name="%(app_label)s_%(class)s_address"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_origin", condition=Q(origin__in=Origin.values)
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not kwargs.get("update_fields"):
            self.version += 1
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.category and self.category.language != self.language:
            message = _("This category is of another language than the page.")
            raise ValidationError({"category": ValidationError(message, code="language")})

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a page that never was public. Raises ProtectedError for any other: withdraw it."""
        once = set(self.revisions.filter(public_from__isnull=False))
        if once:
            raise ProtectedError("A page that was public can only be withdrawn.", once)
        self.revisions.all().delete()
        return super().delete(*args, **kwargs)

    @classmethod
    def revision_model(cls) -> type[Revision]:
        return cls._meta.get_field("revisions").related_model  # type: ignore[return-value]

    @property
    def live_revision(self) -> Revision | None:
        """The revision the public reads, or None. Costs a query."""
        live: Revision | None = self.revisions.live().first()
        return live

    @property
    def state(self) -> PageState:
        """Costs no query on rows of `with_state()`, one otherwise."""
        page: Any = self
        if not hasattr(self, "live_version"):
            page = type(self).objects.with_state().get(pk=self.pk)
        if page.live_version is not None:
            return PageState.LIVE if page.live_version == self.version else PageState.LIVE_WITH_DRAFT
        if page.is_scheduled:
            return PageState.SCHEDULED
        return PageState.WITHDRAWN if page.was_public else PageState.DRAFT

    @transaction.atomic
    def publish(self, *, by: Any, at: datetime | None = None) -> Revision:
        """Freeze the present words and make them public, now or at that moment; return the revision.

        Raises ValidationError when the page is not fit to be read.
        """
        page = type(self).objects.select_for_update().get(pk=self.pk)
        moment = at or timezone.now()
        page.check_fit_to_publish(moment)
        revision = type(self).revision_model().freeze(page, by=by)
        page._end_public_at(moment)
        first = page.revisions.once_public().aggregate(first=models.Min("public_from"))["first"]
        revision.public_from, revision.published_at = moment, first or moment
        revision.save(update_fields=["public_from", "published_at"])
        page.public_window_changed()
        return revision

    @transaction.atomic
    def withdraw(self, *, by: Any) -> None:
        """End what is public now and cancel what is scheduled. Readers get 410 from then on.

        Raises ValidationError when nothing is public or scheduled.
        """
        page = type(self).objects.select_for_update().get(pk=self.pk)
        if not page._end_public_at(timezone.now()):
            raise ValidationError(_("This page is not public."), code="not_public")
        page.public_window_changed()

    def check_fit_to_publish(self, moment: datetime) -> None:
        """Raises ValidationError with every reason why readers should not get this page."""
        reasons = [*self.missing_parts(), *self._address_in_use(moment)]
        if reasons:
            raise ValidationError(reasons)

    def missing_parts(self) -> Sequence[ValidationError]:
        if self.summary.strip():
            return []
        return [ValidationError(_("The summary or definition is missing."), code="no_summary")]

    def _address_in_use(self, moment: datetime) -> Sequence[ValidationError]:
        others = type(self).revision_model().objects.besides(self)
        taken = others.filter(language=self.language, slug=self.slug, public_from__isnull=False)
        if not taken.filter(Q(public_until__isnull=True) | Q(public_until__gt=moment)).exists():
            return []
        message = _("Another public page has the address “%(slug)s”.")
        return [ValidationError(message, code="address_in_use", params={"slug": self.slug})]

    def _end_public_at(self, moment: datetime) -> bool:
        """Let what is public end then and cancel what was to start later; False when there was nothing."""
        pending = Q(public_until__isnull=True) | Q(public_until__gt=moment)
        open_ones = self.revisions.filter(pending, public_from__isnull=False)
        cancelled = open_ones.filter(public_from__gte=moment).update(
            public_from=None, public_until=None, published_at=None
        )
        ended = open_ones.filter(public_from__lt=moment).update(public_until=moment)
        return bool(cancelled or ended)

    def public_window(self) -> tuple[datetime | None, datetime | None]:
        """From when until when the page is public without a gap, counted back from its last revision."""
        rows = list(self.revisions.filter(public_from__isnull=False).order_by("-public_from"))
        if not rows:
            return None, None
        begin = rows[0].public_from
        for row in rows[1:]:
            if row.public_until != begin:
                break
            begin = row.public_from
        return begin, rows[0].public_until

    def public_window_changed(self) -> None:
        """Hook: what carries the page's window beside its revisions follows it."""
