"""What the search is told of pages: each revision whose time is now or to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from portal.editorial import pieces as markup
from portal.editorial.language_tags import language_of
from portal.editorial.models import Category, Page, Revision
from portal.editorial.querysets import RevisionQuerySet
from portal.search.foreign import END, begin
from portal.search.kinds import Entry, Kind
from portal.search.models import Document


class PageSource:
    """For one kind of page. Override `names` for what a page is called beside its title."""

    def __init__(self, kind: Kind, model: type[Page]) -> None:
        self.kind = kind
        self.model: type[Model] = model
        self._page = model

    def keys(self) -> list[int]:
        return sorted(set(self._revisions().values_list("page", flat=True)))

    def entries_of(self, keys: Sequence[int]) -> Iterator[Entry]:
        revisions = self._revisions().filter(**{"page__in": keys})
        return map(self._entry, revisions.select_related("category").order_by("pk"))

    def names(self, revision: Any) -> Iterable[str]:
        return []

    def _revisions(self) -> RevisionQuerySet[Any]:
        """Public now or later."""
        has_time_left = Q(public_until__isnull=True) | Q(public_until__gt=timezone.now())
        found = self._page.revision_model().objects.filter(has_time_left, public_from__isnull=False)
        return found.defer("body", "search_text", "toc", "source_rows", "contributor_rows")

    def _entry(self, revision: Revision) -> Entry:
        category = revision.category
        assert revision.public_from is not None  # noqa: S101  (_revisions() has no other)
        return Entry(
            kind=self.kind.name,
            object_pk=revision.page_id,
            part=revision.pk,
            language=revision.language,
            url=revision.url,
            title=revision.title,
            names=list(self.names(revision)),
            summary=revision.summary,
            text="\n".join(_texts(revision)),
            public_from=revision.public_from,
            public_until=revision.public_until,
            category_pk=category.pk if category else None,
            category_slug=category.slug if category else "",
            category_name=category.name if category else "",
        )


def _texts(revision: Revision) -> Iterator[str]:
    yield revision.key_points
    yield tagged_text(revision.html_before)
    yield tagged_text(revision.html_after)
    for item in revision.faq:
        yield from (item["question"], item["answer"])


def tagged_text(html: str) -> str:
    """The words of clean markup, those in another language between signs that tell it."""
    pieces = markup.cut(html)
    languages: list[str | None] = []
    for index in range(1, len(pieces), 2):
        if markup.name_of(pieces[index]) != "span":
            continue
        if markup.is_end(pieces[index]):
            pieces[index] = END if languages.pop() else ""
        else:
            languages.append(language_of(pieces[index]))
            pieces[index] = begin(languages[-1]) if languages[-1] else ""
    return markup.text_of(pieces)


@receiver(post_save, sender=Category)
def rename_category(*, instance: Category, **kwargs: Any) -> None:
    """Readers filter by the category and see its name, which no revision freezes."""
    documents = Document.objects.filter(category_pk=instance.pk)
    documents.update(category_slug=instance.slug, category_name=instance.name)
