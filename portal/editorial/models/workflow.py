"""From the working copy to the public and back: every change of state a page goes through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.models.content import Origin
from portal.editorial.models.review import Review, Significance
from portal.editorial.models.site import SiteSettings
from portal.editorial.models.trail import TrailEntry

if TYPE_CHECKING:
    from portal.editorial.models.page import PageState
    from portal.editorial.models.revision import Revision

Action = TrailEntry.Action


class Workflow(models.Model):
    """Abstract. Each method is one transaction, locks the page first and writes the trail."""

    if TYPE_CHECKING:
        revisions: Any
        language: str
        version: int
        origin: str

        def states(self) -> list[PageState]: ...
        @classmethod
        def revision_model(cls) -> type[Revision]: ...

    class Meta:
        abstract = True

    @transaction.atomic
    def ask_for_review(
        self, *, by: Any, of: Any = None, significance: str = Significance.CONTENT, note: str = ""
    ) -> Revision:
        """Freeze the present words and ask for a signature, of somebody or of whoever comes first.

        Raises ValidationError with every reason why they are not fit to be signed.
        """
        page, before = self._locked()
        page.check_fit(page._drawn(), in_full=True)
        page.revisions.filter(review=Review.ASKED).update(review=Review.RECALLED)
        revision: Revision = page.revision_model().freeze(page, by=by, significance=significance, note=note)
        revision.review, revision.asked_of = Review.ASKED, of
        revision.save(update_fields=["review", "asked_of"])
        page._record(Action.ASKED, by, before, revision, note)
        return revision

    @transaction.atomic
    def recall(self, *, by: Any, note: str = "") -> None:
        """Take back from review what waits there. Raises ValidationError when nothing does."""
        page, before = self._locked()
        revision = page.revisions.filter(review=Review.ASKED).first()
        if revision is None:
            raise ValidationError(_("Nothing of this page is in review."), code="not_in_review")
        revision.review = Review.RECALLED
        revision.save(update_fields=["review"])
        page._record(Action.RECALLED, by, before, revision, note)

    @transaction.atomic
    def publish(
        self,
        *,
        by: Any,
        at: datetime | None = None,
        until: datetime | None = None,
        revision: Revision | None = None,
        significance: str = Significance.CONTENT,
        note: str = "",
    ) -> Revision:
        """Make the present words public, or a revision that was signed, from that moment or from now on.

        Raises ValidationError when they are not fit to be read, or not signed where that is needed.
        """
        page, before = self._locked()
        moment = at or timezone.now()
        chosen: Revision | None = page._checked_signed(revision) if revision else page._signed_revision()
        if chosen is None:
            page._check_may_be_unsigned()
            page.check_fit(page._drawn(), moment)
            ready: Revision = page.revision_model().freeze(page, by=by, significance=significance, note=note)
        else:
            page.check_fit(chosen, moment)
            page._take_off_schedule(chosen)
            ready = chosen if chosen.public_from is None else chosen.again(by=by)
        page._make_public(ready, moment, until)
        action = Action.SCHEDULED if moment > timezone.now() else Action.PUBLISHED
        page._record(action, by, before, ready, note)
        return ready

    @transaction.atomic
    def correct(self, *, by: Any, note: str = "") -> Revision:
        """Make corrections of typing errors public without a new review; the page then says so.

        Raises ValidationError when the live text is not signed, or differs by more than typing errors.
        """
        from portal.editorial.corrections import check_small

        page, before = self._locked()
        live = page.revisions.live().first()
        if live is None or not live.is_signed:
            raise ValidationError(_("No signed text of this page is live."), code="not_signed")
        drawn = page._drawn()
        check_small(page.revisions.get(number=live.signed_number), drawn)
        page.check_fit(drawn, timezone.now())
        revision: Revision = page.revision_model().freeze(
            page, by=by, significance=Significance.TYPO, note=note
        )
        revision.carry_signature(live)
        revision.save()
        page._put_in_place_of(live, revision)
        page._record(Action.CORRECTED, by, before, revision, note)
        return revision

    @transaction.atomic
    def withdraw(self, *, by: Any, at: datetime | None = None, note: str = "") -> None:
        """End what is public, now or then, and cancel what was to start later. Readers get 410 from there on.

        Raises ValidationError when nothing is public or scheduled.
        """
        page, before = self._locked()
        moment = at or timezone.now()
        if not (page._end_public_at(moment) or page._postpone_end(moment)):
            raise ValidationError(_("This page is not public."), code="not_public")
        page.public_window_changed()
        action = Action.ENDING if moment > timezone.now() else Action.WITHDRAWN
        page._record(action, by, before, None, note)

    @transaction.atomic
    def unschedule(self, *, by: Any, note: str = "") -> None:
        """Cancel what was to become public; what it was to replace stays. Raises ValidationError."""
        page, before = self._locked()
        waiting = page.revisions.filter(public_from__gt=timezone.now()).order_by("public_from").first()
        if waiting is None:
            raise ValidationError(_("Nothing of this page is scheduled."), code="not_scheduled")
        page._take_off_schedule(waiting)
        page.public_window_changed()
        page._record(Action.UNSCHEDULED, by, before, waiting, note)

    # Whether it is fit

    def check_fit(
        self, revision: Revision, moment: datetime | None = None, *, in_full: bool | None = None
    ) -> None:
        """Raises ValidationError with every reason why this text is not fit to be signed, or read then."""
        from portal.editorial.checklist import reasons_against

        reasons = [*reasons_against(self, revision, in_full=in_full)]
        if moment is not None:
            reasons += self._address_in_use(revision, moment)
        if reasons:
            raise ValidationError(reasons)

    def is_signature_needed(self) -> bool:
        """Not for demonstrations and imports, which say visibly that nobody reviewed them."""
        return self.origin == Origin.EDITORIAL and SiteSettings.signature_needed_in(self.language)

    def _check_may_be_unsigned(self) -> None:
        if self.is_signature_needed():
            message = _("This text is not signed: send it for review first.")
            raise ValidationError(message, code="not_signed")

    def _signed_revision(self) -> Revision | None:
        """The signed revision of the working copy as it stands, or None: also when a later review of it
        was asked for or came to another decision.
        """
        reviews = (Review.ASKED, Review.RETURNED, Review.SIGNED)
        reviewed = self.revisions.filter(review__in=reviews, version=self.version)
        found: Revision | None = reviewed.order_by("-number").first()
        return found if found and found.review == Review.SIGNED else None

    def _checked_signed(self, revision: Revision) -> Revision:
        found: Revision = self.revisions.get(pk=revision.pk)
        if found.review != Review.SIGNED:
            raise ValidationError(_("This revision is not signed."), code="not_signed")
        return found

    def _address_in_use(self, revision: Revision, moment: datetime) -> Sequence[ValidationError]:
        others = self.revision_model().objects.besides(self)
        taken = others.filter(language=revision.language, slug=revision.slug, public_from__isnull=False)
        if not taken.filter(Q(public_until__isnull=True) | Q(public_until__gt=moment)).exists():
            return []
        message = _("Another public page has the address “%(slug)s”.")
        return [ValidationError(message, code="address_in_use", params={"slug": revision.slug})]

    # The time in public

    def _make_public(self, revision: Revision, moment: datetime, until: datetime | None) -> None:
        if until is not None and until <= moment:
            raise ValidationError(_("A page is withdrawn after it was published."), code="window")
        self._end_public_at(moment)
        self._open(revision, moment, until)

    def _put_in_place_of(self, live: Revision, revision: Revision) -> None:
        """From now on this one is public for as long as that one was to be; what starts later stays."""
        now = timezone.now()
        self.revisions.filter(pk=live.pk).update(public_until=now)
        self._open(revision, now, live.public_until)

    def _open(self, revision: Revision, moment: datetime, until: datetime | None) -> None:
        first = self.revisions.once_public().aggregate(first=models.Min("public_from"))["first"]
        revision.public_from, revision.public_until = moment, until
        revision.published_at = first or moment
        revision.save(update_fields=["public_from", "public_until", "published_at"])
        self.public_window_changed()

    def _take_off_schedule(self, revision: Revision) -> None:
        """If it was to become public, it is no more, and what it was to replace stays as long."""
        if revision.public_from is None or revision.public_from <= timezone.now():
            return
        start, end = revision.public_from, self._end_without(revision)
        self._cancel(self.revisions.filter(pk=revision.pk))
        self.revisions.filter(public_until=start).update(public_until=end)
        revision.public_from = revision.public_until = revision.published_at = None

    def _end_without(self, revision: Revision) -> datetime | None:
        """The end of a scheduled revision, but not the one that it was scheduled with: that goes with it."""
        if self.revisions.filter(public_from=revision.public_until).exists():
            return revision.public_until
        trail = TrailEntry.objects.about(self)  # type: ignore[arg-type]
        scheduled = trail.filter(action=Action.SCHEDULED, revision_number=revision.number).order_by("-pk")
        since = scheduled.values_list("pk", flat=True).first() or 0
        was_set_since = trail.filter(action=Action.ENDING, pk__gt=since).exists()
        return revision.public_until if was_set_since else None

    def _end_public_at(self, moment: datetime) -> bool:
        """Let what is public end then and cancel what was to start later; False when there was nothing."""
        pending = Q(public_until__isnull=True) | Q(public_until__gt=moment)
        open_ones = self.revisions.filter(pending, public_from__isnull=False)
        cancelled = self._cancel(open_ones.filter(public_from__gte=moment))
        ended = open_ones.filter(public_from__lt=moment).update(public_until=moment)
        return bool(cancelled or ended)

    def _postpone_end(self, moment: datetime) -> bool:
        """Let the last revision, which ends before that moment, end then; False when it ended already."""
        last = self.revisions.filter(public_until__gt=timezone.now()).order_by("-public_from")[:1]
        return bool(self.revisions.filter(pk__in=last.values("pk")).update(public_until=moment))

    @staticmethod
    def _cancel(revisions: Any) -> int:
        cancelled: int = revisions.update(public_from=None, public_until=None, published_at=None)
        return cancelled

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

    # Common to all of them

    def _locked(self) -> tuple[Any, Sequence[str]]:
        """The page as stored, locked until the end of the transaction, and its states before the change."""
        page = type(self)._default_manager.select_for_update().get(pk=self.pk)
        return page, page.states()

    def _drawn(self) -> Revision:
        return self.revision_model().drawn_from(self)  # type: ignore[arg-type]

    def _record(
        self, action: Action, by: Any, before: Sequence[str], revision: Revision | None, note: str
    ) -> None:
        TrailEntry.record(
            self,  # type: ignore[arg-type]
            action,
            by=by,
            before=before,
            revision=revision,
            note=note,
        )
