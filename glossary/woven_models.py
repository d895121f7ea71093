"""What is kept of weaving: which glossary it was done with, what came out, and who names whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Subquery

from glossary.names import index_names
from portal.editorial.fields import SortKeyField
from portal.editorial.languages import language_choices
from portal.editorial.limits import SORT_KEY_MAX, TITLE_MAX
from portal.search.text import first_letter, sort_key


class EditionQuerySet(models.QuerySet["GlossaryEdition"]):
    def with_moments(self, now: datetime) -> Self:
        """Adds the last moments at which a term of the language began and ended, in the same query."""
        from glossary.models import TermRevision

        terms = TermRevision.objects.filter(language=OuterRef("language"))
        began = terms.filter(public_from__lte=now).order_by("-public_from").values("public_from")
        ended = terms.filter(public_until__lte=now).order_by("-public_until").values("public_until")
        return self.annotate(began=Subquery(began[:1]), ended=Subquery(ended[:1]))


class GlossaryEdition(models.Model):
    """The present digest of all that decides links in a language, and until when it need not be worked out.

    `changes` counts publications, so that one which began before the last moment seen is not missed.
    """

    language = models.CharField(max_length=10, choices=language_choices, unique=True)
    changes = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=32, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.language} {self.digest}"

    @classmethod
    def touch(cls, language: str) -> None:
        """Terms of that language changed: whoever reads next looks at them anew. In their transaction."""
        GlossaryEdition.objects.bulk_create([GlossaryEdition(language=language)], ignore_conflicts=True)
        cls.objects.filter(language=language).update(changes=F("changes") + 1)


class WovenText(models.Model):
    """What readers get of a revision, with links to terms by their identity ("page:term-12")."""

    kind = models.CharField(max_length=20)  # of page, by the name of its model
    revision_id = models.BigIntegerField()
    digest = models.CharField(max_length=40)  # of the glossary, and where it links
    html = models.TextField()
    keys = models.JSONField(default=list)  # of the terms linked, in the order of their first use

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "revision_id", "digest"], name="glossary_woventext_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.revision_id}"


class Mention(models.Model):
    """A page, as the public reads it, names a term. Counts only while that page is live."""

    term = models.ForeignKey("glossary.Term", on_delete=models.CASCADE, related_name="mentions")
    kind = models.CharField(max_length=20)
    page_id = models.BigIntegerField()
    language = models.CharField(max_length=10)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["term", "kind", "page_id"], name="glossary_mention_once")
        ]
        indexes = [models.Index(fields=["kind", "page_id"], name="glossary_mention_page_idx")]

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id}: {self.term_id}"

    @classmethod
    def replace(cls, kind: str, page_id: int, language: str, terms: Collection[int]) -> None:
        """Make these the terms that the page names."""
        there = set(cls.objects.filter(kind=kind, page_id=page_id).values_list("term", flat=True))
        gone = there - set(terms)
        if gone:
            cls.objects.filter(kind=kind, page_id=page_id, term__in=gone).delete()
        new = {*terms} - there
        Mention.objects.bulk_create(
            [Mention(term_id=key, kind=kind, page_id=page_id, language=language) for key in sorted(new)],
            ignore_conflicts=True,
        )


class SynonymEntry(models.Model):
    """Another name of a term in the index, where it says "see".

    The window of its revision is copied here: 20,000 names are then put in order without a join.
    """

    revision = models.ForeignKey(
        "glossary.TermRevision", on_delete=models.CASCADE, related_name="synonym_entries"
    )
    language = models.CharField(max_length=10)
    letter = models.CharField(max_length=1)
    sort_key = SortKeyField(max_length=SORT_KEY_MAX)
    text = models.CharField(max_length=TITLE_MAX)
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["language", "sort_key", "letter", "public_from", "public_until"],
                name="glossary_see_idx",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(cls, revision: Any) -> list[Self]:
        """The unsaved entries of a revision that is or will be public."""
        return [
            cls(
                revision=revision,
                language=revision.language,
                letter=first_letter(text),
                sort_key=sort_key(text),
                text=text,
                public_from=revision.public_from,
                public_until=revision.public_until,
            )
            for text in index_names(revision.title, revision.synonym_rows, revision.language)
        ]
