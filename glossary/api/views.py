"""Live terms for programs. Nothing here depends on who asks: no cookie, no language of the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from glossary.api import shapes
from glossary.api.limits import OVERLAP_MINUTES
from glossary.api.openapi import DESCRIPTION
from glossary.api.parameters import Asked, asked, language_in, query_in
from glossary.api.problems import Problem
from glossary.api.stamp import Stamp
from glossary.api.suggesting import suggestions
from glossary.exporting.skos import licence
from glossary.models import Relation, TermRevision
from portal.editorial.querysets import LONG_COLUMNS
from portal.editorial.site import absolute

METHODS = ("GET", "HEAD")
Answer = Callable[..., HttpResponseBase]


def for_programs(view: Answer) -> Answer:
    """Of any site, by GET or HEAD only; problems are told as JSON too."""

    @csrf_exempt  # whoever posts is told so in JSON as well
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            refusal = Problem(405, "This is read-only.").response()
            refusal["Allow"] = ", ".join(METHODS)
            return refusal
        try:
            response = view(request, *args, **kwargs)
        except Problem as problem:
            response = problem.response()
        response.headers.setdefault("Cache-Control", "public, no-cache")
        response.headers.setdefault("Content-Language", "en")
        response["X-Robots-Tag"] = "noindex"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        return response

    return answered


@for_programs
def term_list(request: HttpRequest) -> HttpResponseBase:
    stamp = Stamp.read(request)
    question = asked(request.GET, stamp)
    if unchanged := stamp.unchanged(request):
        return unchanged
    rows = _changed(question, question.since, stamp.now) if question.since else _listed(question, stamp.now)
    page = _page(rows, question)
    content = {
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "next": _other_page(request, page, stamp) if page.has_next() else None,
        "next_since": stamp.now - timedelta(minutes=OVERLAP_MINUTES),
        "license": licence() or None,
        "credit": shapes.credit(question.language or settings.LANGUAGE_CODE, stamp),
        "results": [_shown(term, stamp) for term in page],
    }
    languages = [question.language] if question.language else [code for code, _name in settings.LANGUAGES]
    return _json(request, content, stamp, ", ".join(languages))


def _listed(question: Asked, now: datetime) -> QuerySet[TermRevision]:
    found = TermRevision.objects.live(now).containing(question.words)
    chosen = {
        "language": question.language,
        "letter": question.letter,
        "category__slug": question.category,
    }
    found = found.filter(**{name: value for name, value in chosen.items() if value})
    return found.order_by("language", "sort_key", "pk")


def _changed(question: Asked, since: datetime, now: datetime) -> QuerySet[TermRevision]:
    """What became public since, and of what is gone the last words, in the order in which it happened."""
    revisions = TermRevision.objects
    live = Q(public_from__gte=since, public_from__lte=now) & (
        Q(public_until__isnull=True) | Q(public_until__gt=now)
    )
    goes_on = Exists(revisions.live(now).filter(page=OuterRef("page")))
    later = revisions.filter(
        page=OuterRef("page"), public_until__gt=OuterRef("public_until"), public_until__lte=now
    )
    gone = Q(public_until__gte=since, public_until__lte=now) & ~goes_on & ~Exists(later)
    found: QuerySet[TermRevision] = revisions.filter(live | gone)
    if question.language:
        found = found.filter(language=question.language)
    moment = Case(When(public_until__lte=now, then=F("public_until")), default=F("public_from"))
    return found.order_by(moment, "pk")


def _page(rows: QuerySet[TermRevision], question: Asked) -> Page[TermRevision]:
    """Raises Problem for one that is not there."""
    needed = rows.select_related("page", "category").defer(*LONG_COLUMNS, "page__body", "page__key_points")
    pages = Paginator(needed, question.per_page)
    if question.page > pages.num_pages:
        raise Problem(404, f"There are {pages.num_pages} pages.")
    return pages.page(question.page)


def _shown(term: TermRevision, stamp: Stamp) -> shapes.Json:
    is_over = term.public_until is not None and term.public_until <= stamp.now
    return shapes.withdrawn(term) if is_over else shapes.brief(term, stamp)


def _other_page(request: HttpRequest, page: Page[TermRevision], stamp: Stamp) -> str:
    parameters = request.GET.copy()
    parameters["page"] = str(page.next_page_number())
    return absolute(f"{request.path}?{parameters.urlencode()}", host=stamp.host)


@for_programs
def term_detail(request: HttpRequest, language: str, slug: str) -> HttpResponseBase:
    stamp = Stamp.read(request)
    if unchanged := stamp.unchanged(request):
        return unchanged
    live = TermRevision.objects.live(stamp.now).select_related("page", "category")
    term = live.filter(language=language, slug=slug).first()
    if term is None:
        return _elsewhere(language, slug, stamp)
    others = live.translating(term.page.translation_key).besides(term.page).order_by("language")
    related = _related(term, stamp)
    content = shapes.whole(term, related, others.defer(*LONG_COLUMNS), stamp)
    return _json(request, content, stamp, term.language)


def _related(term: TermRevision, stamp: Stamp) -> QuerySet[TermRevision]:
    """All of them, where the page shows twelve."""
    pairs = Relation.objects.of(term.page)
    ends = Q(page__in=pairs.values("low")) | Q(page__in=pairs.values("high"))
    others = TermRevision.objects.live(stamp.now).filter(ends).besides(term.page)
    found: QuerySet[TermRevision] = others.select_related("page").defer(*LONG_COLUMNS).by_name()
    return found


def _elsewhere(language: str, slug: str, stamp: Stamp) -> HttpResponseBase:
    """301 from an old address; raises Problem with 410 or 404."""
    past = TermRevision.objects.once_public().filter(language=language, slug=slug.lower())
    old = past.newest_first().first()
    if old is None:
        raise Problem(404, "No term has this address.")
    now = TermRevision.objects.live(stamp.now).of(old.page_id).first()
    if now is None:
        raise Problem(410, "It can no longer be read.")
    return HttpResponsePermanentRedirect(shapes.api_address(now))


@for_programs
def term_suggestions(request: HttpRequest) -> HttpResponseBase:
    stamp = Stamp.read(request)
    language, query = language_in(request.GET) or settings.LANGUAGE_CODE, query_in(request.GET)
    if unchanged := stamp.unchanged(request):
        return unchanged
    found = suggestions(query, language)
    results = [shapes.suggestion(text, term, stamp) for text, term in found]
    return _json(request, {"query": query, "language": language, "results": results}, stamp, language)


@for_programs
def description(request: HttpRequest) -> HttpResponseBase:
    server = absolute(reverse("api:description").removesuffix("openapi.json").rstrip("/"), host="")
    return JsonResponse(
        {**DESCRIPTION, "servers": [{"url": server}]}, json_dumps_params={"ensure_ascii": False}
    )


@for_programs
def nothing(request: HttpRequest) -> HttpResponseBase:
    raise Problem(404, "See openapi.json for what there is.")


def _json(request: HttpRequest, content: shapes.Json, stamp: Stamp, language: str) -> HttpResponse:
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["ETag"] = stamp.etag(request)
    if stamp.changed_at:
        response["Last-Modified"] = http_date(stamp.changed_at.timestamp())
    response["Content-Language"] = language
    response["Link"] = f'<{reverse("api:description")}>; rel="service-desc"'
    return response
