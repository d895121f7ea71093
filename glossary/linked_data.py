"""What the glossary and its terms tell machines of themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from glossary.listing import Row
from glossary.models import FrozenSynonym, TermRevision
from portal.editorial.languages import reverse_in
from portal.editorial.linked_data import Node, Place, crumbs, medical_page, questions, website


def term_data(term: TermRevision, place: Place) -> list[Node]:
    entry = _entry(place, term) | {
        "description": term.summary,
        "alternateName": [_name(synonym) for synonym in term.synonym_rows],
        "inDefinedTermSet": _term_set(place),
    }
    page = medical_page(place, term) | {"mainEntity": {"@id": entry["@id"]}}
    return [page, entry, *questions(place, term), crumbs(place, term, _("Glossary"))]


def index_data(rows: Iterable[Row], place: Place) -> list[Node]:
    """The glossary, and those of its terms that stand on this page."""
    return [
        _term_set(place)
        | {
            "inLanguage": place.language,
            "isPartOf": website(place),
            "hasDefinedTerm": [_entry(place, row) for row in rows if not row.is_see],
        }
    ]


def _entry(place: Place, term: TermRevision | Row) -> Node:
    address = place.full(term.url)
    return {"@type": "DefinedTerm", "@id": f"{address}#definition", "name": term.title, "url": address}


def _name(synonym: FrozenSynonym) -> str | Node:
    """A text, or one that tells its language where that is another one than the page's."""
    language = synonym.get("language")
    return {"@value": synonym["text"], "@language": language} if language else synonym["text"]


def _term_set(place: Place) -> Node:
    address = place.full(reverse_in(place.language, "glossary:index"))
    return {"@type": "DefinedTermSet", "@id": f"{address}#terms", "name": _("Glossary"), "url": address}
