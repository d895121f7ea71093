"""Terms are found, by their synonyms too, and answer who asks for one of them."""

from collections.abc import Iterable, Iterator

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from glossary.models import Term, TermRevision
from portal.editorial.search import PageSource
from portal.search.kinds import Kind, register
from portal.search.models import Document


class TermSource(PageSource):
    def names(self, revision: TermRevision) -> Iterator[str]:
        """Those that were frozen with the revision."""
        yield from (synonym["text"] for synonym in revision.synonym_rows)


def foreign_names(documents: Iterable[int]) -> dict[tuple[int, str], str]:
    """The language of names that are in another one than their term, by document and name. One query."""
    frozen = TermRevision.objects.filter(pk=OuterRef("part")).values("synonym_rows")
    terms = Document.objects.of_kinds(["term"]).filter(pk__in=documents)
    rows = terms.annotate(rows=Subquery(frozen)).values_list("pk", "rows")
    return {
        (pk, row["text"]): language
        for pk, frozen_rows in rows
        for row in frozen_rows or ()
        if (language := row.get("language"))
    }


register(TermSource(Kind("term", _("term"), _("Terms"), weight=0, defines=True), Term))
