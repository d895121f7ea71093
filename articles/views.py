"""Articles as readers see them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from articles.limits import FURTHER, PER_PAGE
from articles.linked_data import article_data
from articles.models import ArticleRevision
from comments.views import discuss, discussed, take_at
from portal.editorial.finding import find_live
from portal.editorial.models import Category
from portal.editorial.reading import canonical_query, chosen_category, page_context
from portal.editorial.typography import typeset


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    language = translation.get_language() or ""
    live = ArticleRevision.objects.live().in_language(language)
    categories = category_links(language)
    slug = request.GET.get("category")
    current = chosen_category(language, slug)
    if slug and current is None:
        raise Http404
    shown = live.filter(category=current) if current else live
    page = Paginator(shown.for_lists().newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "at_once": next((one.pk for one in page.object_list if one.image), None),
        "categories": categories,
        "current_category": current,
        "canonical_query": canonical_query(page, category=current.slug if current else ""),
    }
    return render(request, "articles/list.html", context)


def category_links(language: str) -> list[dict[str, Any]]:
    """The categories that hold live articles, by name, each with its address and how many."""
    live = ArticleRevision.objects.live().in_language(language).exclude(category=None)
    counts = dict(live.values_list("category").annotate(Count("pk")).order_by())
    address = reverse("articles:list")
    return [
        {
            "name": category.name,
            "description": typeset(category.description, language),
            "url": f"{address}?category={category.slug}",
            "count": counts[category.pk],
            "pk": category.pk,
        }
        for category in Category.objects.filter(pk__in=counts)
    ]


@discussed
def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    language = translation.get_language() or ""
    taken = take_at(request, ArticleRevision, slug, language)
    if isinstance(taken, HttpResponse):
        return taken
    found = find_live(request, ArticleRevision, slug, language)
    if isinstance(found, HttpResponse):
        return found
    article = found

    def show(context: dict[str, Any], status: int) -> HttpResponse:
        context |= page_context(article) | {"further": further_articles(article)}
        context["linked_data"] = partial(article_data, article)
        return render(request, "articles/detail.html", context, status=status)

    return discuss(request, article.page.discussion, article.get_absolute_url(), show, taken)


def further_articles(article: ArticleRevision) -> list[ArticleRevision]:
    """Newer articles of the same category first, then any others."""
    others = ArticleRevision.objects.live().in_language(article.language).exclude(page=article.page_id)
    same_first = others.for_lists().order_by(
        Case(When(category=article.category_id, then=0), default=1), "-public_from", "-pk"
    )
    return list(same_first[:FURTHER])
