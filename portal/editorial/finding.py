"""From the address of a page to the revision the public reads there."""

from __future__ import annotations

from typing import TypeVar

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
    revisions = model.objects.select_related("page__discussion", "category", "image")
    found = revisions.live().filter(language=language, slug=slug).first()
    if found is None:
        return _elsewhere(request, model, slug, language)
    return found


def _elsewhere(
    request: HttpRequest, model: type[RevisionT], slug: str, language: str
) -> RevisionT | HttpResponse:
    past = model.objects.once_public().filter(language=language, slug=slug.lower())
    page = past.order_by("-public_from").values("page")[:1]
    if not page:
        raise Http404
    revisions = model.objects.select_related("page__discussion", "category", "image")
    now = revisions.live().filter(page=page[0]["page"]).first()
    if now is None:
        return render(request, "410.html", status=410)
    if request.method == "POST":
        return now
    return HttpResponsePermanentRedirect(now.get_absolute_url())
