"""What machines ask for: health, robots.txt, security.txt, the description of the search, uploaded files."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from portal import sitemaps
from portal.editorial.languages import reverse_in
from portal.editorial.look import Look
from portal.editorial.look import digest as digest_of
from portal.editorial.site import Site, about_url, origin_of

A_YEAR = 365 * 24 * 3600  # seconds


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The process can serve pages: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def _absolute(request: HttpRequest, path: str) -> str:
    return f"{origin_of(request)}{path}"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {_absolute(request, reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or the list of files they are in once they are too many; each file is a ?p= of it."""
    files = sitemaps.files()
    numbered = {str(number): [file] for number, file in enumerate(files, start=1)}
    asked = request.GET.get("p", "")
    if asked and asked not in numbered:
        raise Http404
    if not asked and sum(file.size for file in files) > sitemaps.PER_FILE:
        address = _absolute(request, request.path)
        document = sitemaps.as_index(f"{address}?p={number}" for number in numbered)
    else:
        shown = numbered[asked] if asked else files
        entries = chain.from_iterable(sitemaps.entries(file) for file in shown)
        document = sitemaps.as_urlset(entries, origin_of(request))
    response = HttpResponse(document, content_type="application/xml")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    language = settings.LANGUAGE_CODE
    site = Site(language)
    contact = (
        f"mailto:{site.contact_email}"
        if site.contact_email
        else _absolute(request, about_url(language, "contact"))
    )
    expires = timezone.now().replace(microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {_absolute(request, request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    language = settings.LANGUAGE_CODE
    context = {
        "site": Site(language),
        "language": language,
        "search_url": _absolute(request, reverse_in(language, "search")),
        "suggestions_url": _absolute(request, reverse_in(language, "suggestions")),
    }
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "portal/opensearch.xml", context, content_type=content_type)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks at the old place without having read a page."""
    return redirect(static("img/favicon.svg"))


@require_safe
def look(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """The style sheet with the colours and typeface that an association chose; see portal.editorial.look.

    Under an older digest, that of a page made before an upgrade, it is today's sheet and kept by nobody.
    """
    chosen = Look.from_code(code)
    if chosen is None:
        raise Http404
    response = HttpResponse(chosen.sheet(), content_type="text/css; charset=utf-8")
    if digest == digest_of(chosen):
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        add_never_cache_headers(response)
    return response


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Re-encoded images, whose names come from their content; nginx serves them where there is one."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["X-Content-Type-Options"] = "nosniff"
    return response
