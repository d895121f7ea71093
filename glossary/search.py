"""Terms are found, by their synonyms too, and answer who asks for one of them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from glossary.models import Term, TermRevision
from portal.editorial.search import PageSource
from portal.search.kinds import Kind, register


class TermSource(PageSource):
    def names(self, revision: TermRevision) -> Iterator[str]:
        """Those that were frozen with the revision."""
        yield from (synonym["text"] for synonym in revision.synonym_rows)


register(TermSource(Kind("term", _("term"), _("Terms"), weight=0, defines=True), Term))
