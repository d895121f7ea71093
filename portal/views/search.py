"""The search page, and suggestions while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from glossary.search import foreign_names
from portal.editorial.site import absolute
from portal.search.kinds import kinds
from portal.search.limits import FOUND_MAX, PER_PAGE, QUERY_MAX
from portal.search.misses import count_miss
from portal.search.parsing import cleaned
from portal.search.reading import Card
from portal.search.searching import Asked, Found, elsewhere
from portal.search.searching import search as search_in
from portal.search.suggesting import Suggestion, well_known
from portal.search.suggesting import suggestions as suggested

PAGE_DIGITS = 4  # of a page number; longer ones are none


@dataclass(frozen=True)
class Choice:
    """A filter that can be chosen, or is."""

    label: str | Promise
    url: str
    is_current: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    reader = translation.get_language() or settings.LANGUAGE_CODE
    asked = _asked(request, reader)
    found = search_in(asked)
    is_first = found.page == 1
    if is_first and _is_miss(asked, found, reader):
        count_miss(asked.query, asked.language)
    context = {
        "query": asked.query,
        "found": found,
        "page_obj": Paginator(range(found.total), PER_PAGE).page(found.page),
        "is_cut": found.total >= FOUND_MAX,
        "definition": found.definition if is_first else None,
        "definition_names": _names_of(found.definition) if is_first and found.definition else [],
        "corrected_url": _address(asked, reader, q=found.plan.meant),
        "kinds": list(_kinds(asked, reader)),
        "categories": list(_categories(asked, found, reader)),
        "languages": list(_languages(asked, reader)),
        "chosen": bool(asked.category) + (asked.language != reader),
        "content_language": asked.language,
        "language_names": dict(settings.LANGUAGES),
        "elsewhere": list(_elsewhere(asked, found, reader)) if is_first else [],
        "back_url": _address(asked, reader, language="", kind="", category=""),
        "is_filtered": bool(asked.kind or asked.category or asked.language != reader),
        "suggestions": [] if found.total else well_known(asked.language),
        "robots": "noindex",
    }
    return render(request, "portal/search.html", context)


def _names_of(term: Card) -> list[dict[str, str]]:
    """What else it is called; `language` is "" for that of the term. Costs a query if there is anything."""
    languages = foreign_names([term.pk]) if term.names else {}
    return [{"text": name, "language": languages.get((term.pk, name), "")} for name in term.names]


def _languages_of(found: list[Suggestion]) -> list[str]:
    """Costs a query if any of them is another name than the title."""
    others = [one.pk for one in found if one.text != one.title]
    languages = foreign_names(others) if others else {}
    return [languages.get((one.pk, one.text), "") for one in found]


def _asked(request: HttpRequest, reader: str) -> Asked:
    """Whatever is no filter of ours is as if it were not there."""
    values = {name: request.GET.get(name, "") for name in ("q", "kind", "category", "language", "page")}
    is_number = values["page"].isdecimal() and len(values["page"]) <= PAGE_DIGITS
    return Asked(
        query=cleaned(values["q"]),
        language=values["language"] if values["language"] in dict(settings.LANGUAGES) else reader,
        kind=values["kind"] if values["kind"] in kinds() else "",
        category=cleaned(values["category"]),
        page=max(1, int(values["page"])) if is_number else 1,
    )


def _is_miss(asked: Asked, found: Found, reader: str) -> bool:
    """Filters may hide what there is; that is no miss."""
    is_filtered = asked.kind or asked.category or asked.language != reader
    return not found.total and bool(found.plan.sought) and not is_filtered


def _address(asked: Asked, reader: str, **changes: str) -> str:
    """Of the same search with other filters, on its first page."""
    language = asked.language if asked.language != reader else ""
    chosen = {"q": asked.query, "kind": asked.kind, "category": asked.category, "language": language}
    query = QueryDict(mutable=True)
    for name, value in (chosen | changes).items():
        if value:
            query[name] = value
    return f"{reverse('search')}?{query.urlencode()}"


def _kinds(asked: Asked, reader: str) -> Iterator[Choice]:
    yield Choice(_("Everything"), _address(asked, reader, kind=""), not asked.kind)
    for name, kind in kinds().items():
        yield Choice(kind.plural, _address(asked, reader, kind=name), asked.kind == name)


def _categories(asked: Asked, found: Found, reader: str) -> Iterator[Choice]:
    """Of what was found; none where there is nothing to choose."""
    if asked.category or len(found.categories) > 1:
        yield Choice(_("All topics"), _address(asked, reader, category=""), not asked.category)
        for slug, name in found.categories:
            yield Choice(name, _address(asked, reader, category=slug), asked.category == slug)


def _languages(asked: Asked, reader: str) -> Iterator[Choice]:
    """A topic belongs to one language, so it is not kept."""
    for code, name in settings.LANGUAGES if len(settings.LANGUAGES) > 1 else ():
        chosen = "" if code == reader else code
        yield Choice(name, _address(asked, reader, language=chosen, category=""), asked.language == code)


def _elsewhere(asked: Asked, found: Found, reader: str) -> Iterator[dict[str, object]]:
    """Pages of other languages, below a list that ends on this page."""
    if found.total > PER_PAGE or not found.plan.sought:
        return
    others = [code for code, _name in settings.LANGUAGES if code != asked.language]
    for other in elsewhere(asked, others):
        code = other.plan.language
        yield {
            "code": code,
            "name": dict(settings.LANGUAGES)[code],
            "results": other.results,
            "url": _address(asked, reader, language=code, category=""),
        }


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names of pages in the OpenSearch suggestion format, with what each is and where it leads.

    Where a name is in another language than the page there is a fifth part, of which other readers of that
    format take nothing.
    """
    query = request.GET.get("q", "")[:QUERY_MAX]
    language = translation.get_language() or settings.LANGUAGE_CODE
    found = suggested(cleaned(query), language)
    host = f"{request.scheme}://{request.get_host()}"
    columns = (
        [one.text for one in found],
        [one.description for one in found],
        [absolute(one.url, host=host) for one in found],
    )
    languages = _languages_of(found)
    more = [{"languages": languages}] if any(languages) else []
    return JsonResponse([query, *columns, *more], safe=False, content_type="application/x-suggestions+json")
