"""What can be found, the names it has, the words it holds, and what was looked for in vain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.search.limits import ADDRESS_MAX, MISS_MAX, MISS_SHOWN_FROM, NAME_MAX, WORD_MAX


class FoldedField(models.CharField):
    """Folded text: compared by code point on every database, so that a beginning is a range."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class DocumentQuerySet(models.QuerySet["Document"]):
    def live(self, moment: datetime | None = None) -> Self:
        """What the public may read at that moment, by default now."""
        at = moment or timezone.now()
        return self.filter(Q(public_until__isnull=True) | Q(public_until__gt=at), public_from__lte=at)

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def of_kinds(self, kinds: list[str]) -> Self:
        return self.filter(kind__in=kinds)

    def about(self, kind: str, keys: Sequence[int]) -> Self:
        """All states of these pages, or all comments of these discussions."""
        return self.filter(kind=kind, object_pk__in=keys)


class Document(models.Model):
    """One state of a page, or one comment, as the search knows it.

    The engine's own structures stand beside it under the same key; see `portal.search.engines`.
    """

    kind = models.CharField(max_length=20)
    object_pk = models.BigIntegerField()
    part = models.BigIntegerField()  # the revision of the page, or the comment of the discussion
    language = models.CharField(max_length=10)
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)
    category_pk = models.BigIntegerField(null=True)
    category_slug = models.CharField(max_length=200, blank=True)
    category_name = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=ADDRESS_MAX)
    anchor = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=NAME_MAX)
    names = models.JSONField(default=list)  # beside the title
    has_named_text = models.BooleanField(default=True)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_pk", "part"], name="search_document_once"),
            models.CheckConstraint(
                name="search_document_public_window",
                condition=Q(public_until__isnull=True) | Q(public_until__gt=models.F("public_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["language", "-public_from"], name="search_newest_idx"),
            models.Index(fields=["category_pk"], name="search_category_idx"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return f"{self.url}#{self.anchor}" if self.anchor else self.url


class Name(models.Model):
    """A title or synonym, for suggestions and for the box with the definition."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="name_rows")
    language = models.CharField(max_length=10)
    weight = models.PositiveSmallIntegerField(default=0)  # of its kind; the smallest first
    text = models.CharField(max_length=NAME_MAX)
    folded = FoldedField(max_length=NAME_MAX)
    key = FoldedField(max_length=NAME_MAX)  # equal for two ways to write it

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["language", "folded", "weight", "document"], name="search_name_folded_idx"),
            models.Index(fields=["language", "key"], name="search_name_key_idx"),
        ]

    def __str__(self) -> str:
        return self.text


class Word(models.Model):
    """A word of the indexed pages of a language, and of how many; for typing errors and beginnings."""

    language = models.CharField(max_length=10)
    word = FoldedField(max_length=WORD_MAX)
    stem = FoldedField(max_length=WORD_MAX)
    written = models.CharField(max_length=WORD_MAX)  # with its accents, in small letters
    documents = models.IntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_once")]
        indexes = [models.Index(fields=["language", "stem"], name="search_word_stem_idx")]

    def __str__(self) -> str:
        return self.written


class MissQuerySet(models.QuerySet["Miss"]):
    def shown(self) -> Self:
        return self.filter(count__gte=MISS_SHOWN_FROM)

    def most_wanted_first(self) -> Self:
        return self.order_by("-count", "query")


class Miss(models.Model):
    """A query that found nothing. Its words are kept from the third time on; before, only a keyed hash."""

    language = models.CharField(_("language"), max_length=10)
    key = models.CharField(max_length=64)
    query = models.CharField(_("looked for"), max_length=MISS_MAX, blank=True)
    count = models.PositiveIntegerField(_("how often"), default=1)

    objects = MissQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["language", "key"], name="search_miss_once"),
            models.CheckConstraint(
                name="search_miss_words_of_several", condition=Q(query="") | Q(count__gte=MISS_SHOWN_FROM)
            ),
        ]
        indexes = [models.Index(fields=["language", "-count"], name="search_miss_count_idx")]

    def __str__(self) -> str:
        return self.query


class IndexState(models.Model):
    """One row: by which version of the rules the index was made."""

    analysis_version = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.analysis_version)
