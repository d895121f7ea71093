"""Names of live pages that begin with, or hold, what is being typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from portal.search.kinds import kinds
from portal.search.limits import SUGGESTED_FROM, SUGGESTIONS, WELL_KNOWN
from portal.search.models import Document, Name
from portal.search.reading import documents_by_stem
from portal.search.text import fold

READ = 5 * SUGGESTIONS  # rows; several names may lead to one page
CHOSEN = 4 * READ  # names, of which some may be of pages that are not live yet
NEWEST = 200  # pages, of which the best known are offered
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
    found = _live(Name.objects.filter(language=language, folded__gte=start, folded__lt=start + LAST))
    if len({name.document_id for name in found}) < SUGGESTIONS:
        holding = _live(Name.objects.filter(language=language, folded__contains=start))
        found += sorted(holding, key=lambda name: f" {start}" not in name.folded)
    return _unique(found)


def _live(names: QuerySet[Name]) -> list[Name]:
    """The first of these: terms before articles, short names before long ones.

    Chosen before their pages are looked at, of which there may be thousands; nearly all are live.
    """
    order = ("weight", Length("folded"), "folded")
    first = names.order_by(*order).values("pk")[:CHOSEN]
    now = timezone.now()
    is_open = Q(document__public_until__isnull=True) | Q(document__public_until__gt=now)
    live = Name.objects.filter(is_open, pk__in=first, document__public_from__lte=now)
    read = live.select_related("document").only(
        "text", "folded", "document__kind", "document__url", "document__title"
    )
    return list(read.order_by(*order)[:READ])


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
    """Names worth searching for: of the newest pages that define something, those in the most texts.

    A name of several words counts as rare.
    """
    defining = [name for name, kind in kinds().items() if kind.defines]
    newest = Document.objects.live().in_language(language).of_kinds(defining).order_by("-public_from", "-pk")
    names = newest.filter(name_rows__text=F("title")).values_list("title", "name_rows__key")
    keys = dict(names[:NEWEST])
    known = documents_by_stem(language, list(keys.values()))
    return sorted(keys, key=lambda title: -known.get(keys[title], 0))[:WELL_KNOWN]
