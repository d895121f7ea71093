"""From the address of a page to the revision the public reads there."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from portal.editorial.models import Revision

RevisionT = TypeVar("RevisionT", bound=Revision)


def find_live(
    request: HttpRequest, model: type[RevisionT], slug: str, language: str
) -> RevisionT | HttpResponse:
    """The live revision at this address, or what is answered instead: 301 from an old one, or 410.

    Raises Http404. A comment posted to an old address is taken, lest its text be lost on the way.
    """
    live: Any = model.objects.live().for_reading()
    found: RevisionT | None = live.filter(language=language, slug=slug).first()
    return found or _elsewhere(request, model, slug, language)


def _elsewhere(
    request: HttpRequest, model: type[RevisionT], slug: str, language: str
) -> RevisionT | HttpResponse:
    past = model.objects.once_public().filter(language=language, slug=slug.lower())
    old = past.newest_first().first()
    if old is None:
        raise Http404
    live: Any = model.objects.live().for_reading()
    now: RevisionT | None = live.of(old.page_id).first()
    if now is None:
        return render(request, "410.html", status=410)
    if request.method == "POST":
        return now
    return HttpResponsePermanentRedirect(now.get_absolute_url())
