"""What the templates of a page's admin show: checklist, readability, next steps."""

from __future__ import annotations

from typing import Any

from portal.editorial.checklist import checklist, readability_of
from portal.editorial.models import Origin, Page, Revision


def is_refused(form: Any) -> bool:
    """Whether a field of it, and not what others did meanwhile, keeps it from being saved."""
    return form.is_bound and any(name in form.fields for name in form.errors)


def checklist_context(page: Page, revision: Revision, *, is_refused: bool = False) -> dict[str, Any]:
    """For `_checklist.html`: what is missing, and how easy the text is to read."""
    needs_all = page.origin == Origin.EDITORIAL
    items = checklist(page, revision)
    found, least = readability_of(revision)
    return {
        "items": items,
        "unmet": sum(not item.is_met for item in items),
        "is_refused": is_refused,
        "is_lenient": not needs_all,
        "readability": found,
        "readability_least": least,
        "words": revision.words,
    }
