"""A frozen revision put back into working copies: to restore it, or to begin a translation of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.editorial.models.people import Contributor
from portal.editorial.models.site import Category
from portal.editorial.models.trail import TrailEntry

if TYPE_CHECKING:
    from portal.editorial.models.page import Page
    from portal.editorial.models.revision import Revision

OWN = {"language", "slug", "sort_key", "category_id", "source_language", "source_number"}


class Copying(models.Model):
    """Abstract. What a page can do with its own revisions, beside publishing them."""

    class Meta:
        abstract = True

    @transaction.atomic
    def restore(self: Any, revision: Revision, *, by: Any, note: str = "") -> None:
        """Make the words of that revision the working copy. The address stays if another page has that one.

        Contributors who have left the library since are left out.
        """
        page, before = self._locked()
        frozen = page.revisions.get(pk=revision.pk)
        others = type(self)._default_manager.exclude(pk=page.pk).filter(language=page.language)
        if not others.filter(slug=frozen.slug).exists():
            page.slug = frozen.slug
        page.category_id = frozen.category_id
        page.refill(frozen)
        page.changed_by = by
        page.save()
        page._record(TrailEntry.Action.RESTORED, by, before, frozen, note)
        self.refresh_from_db()

    @transaction.atomic
    def start_translation(self: Any, language: str, *, by: Any) -> Page:
        """A draft in that language with the words of the original, which it remembers by its number.

        Raises ValidationError when there is one already.
        """
        page, _before = self._locked()
        pages = type(self)._default_manager
        if pages.filter(translation_key=page.translation_key, language=language).exists():
            raise ValidationError(_("This page has a translation in that language."), code="translated")
        original = page.live_revision or page.latest_revision
        original = original or page.revision_model().freeze(page, by=by)
        copy = type(self)(
            language=language,
            translation_key=page.translation_key,
            source_language=page.language,
            source_number=original.number,
            created_by=by,
            changed_by=by,
            slug=_free_slug(pages.filter(language=language), original.slug),
            category=_counterpart(original.category, language),
        )
        copy.refill(original)
        copy._record(TrailEntry.Action.TRANSLATED, by, [], None, "")
        started: Page = copy
        return started

    @transaction.atomic
    def follow_original(self: Any, *, by: Any) -> int:
        """Note that the working copy says what the original says now; return the number of that revision."""
        page, before = self._locked()
        original = page.original()
        live = original.live_revision if original else None
        if live is None:
            raise ValidationError(_("The original is not public."), code="no_original")
        page.source_number, page.changed_by = live.number, by
        page.save()
        page._record(TrailEntry.Action.SYNCED, by, before, live, "")
        self.refresh_from_db()
        number: int = live.number
        return number

    def original(self: Any) -> Page | None:
        """The page this one was translated from, or None. Costs a query."""
        if not self.source_language:
            return None
        pages = type(self)._default_manager.filter(translation_key=self.translation_key)
        found: Page | None = pages.filter(language=self.source_language).first()
        return found

    def refill(self: Any, revision: Any) -> None:
        """Take over what the revision froze, its parts too, and save."""
        for name in set(revision.frozen_columns()) - OWN:
            setattr(self, name, getattr(revision, name))
        self.save()
        for relation, rows in (("questions", revision.faq), ("sources", _sources(revision, self.language))):
            getattr(self, relation).all().delete()
            for position, row in enumerate(rows, start=1):
                getattr(self, relation).create(position=position, **row)
        self._refill_contributions(revision)
        self.refill_more(revision)

    def _refill_contributions(self: Any, revision: Any) -> None:
        self.contributions.all().delete()
        known = {person.slug: person for person in _people(revision, self.language)}
        for position, row in enumerate(revision.contributor_rows, start=1):
            if person := known.get(row["slug"]):
                self.contributions.create(position=position, contributor=person, role=row["role"])

    def refill_more(self, revision: Any) -> None:
        """Hook: what a kind of page has beside the common parts."""


def _sources(revision: Any, language: str) -> list[dict[str, Any]]:
    """In a page of another language too, each title is in its own: translations have the same sources."""
    return [
        {
            **row,
            "accessed_on": row["accessed_on"] or None,
            "language": _foreign(row.get("language") or revision.language, language),
        }
        for row in revision.source_rows
    ]


def _foreign(language: str, of_page: str) -> str:
    return "" if language == of_page else language


def _people(revision: Any, language: str) -> list[Contributor]:
    """Who contributed, as profiles of that language, each under the address that the revision knows."""
    slugs = [row["slug"] for row in revision.contributor_rows]
    people = list(Contributor.objects.filter(language=revision.language, slug__in=slugs))
    if language == revision.language:
        return people
    keys = {person.translation_key: person.slug for person in people}
    counterparts = list(Contributor.objects.filter(language=language, translation_key__in=keys))
    for person in counterparts:
        person.slug = keys[person.translation_key]
    return counterparts


def _counterpart(category: Category | None, language: str) -> Category | None:
    if category is None:
        return None
    return Category.objects.filter(language=language, translation_key=category.translation_key).first()


def _free_slug(taken: Any, slug: str) -> str:
    candidate, number = slug, 1
    while taken.filter(slug=candidate).exists():
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
