"""The glossary of the database, as weaving takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glossary.models import Synonym, TermRevision
from glossary.weaving import Entry, Form

_COLUMNS = ("page_id", "title", "synonym_rows", "linking", "accents_optional")


def entries(language: str) -> Iterator[Entry]:
    """The live terms of that language, by their keys. Costs one query."""
    for revision in TermRevision.objects.live().in_language(language).only(*_COLUMNS).order_by("page_id"):
        forms = tuple(
            Form(row["text"], row["kind"] == Synonym.Kind.ABBREVIATION) for row in revision.synonym_rows
        )
        linking: Any = revision.linking
        yield Entry(revision.page_id, revision.title, forms, linking, revision.accents_optional)


def addresses(language: str) -> dict[int, str]:
    """Where each of these terms is read. Costs one query."""
    live = TermRevision.objects.live().in_language(language).only("page_id", "slug", "language")
    return {revision.page_id: revision.get_absolute_url() for revision in live}
