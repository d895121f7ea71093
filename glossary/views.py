"""The glossary as readers see it: the index by letter, and the page of a term."""

from __future__ import annotations

import string
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from comments.views import discuss, discussed
from glossary.limits import PER_PAGE, RELATED_SHOWN
from glossary.linked_data import index_data, term_data
from glossary.models import Relation, TermRevision
from portal.editorial.finding import find_live
from portal.editorial.models import Category
from portal.editorial.querysets import RevisionQuerySet
from portal.editorial.reading import canonical_query, chosen_category, page_context
from portal.editorial.typography import typeset

LETTERS = [*string.ascii_uppercase, "#"]


@require_safe
def term_index(request: HttpRequest) -> HttpResponse:
    language = translation.get_language() or ""
    terms = TermRevision.objects.live().in_language(language)
    slug = request.GET.get("category")
    category = chosen_category(language, slug)
    letter = request.GET.get("letter", "").upper()
    if (slug and category is None) or (letter and letter not in LETTERS):
        raise Http404
    if category:
        terms = terms.filter(category=category)
    letters = letter_links(terms, letter, category)
    shown = terms.filter(letter=letter) if letter else terms
    page = Paginator(shown.for_lists().by_name(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "letters": letters,
        "letter": letter,
        "groups": [
            {"letter": key, "entries": list(group)} for key, group in groupby(page, lambda term: term.letter)
        ],
        "page_obj": page,
        "total": sum(link["count"] for link in letters),
        "categories": category_links(language),
        "current_category": category,
        "canonical_query": canonical_query(page, category=category.slug if category else "", letter=letter),
        "linked_data": partial(index_data, page.object_list),
    }
    return render(request, "glossary/index.html", context)


def letter_links(
    terms: RevisionQuerySet[TermRevision], current: str, category: Category | None
) -> list[dict[str, Any]]:
    counts = dict(terms.values_list("letter").annotate(Count("pk")).order_by())
    return [
        {
            "letter": letter,
            "count": counts.get(letter, 0),
            "url": index_url(letter=letter, category=category.slug if category else ""),
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
    found = find_live(request, TermRevision, slug, translation.get_language() or "")
    if isinstance(found, HttpResponse):
        return found
    term = found

    def show(context: dict[str, Any], status: int) -> HttpResponse:
        context |= page_context(term) | {"related": related_terms(term)}
        context["linked_data"] = partial(term_data, term)
        return render(request, "glossary/detail.html", context, status=status)

    return discuss(request, term.page.discussion, term.get_absolute_url(), show)


def related_terms(term: TermRevision) -> list[TermRevision]:
    """The live terms related to this one, by name, twelve at most."""
    pairs = Relation.objects.of(term.page)
    others = TermRevision.objects.live().exclude(page=term.page_id)
    related = others.filter(Q(page__in=pairs.values("low")) | Q(page__in=pairs.values("high")))
    return list(related.for_lists().by_name()[:RELATED_SHOWN])
