"""One search: what was meant, what was found, best first, a page of it with passages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from portal.search import reading
from portal.search.engines import engine
from portal.search.engines.base import Unit, Wanted
from portal.search.kinds import kinds, kinds_by_default
from portal.search.languages import analyser_of
from portal.search.limits import ELSEWHERE, ENOUGH, FOUND_MAX, NAME_MAX, PER_PAGE, RANKED
from portal.search.marking import Marker
from portal.search.planning import Plan, Sought, plan
from portal.search.ranking import Ranker
from portal.search.reading import Card


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


class Result(NamedTuple):
    card: Card
    snippet: SafeString

    @property
    def title(self) -> str:
        return self.card.title

    @property
    def url(self) -> str:
        return self.card.address

    @property
    def kind_label(self) -> str:
        return str(kinds()[self.card.kind].label)

    @property
    def category_name(self) -> str:
        return self.card.category_name


@dataclass(frozen=True)
class Found:
    """`total` counts what can be paged through, at most FOUND_MAX; `exact` of them hold every word."""

    plan: Plan
    results: list[Result] = field(default_factory=list)
    page: int = 1  # that which was asked for, or the last
    total: int = 0
    exact: int = 0
    definition: Card | None = None
    categories: list[tuple[str, str]] = field(default_factory=list)  # slug and name, of the best results


Hits = dict[int, tuple[Unit, ...]]  # keys of documents, best first, with the units found in each


def search(asked: Asked) -> Found:
    """Costs five queries of the database; words that are unknown or found in few pages cost some more."""
    meant = plan(asked.query, asked.language)
    if not meant.sought:
        return Found(meant)
    wanted = _wanted(meant, asked)
    named = frozenset(reading.named(meant.key[:NAME_MAX], wanted) if meant.key else ())
    hits = _with_named(_hits(meant, wanted), named, meant)
    marker = Marker(analyser_of(asked.language), meant.stems)
    pool = _ranked(hits, meant, marker, named)
    order = [*pool, *list(hits)[RANKED:]]
    number = max(1, min(asked.page, math.ceil(len(order) / PER_PAGE)))
    best = pool.values()
    return Found(
        meant,
        results=_page(order, pool, marker, number),
        page=number,
        total=len(order),
        exact=list(hits.values()).count(tuple(meant.units)),
        definition=_defined(list(best), named, meant),
        categories=sorted({(one.category_slug, one.category_name) for one in best if one.category_slug}),
    )


def _defined(best: list[Card], named: frozenset[int], meant: Plan) -> Card | None:
    """The term that is the query; or the best page, if it is a term of which the query holds a whole name."""
    exact = next((one for one in best if one.pk in named and kinds()[one.kind].defines), None)
    if exact or not best or not kinds()[best[0].kind].defines:
        return exact
    analyser = analyser_of(meant.language)
    for name in (best[0].title, *best[0].names):
        stems = set(analyser.stems(analyser.tokens(name)))
        if stems and stems <= set(meant.stems):
            return best[0]
    return None


def _wanted(meant: Plan, asked: Asked) -> Wanted:
    return Wanted(
        units=(),
        language=asked.language,
        kinds=asked.kinds,
        moment=timezone.now(),
        limit=FOUND_MAX,
        without=meant.without,
        category=asked.category,
    )


def _hits(meant: Plan, wanted: Wanted) -> Hits:
    """What holds all words; where that is little, what holds most of them too, the rarest at least."""
    hits: Hits = {}
    for kept in _steps(meant.sought):
        if hits and (len(hits) >= ENOUGH or len(kept) * 2 <= len(meant.sought)):
            break
        rarest = min(one.documents for one in kept)
        lean = [_lean(one) for one in kept]
        more = engine().find(replace(wanted, units=lean, besides=list(hits), expected=rarest))
        hits |= dict.fromkeys(more, tuple(one.unit for one in kept))
    return _first(hits)


def _first(hits: Hits) -> Hits:
    return hits if len(hits) <= FOUND_MAX else dict(islice(hits.items(), FOUND_MAX))


def _lean(one: Sought) -> Unit:
    """Of very many pages the best are compared word by word anyway, and the engine need not."""
    return one.unit if one.documents <= FOUND_MAX else replace(one.unit, words=())


def _with_named(hits: Hits, named: frozenset[int], meant: Plan) -> Hits:
    """Those with a name that is the query first: of very many the engine may show others."""
    whole = tuple(meant.units)
    return _first({pk: hits.get(pk, whole) for pk in sorted(named)} | hits)


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


def _ranked(hits: Hits, meant: Plan, marker: Marker, named: frozenset[int]) -> dict[int, Card]:
    """The documents of the first hits by their keys, best first; equally good ones as the engine has them."""
    first = list(islice(hits, RANKED))
    found = reading.cards(first)
    ranker = Ranker(meant, marker, named)
    scores = {pk: ranker.score(found[pk], hits[pk]) for pk in first if pk in found}
    return {pk: found[pk] for pk in sorted(scores, key=scores.__getitem__, reverse=True)}


def _page(order: Sequence[int], pool: dict[int, Card], marker: Marker, number: int) -> list[Result]:
    shown = order[(number - 1) * PER_PAGE : number * PER_PAGE]
    later = [pk for pk in shown if pk not in pool]
    found = pool | reading.cards(later) if later else pool
    texts = reading.texts(shown)
    both = [(found[pk], texts[pk]) for pk in shown if pk in found and pk in texts]
    return [Result(card, marker.passage(card.summary, text)) for card, text in both]


def elsewhere(asked: Asked, languages: Sequence[str]) -> list[Found]:
    """The best pages of other languages, where there are some. Costs four queries for each language."""
    found = (_elsewhere(replace(asked, language=language, category="", page=1)) for language in languages)
    return [one for one in found if one.results]


def _elsewhere(asked: Asked) -> Found:
    meant = plan(asked.query, asked.language, corrects=False)
    if not meant.sought or not all(one.is_known for one in meant.sought):
        return Found(meant)
    hits = _hits(meant, _wanted(meant, asked))
    marker = Marker(analyser_of(asked.language), meant.stems)
    pool = _ranked(hits, meant, marker, frozenset())
    return Found(meant, _page(list(pool)[:ELSEWHERE], pool, marker, 1), total=len(hits))
