"""Which pages lack a translation, which translations are behind, and when readers are told."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from portal.editorial.models import Revision, Significance


def major_change_since(revision: Revision) -> bool:
    """Whether the original of a translation has changed in what readers do or decide. Costs a query.

    For a page that is no translation it costs none.
    """
    if not revision.source_language or revision.source_number is None:
        return False
    originals = type(revision).objects.once_public().translating(revision.page.translation_key)
    newer = originals.filter(language=revision.source_language, number__gt=revision.source_number)
    return newer.filter(significance=Significance.MAJOR).exists()


def behind(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the pages whose original has been published since with more than typing errors corrected."""
    revisions = pages.model.revision_model().objects.once_public()
    newer = revisions.filter(
        page__translation_key=OuterRef("translation_key"),
        language=OuterRef("source_language"),
        number__gt=OuterRef("source_number"),
    ).exclude(significance=Significance.TYPO)
    return pages.exclude(source_language="").filter(Exists(newer))


def untranslated(pages: QuerySet[Any], language: str) -> QuerySet[Any]:
    """Those of the pages that are live in their own language and have no row in that one."""
    others = pages.model._default_manager.filter(
        translation_key=OuterRef("translation_key"), language=language
    )
    live = pages.model.revision_model().objects.live().of(OuterRef("pk"))
    missing = pages.exclude(language=language).filter(Exists(live)).exclude(Exists(others))
    return missing.order_by(F("sort_key"), "pk")
