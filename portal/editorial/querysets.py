"""Vocabulary for pages and their revisions."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

if TYPE_CHECKING:
    from portal.editorial.models import Page, Revision

RevisionT = TypeVar("RevisionT", bound="Revision")
PageT = TypeVar("PageT", bound="Page")

READING = ("page__discussion", "category", "image")
LONG_COLUMNS = ("body", "html", "toc", "faq", "source_rows", "contributor_rows", "search_text", "key_points")


class RevisionQuerySet(models.QuerySet[RevisionT]):
    def live(self, moment: datetime | None = None) -> Self:
        """What the public may read at that moment, by default now."""
        at = moment or timezone.now()
        return self.filter(Q(public_until__isnull=True) | Q(public_until__gt=at), public_from__lte=at)

    def once_public(self) -> Self:
        return self.filter(public_from__lte=timezone.now())

    def of(self, page: Any) -> Self:
        """Of that working copy, given itself, by its key or as a reference to an outer query."""
        return self.filter(**{"page": page})

    def besides(self, page: Any) -> Self:
        return self.exclude(**{"page": page})

    def translating(self, key: uuid.UUID | OuterRef) -> Self:
        """Of all pages with that translation key."""
        return self.filter(**{"page__translation_key": key})

    def discussed_in(self, discussion: Any) -> Self:
        return self.filter(**{"page__discussion": discussion})

    def for_reading(self) -> Self:
        """With the page, its discussion, and what else its template reads, in one query."""
        return self.select_related(*READING).with_translations()

    def with_translations(self) -> Self:
        """Adds the slug of the live translation into each language of the portal, or None."""
        live = self.model._default_manager.all().live().translating(OuterRef("page__translation_key"))
        slugs = {
            f"slug_in_{code}": Subquery(live.in_language(code).values("slug")[:1])
            for code, _name in settings.LANGUAGES
        }
        return self.annotate(**slugs)

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def for_lists(self) -> Self:
        """Without the long columns, with what a card shows."""
        return self.select_related("category", "image").defer(*LONG_COLUMNS)

    def newest_first(self) -> Self:
        return self.order_by("-public_from", "-pk")

    def by_name(self) -> Self:
        return self.order_by("sort_key", "pk")

    def containing(self, words: list[str]) -> Self:
        """Rows whose folded text holds each of the folded words."""
        found = self
        for word in words:
            found = found.filter(search_text__contains=word)
        return found


class PageQuerySet(models.QuerySet[PageT]):
    def with_state(self) -> Self:
        """Adds what `Page.state` reads, in the same query."""
        now = timezone.now()
        revisions = self._revisions()
        live, newest = revisions.live(now), revisions.order_by("-number")
        return self.annotate(
            live_version=Subquery(live.values("version")[:1]),
            live_slug=Subquery(live.values("slug")[:1]),
            was_public=Exists(revisions.filter(public_from__lte=now)),
            is_scheduled=Exists(revisions.filter(public_from__gt=now)),
            is_overdue=Exists(live.filter(review_due_on__lt=timezone.localdate(now))),
            newest_version=Subquery(newest.values("version")[:1]),
            newest_review=Subquery(newest.values("review")[:1]),
            newest_public_from=Subquery(newest.values("public_from")[:1]),
        )

    def _revisions(self) -> RevisionQuerySet[Revision]:
        manager = self.model.revision_model().objects
        return manager.of(OuterRef("pk")).order_by()
