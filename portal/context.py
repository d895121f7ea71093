"""What every reader page shows beside its own content; made only if a template asks for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from portal.editorial.alternates import Alternate, alternates_of
from portal.editorial.site import Site, about_links, origin_of

SECTIONS = {"articles": "articles", "glossary": "glossary", "comments": "discussions", "about": "about"}


def reader_page(request: HttpRequest) -> dict[str, Any]:
    language = translation.get_language() or settings.LANGUAGE_CODE
    origin = origin_of(request)
    return {
        "LANGUAGE_CODE": language,
        "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
        "site": SimpleLazyObject(lambda: Site(language)),
        "about_pages": SimpleLazyObject(lambda: about_links(language)),
        "alternates": SimpleLazyObject(lambda: _same_address(request, language)),
        "site_origin": origin,
        "canonical_url": f"{origin}{request.path}",
        "canonical_query": "",  # of a page of a list, which stands for itself
        "current_section": _section(request),
        "robots": "",
    }


def _section(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    return SECTIONS.get(match.namespace) or match.view_name


def _same_address(request: HttpRequest, language: str) -> list[Alternate]:
    """The same page in each language, for pages that exist in all of them."""
    try:
        resolve(request.path)
    except Resolver404:
        return alternates_of(language, {})
    return alternates_of(
        language, {code: translate_url(request.path, code) for code, _ in settings.LANGUAGES}
    )
