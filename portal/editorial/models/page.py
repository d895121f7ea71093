"""The editors' working copy of a page, and the states it can be in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext_lazy as _

from portal.editorial.cleaning import clean
from portal.editorial.limits import SHORT_TEXT_MAX
from portal.editorial.links import identify
from portal.editorial.models.content import Content, Origin
from portal.editorial.models.copying import Copying
from portal.editorial.models.review import Review
from portal.editorial.models.workflow import Workflow
from portal.editorial.querysets import PageQuerySet

if TYPE_CHECKING:
    from portal.editorial.models.revision import Revision


class PageState(models.TextChoices):
    """A page can be in several at once: live, overdue, and with a newer draft in review."""

    DRAFT = "draft", _("draft")
    LIVE = "live", _("live")
    LIVE_WITH_DRAFT = "live-draft", _("live, with a newer draft")
    SCHEDULED = "scheduled", _("scheduled")
    WITHDRAWN = "withdrawn", _("withdrawn")
    IN_REVIEW = "in-review", _("in review")
    RETURNED = "returned", _("returned")
    SIGNED = "signed", _("signed")
    OVERDUE = "overdue", _("overdue for review")


class Page(Workflow, Copying, Content):
    """Abstract. Saving a page changes nothing in public; see Workflow for what does.

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
    readability_reason = models.CharField(
        _("why the text is hard to read"), max_length=SHORT_TEXT_MAX, blank=True, db_default="",
        help_text=_("Asked for when the readability is low; readers do not see it."),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    # Rows of parts that a form holds and that are not stored yet, by the name of their relation.
    typed_rows: dict[str, list[Any]] | None = None

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
            self.body = identify(clean(self.body))
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

    def rows(self, relation: str) -> list[Any]:
        """Its questions, sources, contributions or the like: as typed into a form, or else as stored."""
        if self.typed_rows is not None:
            return self.typed_rows.get(relation, [])
        return list(getattr(self, relation).all())

    @property
    def live_revision(self) -> Revision | None:
        """The revision the public reads, or None. Costs a query."""
        live: Revision | None = self.revisions.live().first()
        return live

    @property
    def latest_revision(self) -> Revision | None:
        """The revision frozen last, public or not. Costs a query."""
        latest: Revision | None = self.revisions.order_by("-number").first()
        return latest

    @property
    def state(self) -> PageState:
        """The first of `states`."""
        return self.states()[0]

    def states(self) -> list[PageState]:
        """All that hold, the public one first. No query on rows of `with_state()`, one otherwise."""
        page: Any = self
        if not hasattr(self, "live_version"):
            page = type(self).objects.with_state().get(pk=self.pk)
        found = [*_public_states(page), *_review_states(page)]
        return found or [PageState.DRAFT]


def _public_states(page: Any) -> list[PageState]:
    found = []
    if page.live_version is not None:
        is_same = page.live_version == page.version
        found.append(PageState.LIVE if is_same else PageState.LIVE_WITH_DRAFT)
    if page.is_scheduled:
        found.append(PageState.SCHEDULED)
    if page.was_public and not found:
        found.append(PageState.WITHDRAWN)
    if page.is_overdue:
        found.append(PageState.OVERDUE)
    return found


def _review_states(page: Any) -> list[PageState]:
    """Of the newest revision; a signature tells something as long as its text waits to be published."""
    if page.newest_review == Review.ASKED:
        return [PageState.IN_REVIEW]
    if page.newest_review == Review.RETURNED:
        return [PageState.RETURNED]
    waits = page.newest_version == page.version and page.newest_public_from is None
    return [PageState.SIGNED] if page.newest_review == Review.SIGNED and waits else []
