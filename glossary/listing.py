"""The index: terms, and their other names with "see", in one alphabetical order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from glossary.models import SynonymEntry, TermRevision
from glossary.sentences import one_sentence
from portal.editorial.models import Category
from portal.editorial.querysets import RevisionQuerySet
from portal.search.text import sort_key

QUERY_MAX = 100  # characters; of a longer one the beginning counts

_PLACE = ("rank", "sort_key", "is_see", "pk")
_OF_REVISION = ("revision__title", "revision__slug", "revision__language", "revision__synonym_rows")


@dataclass(frozen=True, slots=True)
class Row:
    """A term with its definition, or another name with the title of its term."""

    title: str
    letter: str
    url: str
    summary: str
    is_see: bool
    language: str = ""  # of another name, where it is not that of the index

    @property
    def see_url(self) -> str:
        return self.url if self.is_see else ""


class Listing:
    """What the index holds of a language, by category and by the words somebody typed; for a Paginator."""

    def __init__(self, language: str, *, category: Category | None = None, words: str = "") -> None:
        self.language, self.key = language, _letters(words[:QUERY_MAX])
        self.terms: RevisionQuerySet[TermRevision] = TermRevision.objects.live().in_language(language)
        if category:
            self.terms = self.terms.filter(category=category)
        self.sees = _sees(language, category)
        if self.key:
            self.terms, self.sees = self._typed(self.terms), self._typed(self.sees)
        self.letter = ""

    def _typed(self, rows: Any) -> Any:
        """Names that hold the letters; a single letter is looked for at the beginning only."""
        if len(self.key) == 1:
            return rows.filter(sort_key__startswith=self.key)
        return rows.filter(sort_key__contains=self.key)

    def term_counts(self) -> dict[str, int]:
        """How many terms there are under each letter that has any. Costs a query."""
        return dict(self.terms.order_by().values_list("letter").annotate(Count("pk")))

    def see_counts(self) -> dict[str, int]:
        return dict(self.sees.order_by().values_list("letter").annotate(Count("pk")))

    def rows(self) -> QuerySet[Any]:
        """Names that begin with what was typed come first."""
        terms, sees = self.terms, self.sees
        if self.letter:
            terms, sees = terms.filter(letter=self.letter), sees.filter(letter=self.letter)
        rank = Case(When(sort_key__startswith=self.key, then=0), default=1) if self.key else Value(0)
        named = terms.order_by().annotate(rank=rank, is_see=Value(0)).values_list(*_PLACE)
        seen = sees.order_by().annotate(rank=rank, is_see=Value(1)).values_list(*_PLACE)
        return named.union(seen, all=True).order_by(*_PLACE)


@dataclass(frozen=True, slots=True)
class Pages:
    """A listing as Paginator takes it: counted already; a slice costs two queries, or three."""

    listing: Listing
    total: int

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Row]:
        return list(self._rows(part))

    def _rows(self, part: slice) -> Iterator[Row]:
        places = [tuple(place[2:]) for place in self.listing.rows()[part]] if self.total else []
        terms = TermRevision.objects.only("letter", "title", "slug", "language", "summary")
        named = terms.in_bulk([pk for is_see, pk in places if not is_see])
        entries = SynonymEntry.objects.select_related("revision").only("letter", "text", *_OF_REVISION)
        seen = entries.in_bulk([pk for is_see, pk in places if is_see])
        for is_see, pk in places:
            yield _see(seen[pk]) if is_see else _term(named[pk])


def _term(one: TermRevision) -> Row:
    return Row(one.title, one.letter, one.get_absolute_url(), one_sentence(one.summary), is_see=False)


def _see(one: SynonymEntry) -> Row:
    term = one.revision
    address, language = term.get_absolute_url(), term.language_of(one.text)
    return Row(one.text, one.letter, address, term.title, is_see=True, language=language)


def _sees(language: str, category: Category | None) -> QuerySet[SynonymEntry]:
    now = timezone.now()
    open_still = Q(public_until__isnull=True) | Q(public_until__gt=now)
    sees = SynonymEntry.objects.filter(open_still, language=language, public_from__lte=now)
    return sees.filter(revision__category=category) if category else sees


def _letters(words: str) -> str:
    return sort_key(words).partition("\t")[0]
