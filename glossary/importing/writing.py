"""The second reading of the file: rows written in batches, by the same rules as one term in the admin."""

from __future__ import annotations

from collections.abc import Iterable

from comments.models import Discussion
from glossary.importing.batches import batched
from glossary.importing.categories import Categories
from glossary.importing.checking import Action, Entry
from glossary.importing.files import ImportRefusedError
from glossary.importing.rows import Row
from glossary.models import ImportedTerm, Synonym, Term
from portal.editorial.models import Origin

Pair = tuple[Entry, Row]

# What an import may change in a term that is there already.
COLUMNS = ["title", "summary", "kind", "pronunciation", "body", "category"]
FOLLOWING = ["sort_key", "letter", "version", "updated_at"]


class Writer:
    def __init__(self, language: str, categories: Categories) -> None:
        self.language = language
        self.categories = categories

    def write(self, pairs: Iterable[Pair]) -> None:
        """Write those rows that create or change a term, and give each new entry its key."""
        for batch in batched(pairs):
            self._create([pair for pair in batch if pair[0].action is Action.CREATE])
            self._change([pair for pair in batch if pair[0].action is Action.CHANGE])

    def _create(self, batch: list[Pair]) -> None:
        discussions = Discussion.objects.bulk_create([Discussion(language=self.language) for _ in batch])
        terms = []
        for (entry, row), discussion in zip(batch, discussions, strict=True):
            term = Term(language=self.language, slug=entry.slug, external_id=entry.external_id)
            term.origin, term.discussion = Origin.IMPORT, discussion
            terms.append(self._filled(term, row))
        for (entry, _), term in zip(batch, Term.objects.bulk_create(terms), strict=True):
            entry.pk, entry.version = term.pk, term.version
        self._write_names(batch)
        remember((entry for entry, _ in batch), "version", "checksum", "links")

    def _change(self, batch: list[Pair]) -> None:
        terms = Term.objects.select_for_update().in_bulk([entry.pk for entry, _ in batch])
        for entry, row in batch:
            if terms[entry.pk].version != entry.version:
                raise ImportRefusedError(f"the term {row.title} was changed while the import ran.")
            entry.version = self._filled(terms[entry.pk], row).version
        Term.objects.bulk_create(
            terms.values(), update_conflicts=True, unique_fields=["id"], update_fields=COLUMNS + FOLLOWING
        )
        spoken_of = [entry.pk for entry, row in batch if row.names is not None]
        Synonym.objects.filter(page__in=spoken_of).delete()
        self._write_names(batch)
        remember((entry for entry, _ in batch), "version", "checksum", "links")

    def _filled(self, term: Term, row: Row) -> Term:
        for name, value in row.columns.items():
            setattr(term, name, value)
        if row.domain is not None:
            term.category_id = self.categories.key_of(row.domain)
        term.version += 1
        term.derive()
        return term

    def _write_names(self, batch: list[Pair]) -> None:
        Synonym.objects.bulk_create(
            Synonym(page_id=entry.pk, position=position, text=text, kind=kind)
            for entry, row in batch
            for position, (text, kind) in enumerate(row.names or ())
        )


def remember(entries: Iterable[Entry], *columns: str) -> None:
    """Keep for the next import what this one saw; of terms imported before, these columns only."""
    for batch in batched(entries):
        ImportedTerm.objects.bulk_create(
            [
                ImportedTerm(
                    term_id=entry.pk,
                    version=entry.version,
                    checksum=entry.checksum,
                    links=entry.links_now(),
                )
                for entry in batch
            ],
            update_conflicts=True,
            unique_fields=["term"],
            update_fields=columns,
        )
