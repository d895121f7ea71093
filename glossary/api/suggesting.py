"""Names of live terms that begin with, or hold, what is being typed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Length

from glossary.api.limits import SUGGESTIONS
from glossary.models import TermRevision
from portal.editorial.querysets import LONG_COLUMNS
from portal.search.limits import SUGGESTED_FROM
from portal.search.models import Document, Name
from portal.search.text import fold

KIND = "term"  # as the search calls it
READ = 5 * SUGGESTIONS  # rows; several names may lead to one term
LAST = "\U0010ffff"


def suggestions(typed: str, language: str) -> list[tuple[str, TermRevision]]:
    """The name and its term, each term once. Costs two queries, three where few names begin so."""
    start = fold(typed)
    if len(start) < SUGGESTED_FROM:
        return []
    names = _names(language)
    found = list(names.filter(folded__gte=start, folded__lt=start + LAST)[:READ])
    if len({name.document_id for name in found}) < SUGGESTIONS:
        holding = names.filter(folded__contains=start)[:READ]
        found += sorted(holding, key=lambda name: f" {start}" not in name.folded)
    texts: dict[int, str] = {}
    for name in found:
        texts.setdefault(name.document.object_pk, name.text)
    chosen = dict(list(texts.items())[:SUGGESTIONS])
    live = TermRevision.objects.live().filter(page__in=chosen).select_related("page").defer(*LONG_COLUMNS)
    terms = {term.page_id: term for term in live}
    return [(text, terms[pk]) for pk, text in chosen.items() if pk in terms]


def _names(language: str) -> QuerySet[Name]:
    live = Document.objects.live().in_language(language).of_kinds([KIND])
    names = Name.objects.filter(language=language, document__in=live).select_related("document")
    return names.only("text", "folded", "document__object_pk").order_by(Length("folded"), "folded")
