"""The second reading of the file: rows written in batches, by the same rules as one term in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from comments.models import Discussion
from glossary.identity import key_in
from glossary.importing.batches import batched
from glossary.importing.categories import Categories
from glossary.importing.checking import Action, Entry
from glossary.importing.files import ImportRefusedError
from glossary.importing.rows import Row
from glossary.models import ImportedTerm, Synonym, Term
from portal.editorial.links import identify
from portal.editorial.models import Origin

Pair = tuple[Entry, Row]

# What an import may change in a term that is there already.
COLUMNS = ["title", "summary", "kind", "pronunciation", "body", "category", "linking"]
NAMES = {"names", "name_languages"}  # parts of a row that are written together
# What a term gets because an import made it, beside its words. Readers' texts are not woven with such a
# term until an editor or the import itself says so.
AS_IMPORTED: dict[str, Any] = {"origin": Origin.IMPORT, "linking": Term.Linking.NEVER}
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
            term = Term(language=self.language, slug=entry.slug, discussion=discussion, **AS_IMPORTED)
            _name(term, entry.external_id)
            terms.append(self._filled(term, row, set(row.columns) | {"domain"}))
        for (entry, _row), term in zip(batch, Term.objects.bulk_create(terms), strict=True):
            entry.pk, entry.version = term.pk, term.version
        self._write_names(batch)
        remember((entry for entry, _row in batch), "version", "checksum", "links")

    def _change(self, batch: list[Pair]) -> None:
        terms = Term.objects.select_for_update().in_bulk([entry.pk for entry, _row in batch])
        for entry, row in batch:
            if terms[entry.pk].version != entry.version:
                message = _("the term %(term)s was changed while the import ran.")
                raise ImportRefusedError(message % {"term": row.title})
            entry.version = self._filled(terms[entry.pk], row, set(entry.changes)).version
        Term.objects.bulk_create(
            terms.values(), update_conflicts=True, unique_fields=["id"], update_fields=COLUMNS + FOLLOWING
        )
        renamed = [pair for pair in batch if NAMES & {*pair[0].changes}]
        before = Synonym.objects.filter(page__in=[entry.pk for entry, _row in renamed])
        languages = {
            (page, text): code for page, text, code in before.values_list("page", "text", "language")
        }
        before.delete()
        self._write_names(renamed, languages)
        remember((entry for entry, _row in batch), "version", "checksum", "links")

    def _filled(self, term: Term, row: Row, parts: set[str]) -> Term:
        for name in parts & row.columns.keys():
            value = row.columns[name]
            setattr(term, name, identify(value) if name == "body" else value)
        if row.domain is not None and "domain" in parts:
            term.category_id = self.categories.key_of(row.domain)
        term.version += 1
        term.derive()
        return term

    def _write_names(self, batch: list[Pair], languages: dict[tuple[int, str], str] | None = None) -> None:
        """In those languages where the row doesn't speak of any."""
        before = languages or {}
        Synonym.objects.bulk_create(
            Synonym(
                page_id=entry.pk,
                position=position,
                text=text,
                kind=kind,
                language=before.get((entry.pk, text), "") if said is None else said.get(text, ""),
            )
            for entry, row in batch
            for said in [None if row.name_languages is None else row.foreign_names(self.language)]
            for position, (text, kind) in enumerate(row.names or ())
        )


def _name(term: Term, external_id: str) -> None:
    """An identifier made by an export keeps the translations of a term together."""
    if key := key_in(external_id):
        term.translation_key = key
    else:
        term.external_id = external_id


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
