"""Names of live pages that begin with, or hold, what is being typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from portal.search.kinds import kinds
from portal.search.limits import SUGGESTED_FROM, SUGGESTIONS, WELL_KNOWN
from portal.search.models import Document, Name
from portal.search.text import fold

READ = 5 * SUGGESTIONS  # rows; several names may lead to one page
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Suggestion:
    text: str
    url: str
    kind_label: str
    title: str  # of the page, which may be another than the name

    @property
    def description(self) -> str:
        return self.kind_label if self.title == self.text else f"{self.title} · {self.kind_label}"


def suggestions(typed: str, language: str) -> list[Suggestion]:
    """At most SUGGESTIONS, each page once; names that begin so come before those that hold it.

    Costs one query, two where few names begin so.
    """
    start = fold(typed)
    if len(start) < SUGGESTED_FROM:
        return []
    names = _live_names(language)
    found = list(names.filter(folded__gte=start, folded__lt=start + LAST)[:READ])
    if len({name.document_id for name in found}) < SUGGESTIONS:
        holding = names.filter(folded__contains=start)[:READ]
        found += sorted(holding, key=lambda name: f" {start}" not in name.folded)
    return _unique(found)


def _live_names(language: str) -> QuerySet[Name]:
    """Terms before articles, short names before long ones."""
    now = timezone.now()
    is_open = Q(document__public_until__isnull=True) | Q(document__public_until__gt=now)
    live = Name.objects.filter(is_open, language=language, document__public_from__lte=now)
    read = live.select_related("document").only(
        "text", "folded", "document__kind", "document__url", "document__title"
    )
    return read.order_by("weight", Length("folded"), "folded")


def _unique(names: Iterable[Name]) -> list[Suggestion]:
    """The first name of each page, and no name twice."""
    found: dict[int, Suggestion] = {}
    texts: set[str] = set()
    for name in names:
        if name.document_id in found or name.folded in texts:
            continue
        texts.add(name.folded)
        page = name.document
        label = str(kinds()[page.kind].label)
        found[name.document_id] = Suggestion(name.text, page.url, label, page.title)
    return list(found.values())[:SUGGESTIONS]


def well_known(language: str) -> list[str]:
    """Names worth searching for, of the newest pages that define something."""
    defining = [name for name, kind in kinds().items() if kind.defines]
    newest = Document.objects.live().in_language(language).of_kinds(defining).order_by("-public_from", "-pk")
    return list(newest.values_list("title", flat=True)[:WELL_KNOWN])
