"""Pages to choose from while a link is written, for static/js/links.js; and the words of that script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from portal.editorial.cleaning import PAGE_LINK
from portal.editorial.languages import language_choices
from portal.editorial.links import identity_at, identity_of, page_models
from portal.editorial.models import Page
from portal.search.text import sort_key

CHOICES_MAX = 10
QUERY_MAX = 200  # characters; of a longer one the beginning counts
_CANDIDATES_MAX = 100  # rows of which the database can't tell for certain that they match
WORDS = (
    gettext_noop("Link"),
    gettext_noop("Page or address"),
    gettext_noop("Type words of a page’s title, or paste a web address."),
    gettext_noop("Insert link"),
    gettext_noop("Update link"),
    gettext_noop("Remove link"),
    gettext_noop("Cancel"),
    gettext_noop("Pages found"),
    gettext_noop("One page found; choose it in the list."),
    gettext_noop("%s pages found; choose one in the list."),
    gettext_noop("No page with these words in its title."),
    gettext_noop("The list of pages could not be loaded; an address can still be typed."),
    gettext_noop("Choose a page from the list, or type an address that begins with https://"),
    gettext_noop("This page no longer exists."),
    gettext_noop("Not public yet: until it is, readers see the words without a link."),
    gettext_noop("To its section %s"),
    gettext_noop("Do not link these words to the glossary"),
    gettext_noop("Language of these words"),
    gettext_noop("Language"),
    gettext_noop(
        "Screen readers pronounce them accordingly. Names and words that have become usual need no mark."
    ),
    gettext_noop("Mark these words"),
    gettext_noop("Remove the mark"),
    gettext_noop("Box: emergency"),
    gettext_noop("Box: call the same day"),
    gettext_noop("Emergency"),
    gettext_noop("Do not wait until tomorrow"),
)
_OF = re.compile(r"(?P<kind>[a-z]+)-(?P<pk>[1-9][0-9]{0,17})")


def choice_urls(site: AdminSite) -> list[URLPattern]:
    """For AdminSite.get_urls(), before those of Django."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return page_choices(request, site)

    return [path("page-choices/", site.admin_view(view), name="page_choices")]


def page_choices(request: HttpRequest, site: AdminSite) -> JsonResponse:
    """At most ten pages of the kinds this person may see, those first whose title starts with `q`.

    `q` may also be an identity or an address of ours. Narrowed to `language`, or to that of the page
    `of` (as in article-12), which is left out itself.
    """
    models = {
        name: model
        for name, model in page_models().items()
        if model in site._registry and site._registry[model].has_view_permission(request)
    }
    if not models:
        raise PermissionDenied
    words = request.GET.get("q", "").strip()[:QUERY_MAX]
    known = PAGE_LINK.fullmatch(identity_at(words) or words)
    if known:
        pages = _by_key(models, known["kind"], known["pk"])
    else:
        pages = _matching(models, words, request.GET.get("language", ""), request.GET.get("of", ""))
    return JsonResponse({"choices": [_shown(page) for page in pages]})


def _by_key(models: dict[str, type[Page]], kind: str, pk: str) -> list[Any]:
    return list(models[kind].objects.with_state().filter(pk=int(pk))) if kind in models else []


def _matching(models: dict[str, type[Page]], words: str, language: str, of: str) -> list[Any]:
    writing = _OF.fullmatch(of)
    itself = _by_key(models, writing["kind"], writing["pk"]) if writing else []
    language = itself[0].language if itself else language
    key = _letters(sort_key(words))
    found: list[Any] = []
    for model in models.values():
        pages = model.objects.filter(language=language) if language else model.objects.all()
        found += _candidates(pages, key)
    found = [page for page in found if page not in itself]
    found.sort(key=lambda page: (not page.sort_key.startswith(key), page.sort_key, page.pk))
    return list(_with_states(models, found[:CHOICES_MAX]))


def _candidates(pages: QuerySet[Any], key: str) -> Iterator[Any]:
    """Those whose letters hold the key; what follows the letters in a sort key could hold it by chance."""
    first = Case(When(sort_key__startswith=key, then=0), default=1)
    rows = pages.filter(sort_key__contains=key).order_by(first, "sort_key", "pk").only("pk", "sort_key")
    return (page for page in rows[:_CANDIDATES_MAX] if key in _letters(page.sort_key))


def _with_states(models: dict[str, type[Page]], chosen: list[Any]) -> Iterator[Any]:
    """The same pages in the same order, with what their states are told from."""
    stated = {
        page: page
        for model in models.values()
        for page in model.objects.with_state().filter(pk__in=[one.pk for one in chosen if type(one) is model])
    }
    return (stated[page] for page in chosen)


def _letters(key: str) -> str:
    return key.partition("\t")[0]


def _shown(page: Any) -> dict[str, str]:
    state = page.state
    return {
        "identity": identity_of(page),
        "title": page.title,
        "kind": str(page._meta.verbose_name),
        "language": page.language,
        "language_name": dict(language_choices()).get(page.language, page.language),
        "state": state.value,
        "state_label": str(state.label),
    }


class AdminCatalog(JavaScriptCatalog):
    """Django's words for the scripts of the administration, and those of the rich-text editor."""

    packages = ["django.contrib.admin", "django_prose_editor"]

    def get_catalog(self) -> dict[str, Any]:
        return super().get_catalog() | editor_words()


def editor_words() -> dict[str, str]:
    """What the editor’s own scripts say, by the English words, and the titles of its buttons."""
    buttons = {"insert link": _("Insert link"), "remove link": _("Remove link")}
    return {words: _(words) for words in WORDS} | buttons
