"""The private link by which somebody without an account reads a working copy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.editorial.links import page_models
from portal.editorial.models import PreviewLink
from portal.editorial.previewing import preview_html


@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The working copy as it stands now; 404 once the link has expired or was ended."""
    link = PreviewLink.find(token)
    page = page_models()[link.kind].objects.filter(pk=link.page_id).first() if link else None
    if page is None or page.language != translation.get_language():
        response = render(request, "404.html", status=404)
    else:
        response = HttpResponse(preview_html(request, page.revision_model().drawn_from(page), edit_url=""))
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
