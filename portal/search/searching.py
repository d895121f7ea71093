"""One search: what was meant, what was found, best first, a page of it with passages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from portal.search.engines import engine
from portal.search.engines.base import Unit, Wanted
from portal.search.kinds import kinds, kinds_by_default
from portal.search.languages import analyser_of
from portal.search.limits import ELSEWHERE, ENOUGH, FOUND_MAX, NAME_MAX, PER_PAGE, RANKED
from portal.search.marking import Marker
from portal.search.models import Document
from portal.search.planning import Plan, Sought, plan
from portal.search.ranking import Ranker


@dataclass(frozen=True)
class Asked:
    """What a reader asked for. No kind means those that need not be asked for."""

    query: str
    language: str
    kind: str = ""
    category: str = ""
    page: int = 1

    @property
    def kinds(self) -> list[str]:
        return [self.kind] if self.kind in kinds() else kinds_by_default()


@dataclass(frozen=True)
class Result:
    document: Document
    snippet: SafeString

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def url(self) -> str:
        return self.document.address

    @property
    def kind_label(self) -> str:
        return str(kinds()[self.document.kind].label)

    @property
    def category_name(self) -> str:
        return self.document.category_name


@dataclass(frozen=True)
class Found:
    """`total` counts what can be paged through, at most FOUND_MAX; `exact` of them hold every word."""

    plan: Plan
    results: list[Result] = field(default_factory=list)
    page: int = 1  # that which was asked for, or the last
    total: int = 0
    exact: int = 0
    definition: Document | None = None
    categories: list[tuple[str, str]] = field(default_factory=list)  # slug and name, of the best results


@dataclass(frozen=True)
class _Hit:
    pk: int
    score: float
    units: tuple[Unit, ...]  # found in it


def search(asked: Asked) -> Found:
    """Costs five queries of the database; words that are unknown or found in few pages cost some more."""
    meant = plan(asked.query, asked.language)
    if not meant.sought:
        return Found(meant)
    moment = timezone.now()
    named = _named(meant, asked, moment)
    hits = _hits(meant, asked, moment)
    exact = sum(len(hit.units) == len(meant.sought) for hit in hits)
    known = {hit.pk for hit in hits}
    hits = [*(_Hit(pk, 0.0, tuple(meant.units)) for pk in named if pk not in known), *hits][:FOUND_MAX]
    marker = Marker(analyser_of(asked.language), meant.stems)
    pool = _ranked(hits, meant, marker, named)
    order = [one.pk for one in pool] + [hit.pk for hit in hits[RANKED:]]
    number = max(1, min(asked.page, math.ceil(len(order) / PER_PAGE)))
    return Found(
        meant,
        results=_page(order, marker, number),
        page=number,
        total=len(order),
        exact=exact,
        definition=next((one for one in pool if one.pk in named and kinds()[one.kind].defines), None),
        categories=sorted({(one.category_slug, one.category_name) for one in pool if one.category_slug}),
    )


def _named(meant: Plan, asked: Asked, moment: datetime) -> list[int]:
    """Documents with a name that is the query; the engine might have found too many to show them."""
    if not meant.key:
        return []
    named = Document.objects.filter(name_rows__language=asked.language, name_rows__key=meant.key[:NAME_MAX])
    found = named.live(moment).of_kinds(asked.kinds)
    if asked.category:
        found = found.filter(category_slug=asked.category)
    return list(found.order_by("pk").values_list("pk", flat=True).distinct()[:PER_PAGE])


def _hits(meant: Plan, asked: Asked, moment: datetime) -> list[_Hit]:
    """What holds all words; where that is little, what holds most of them too, the rarest at least."""
    hits: list[_Hit] = []
    wanted = Wanted(
        units=(),
        language=asked.language,
        kinds=asked.kinds,
        moment=moment,
        limit=FOUND_MAX,
        without=meant.without,
        category=asked.category,
    )
    for kept in _steps(meant.sought):
        if hits and (len(hits) >= ENOUGH or len(kept) * 2 <= len(meant.sought)):
            break
        units = tuple(one.unit for one in kept)
        besides = [hit.pk for hit in hits]
        rarest = min(one.documents for one in kept)
        more = engine().find(replace(wanted, units=units, besides=besides, expected=rarest))
        hits += [_Hit(hit.pk, hit.score, units) for hit in more]
    return hits[:FOUND_MAX]


def _steps(sought: Sequence[Sought]) -> Iterator[list[Sought]]:
    """All units; then without the unknown ones; then without the most frequent, one by one."""
    yield list(sought)
    kept = [one for one in sought if one.is_known]
    if kept and len(kept) < len(sought):
        yield kept
    for one in sorted(kept, key=lambda one: -one.documents):
        if len(kept) > 1 and not one.is_phrase:
            kept = [other for other in kept if other is not one]
            yield kept


def _ranked(hits: Sequence[_Hit], meant: Plan, marker: Marker, named: Sequence[int]) -> list[Document]:
    """The documents of the first hits, best first."""
    best = {hit.pk: hit for hit in hits[:RANKED]}
    ranker = Ranker(meant, marker, named)
    documents = Document.objects.filter(pk__in=best).for_ranking()
    order = {
        one.pk: (-ranker.score(one, best[one.pk].units), -best[one.pk].score, one.pk) for one in documents
    }
    return sorted(documents, key=lambda one: order[one.pk])


def _page(order: Sequence[int], marker: Marker, number: int) -> list[Result]:
    shown = order[(number - 1) * PER_PAGE : number * PER_PAGE]
    documents = Document.objects.in_bulk(shown)
    return [
        Result(documents[pk], marker.passage(documents[pk].summary, documents[pk].text))
        for pk in shown
        if pk in documents
    ]


def elsewhere(asked: Asked, languages: Sequence[str]) -> list[Found]:
    """The best pages of other languages, where there are some. Costs four queries for each language."""
    found = (_elsewhere(replace(asked, language=language, category="", page=1)) for language in languages)
    return [one for one in found if one.results]


def _elsewhere(asked: Asked) -> Found:
    meant = plan(asked.query, asked.language, corrects=False)
    if not meant.sought or not all(one.is_known for one in meant.sought):
        return Found(meant)
    hits = _hits(meant, asked, timezone.now())
    marker = Marker(analyser_of(asked.language), meant.stems)
    best = [one.pk for one in _ranked(hits, meant, marker, ())[:ELSEWHERE]]
    return Found(meant, _page(best, marker, 1), total=len(hits))
