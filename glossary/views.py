"""The glossary as readers see it: the index by letter, and the page of a term."""

from __future__ import annotations

import string
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from comments.views import discuss, discussed, take_at
from glossary.limits import PER_PAGE, RELATED_SHOWN
from glossary.linked_data import index_data, term_data
from glossary.listing import Listing, Pages, Row
from glossary.mentions import mentions_of
from glossary.models import Relation, TermRevision
from glossary.related_map import related_map
from portal.editorial.finding import find_live
from portal.editorial.models import Category
from portal.editorial.reading import canonical_query, chosen_category, page_context
from portal.editorial.typography import typeset

LETTERS = [*string.ascii_uppercase, "#"]
PART_HEADER = "X-Part"  # sent by glossary.js


@require_safe
def term_index(request: HttpRequest) -> HttpResponse:
    """With `q` the names that hold these letters; its list alone for the script that asks as one types."""
    language = translation.get_language() or ""
    slug, words = request.GET.get("category"), request.GET.get("q", "").strip()
    category = chosen_category(language, slug)
    letter = request.GET.get("letter", "").upper()
    if (slug and category is None) or (letter and letter not in LETTERS):
        raise Http404
    listing = Listing(language, category=category, words=words)
    terms, sees = listing.term_counts(), listing.see_counts()
    listing.letter = letter
    every = sum(terms.values()) + sum(sees.values())
    shown = terms.get(letter, 0) + sees.get(letter, 0) if letter else every
    rows: Any = Pages(listing, shown)
    page: Page[Row] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "letter": letter,
        "words": words if listing.key else "",
        "groups": list(letter_groups(page, terms, is_filtered=bool(listing.key))),
        "page_obj": page,
        "total": every if listing.key else sum(terms.values()),
        "current_category": category,
        "canonical_query": canonical_query(page, category=category.slug if category else "", letter=letter),
        "linked_data": partial(index_data, page.object_list),
    }
    if request.headers.get(PART_HEADER) == "list":
        response = render(request, "glossary/_list.html", context)
    else:
        context["letters"] = letter_links(terms, sees, letter, category, words)
        context["categories"] = category_links(language)
        response = render(request, "glossary/index.html", context)
    patch_vary_headers(response, [PART_HEADER])
    return response


def letter_groups(page: Page[Row], counts: dict[str, int], *, is_filtered: bool) -> Iterator[dict[str, Any]]:
    """The rows of a page under their letters; what was looked for stands in one group."""
    if is_filtered:
        yield from [{"letter": "", "entries": list(page)}] if len(page) else []
        return
    for letter, rows in groupby(page, lambda row: row.letter):
        yield {"letter": letter, "entries": list(rows), "count": counts.get(letter, 0)}


def letter_links(
    terms: dict[str, int], sees: dict[str, int], current: str, category: Category | None, words: str
) -> list[dict[str, Any]]:
    """Each letter with how many terms it has; one with nothing under it has no address."""
    slug = category.slug if category else ""
    return [
        {
            "letter": letter,
            "count": terms.get(letter, 0),
            "url": index_url(letter=letter, category=slug, q=words)
            if letter in terms or letter in sees
            else "",
            "is_current": letter == current,
        }
        for letter in LETTERS
    ]


def category_links(language: str) -> list[dict[str, Any]]:
    """The categories that hold live terms, by name, each with its address and how many."""
    live = TermRevision.objects.live().in_language(language).exclude(category=None)
    counts = dict(live.values_list("category").annotate(Count("pk")).order_by())
    return [
        {
            "name": category.name,
            "description": typeset(category.description, language),
            "url": index_url(category=category.slug),
            "count": counts[category.pk],
            "pk": category.pk,
        }
        for category in Category.objects.filter(pk__in=counts)
    ]


def index_url(**parameters: str) -> str:
    """The address of the index with these parameters, those that are not empty."""
    chosen = urlencode({name: value for name, value in parameters.items() if value})
    return reverse("glossary:index") + (f"?{chosen}" if chosen else "")


@discussed
def term_detail(request: HttpRequest, slug: str) -> HttpResponse:
    language = translation.get_language() or ""
    taken = take_at(request, TermRevision, slug, language)
    if isinstance(taken, HttpResponse):
        return taken
    found = find_live(request, TermRevision, slug, language)
    if isinstance(found, HttpResponse):
        return found
    term = found

    def show(context: dict[str, Any], status: int) -> HttpResponse:
        related = related_terms(term)
        context |= page_context(term) | {"related": related, "related_map": related_map(term, related)}
        context["mentioned"] = mentions_of(term)
        context["linked_data"] = partial(term_data, term)
        return render(request, "glossary/detail.html", context, status=status)

    return discuss(request, term.page.discussion, term.get_absolute_url(), show, taken)


def related_terms(term: TermRevision) -> list[TermRevision]:
    """The live terms related to this one, by name, twelve at most."""
    pairs = Relation.objects.of(term.page)
    others = TermRevision.objects.live().exclude(page=term.page_id)
    related = others.filter(Q(page__in=pairs.values("low")) | Q(page__in=pairs.values("high")))
    return list(related.for_lists().by_name()[:RELATED_SHOWN])
