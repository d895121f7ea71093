"""Search over live articles and terms, forgiving accents, case, elision and the plural."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from articles.models import ArticleRevision
from glossary.models import TermRevision
from portal.editorial.models import Revision
from portal.search.text import fold

QUERY_MAX = 200  # characters; what follows is ignored
WORDS_MAX = 8
FOUND_MAX = 200  # rows of each kind
PER_PAGE = 20
SUGGESTIONS = 10
SUGGESTED = 6  # terms offered where nothing was found
ELIDED = re.compile(r"\b(?:qu|[cdjlmnst])'")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Result:
    title: str
    url: str
    kind_label: str
    category_name: str
    snippet: SafeString

    @classmethod
    def of(cls, row: Revision, words: list[str]) -> Result:
        return cls(
            title=row.title,
            url=row.url,
            kind_label=str(row.page._meta.verbose_name),
            category_name=row.category.name if row.category else "",
            snippet=marked(row.summary, words),
        )


def query_words(query: str) -> list[str]:
    """The folded words of a query, without elided articles and the final letter of a plural."""
    folded = ELIDED.sub("", fold(query.replace("\0", " ")[:QUERY_MAX]))
    return [_singular(word) for word in WORD.findall(folded)[:WORDS_MAX]]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def find(query: str, language: str) -> list[Revision]:
    """Live pages that hold every word of the query, best first."""
    words = query_words(query)
    if not words:
        return []
    rows: list[Revision] = []
    for model in (TermRevision, ArticleRevision):
        live = model.objects.live().in_language(language).containing(words)
        rows += live.select_related("page", "category").defer("body", "html")[:FOUND_MAX]
    return sorted(rows, key=lambda row: _rank(row, words))


def _rank(row: Revision, words: list[str]) -> tuple[int, str]:
    """Name of the page first, then its summary, then the rest; by name within each."""
    title, summary = fold(row.title), fold(row.summary)
    if _singular(title) == " ".join(words):
        return 0, row.sort_key
    if all(word in title for word in words):
        return 1, row.sort_key
    return (2 if all(word in summary for word in words) else 3), row.sort_key


def marked(text: str, words: list[str]) -> SafeString:
    """The text as HTML, the words that begin with one of the query's in <mark>."""
    parts, end = [], 0
    for match in WORD.finditer(text):
        if any(fold(match[0]).startswith(word) for word in words):
            parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  (each part is escaped)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    language = translation.get_language() or ""
    query = request.GET.get("q", "").replace("\0", "").strip()[:QUERY_MAX]
    words = query_words(query)
    page = Paginator(find(query, language), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "page_obj": page,
        "results": [Result.of(row, words) for row in page],
        "definition": _definition(page.object_list, words) if page.number == 1 else None,
        "suggestions": [] if page.object_list else _well_known(language),
        "robots": "noindex",
    }
    return render(request, "portal/search.html", context)


def _well_known(language: str) -> list[str]:
    """Words worth searching for, for those who found nothing."""
    terms = TermRevision.objects.live().in_language(language).newest_first()
    return list(terms.values_list("title", flat=True)[:SUGGESTED])


def _definition(rows: Any, words: list[str]) -> Revision | None:
    """The term whose name is the query, if there is one."""
    first = next(iter(rows), None)
    if isinstance(first, TermRevision) and _rank(first, words)[0] == 0:
        return first
    return None


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names of pages that begin as the query does, in the OpenSearch suggestion format."""
    query = request.GET.get("q", "")[:QUERY_MAX]
    start = fold(query.replace("\0", ""))
    names: list[str] = []
    if len(start) >= 2:
        language = translation.get_language() or ""
        for model in (TermRevision, ArticleRevision):
            live = model.objects.live().in_language(language).filter(search_text__startswith=start)
            names += live.by_name().values_list("title", flat=True)[:SUGGESTIONS]
    return JsonResponse(
        [query, names[:SUGGESTIONS]], safe=False, content_type="application/x-suggestions+json"
    )
