"""A revision that is not public, shown as readers would get it, and the private link to one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from portal.editorial.languages import reverse_in
from portal.editorial.models import Page, Revision
from portal.editorial.reading import page_context


def preview_html(request: HttpRequest, revision: Revision, *, edit_url: str) -> str:
    """The whole page in its own language, under a bar that tells what it is; `edit_url` may be empty."""
    with translation.override(revision.language):
        context: dict[str, Any] = page_context(revision)
        context |= {"is_preview": True, "discussion": None, "edit_url": edit_url, "robots": "noindex"}
        context |= {"canonical_url": "", "further": [], "related": [], "related_map": None}
        context["mentioned"] = []
        return render_to_string(revision.template_name, context, request)


def shared_preview_url(page: Page, token: str) -> str:
    return reverse_in(page.language, "preview", token)
