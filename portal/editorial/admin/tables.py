"""What the templates of a page's admin show: checklist, readability, next steps."""

from __future__ import annotations

from typing import Any

from portal.editorial.checklist import checklist, readability_of
from portal.editorial.models import Origin, Page, Revision


def checklist_context(page: Page, revision: Revision) -> dict[str, Any]:
    """For `_checklist.html`: what is missing, and how easy the text is to read."""
    needs_all = page.origin == Origin.EDITORIAL
    items = checklist(page, revision)
    found, least = readability_of(revision)
    return {
        "items": items,
        "unmet": sum(not item.is_met for item in items),
        "is_lenient": not needs_all,
        "readability": found,
        "readability_least": least,
        "words": revision.words,
    }
