"""What is exported of each term: as readers have it, or the editors' working copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from glossary.identity import urn
from glossary.models import Relation, Synonym, Term, TermRevision
from portal.editorial.links import resolve_links
from portal.editorial.site import absolute

BATCH = 500  # rows held at a time
HERE = "http://localhost:8000"  # where the portal doesn't know its public address

Name = tuple[str, str]  # a synonym and its kind


@dataclass(frozen=True, slots=True)
class Exported:
    key: UUID  # the same for all translations
    id: str  # by which an import finds the term again
    external_id: str
    language: str
    term: str
    definition: str
    domain: str
    kind: str
    pronunciation: str
    names: list[Name]
    name_languages: dict[str, str]  # of those names that are not in the language of the term
    related: list[Identity]
    body: str
    url: str  # "" for a working copy
    modified: datetime
    is_reviewed: bool
    sources: list[dict[str, Any]]

    def named(self, kind: str) -> list[str]:
        return [text for text, own in self.names if own == kind]


@dataclass(frozen=True, slots=True)
class Identity:
    key: UUID
    external_id: str

    @property
    def id(self) -> str:
        return self.external_id or urn(self.key)


@dataclass(frozen=True)
class Selection:
    """Live terms, or working copies, of one language or all (""); `host` stands in for a public address."""

    language: str = ""
    drafts: bool = False
    host: str = HERE

    def terms(self) -> Iterator[Exported]:
        """By language and name. Costs three queries, more with `drafts` and for texts with links."""
        related = self._related()
        rows = self._copies() if self.drafts else self._revisions()
        return (self._exported(row, related) for row in rows)

    def _narrowed(self, rows: Any) -> Any:
        return rows.filter(language=self.language) if self.language else rows

    def _revisions(self) -> Iterator[TermRevision]:
        live = self._narrowed(TermRevision.objects.live().select_related("page", "category"))
        read = live.defer("html", "search_text", "toc", "faq", "contributor_rows")
        rows: Iterator[TermRevision] = read.order_by("language", "sort_key", "pk").iterator(BATCH)
        return rows

    def _copies(self) -> Iterator[Term]:
        copies = self._narrowed(Term.objects.select_related("category"))
        read = copies.prefetch_related("synonyms", "sources").order_by("language", "sort_key", "pk")
        rows: Iterator[Term] = read.iterator(BATCH)
        return rows

    def _related(self) -> dict[int, list[Identity]]:
        """By the key of a term, those related to it that are exported too."""
        known = self._identities()
        found: dict[int, list[Identity]] = defaultdict(list)
        for low, high in Relation.objects.order_by("pk").values_list("low_id", "high_id").iterator():
            if low in known and high in known:
                found[low].append(known[high])
                found[high].append(known[low])
        return found

    def _identities(self) -> dict[int, Identity]:
        if self.drafts:
            rows = self._narrowed(Term.objects.order_by()).values_list("pk", "translation_key", "external_id")
        else:
            live = self._narrowed(TermRevision.objects.live().order_by())
            rows = live.values_list("page_id", "page__translation_key", "page__external_id")
        return {pk: Identity(key, external_id) for pk, key, external_id in rows.iterator()}

    def _exported(self, row: Any, related: dict[int, list[Identity]]) -> Exported:
        page = row if self.drafts else row.page
        return Exported(
            key=page.translation_key,
            id=Identity(page.translation_key, page.external_id).id,
            external_id=page.external_id,
            related=related.get(page.pk, []),
            url="" if self.drafts else absolute(row.get_absolute_url(), host=self.host),
            modified=row.updated_at,
            is_reviewed=not self.drafts and row.is_signed,
            sources=[one.frozen() for one in page.sources.all()] if self.drafts else row.source_rows,
            **words_of(row),
        )


def words_of(row: Term | TermRevision) -> dict[str, Any]:
    """What a file may say of a term, under the names it has in `Exported`."""
    names = (
        row.synonym_rows if isinstance(row, TermRevision) else [one.frozen() for one in row.synonyms.all()]
    )
    return {
        "language": row.language,
        "term": row.title,
        "definition": row.summary,
        "domain": row.category.name if row.category else "",
        "kind": row.kind,
        "pronunciation": row.pronunciation,
        "names": in_order((one["text"], one["kind"]) for one in names),
        "name_languages": {
            one["text"]: code for one in names if (code := one.get("language")) and code != row.language
        },
        "body": resolve_links(row.body),
    }


def in_order(names: Iterable[Name]) -> list[Name]:
    """Synonyms first, then abbreviations, then variants, as an import puts them."""
    return sorted(names, key=lambda name: Synonym.Kind.values.index(name[1]))
