"""No page of any kind has a fault that axe-core can find, on a phone, on a desktop, by day or in the dark.

The rules are those of WCAG 2.0 to 2.2 at levels A and AA, and axe's own good practice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Page

from articles.models import Article
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visiting import visit
from tests.conftest import Make
from tests.page_kinds import EMPTY_PLACES, Kind, every_kind, make_comment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
MAIN = {"home", "articles", "article with everything", "term", "discussions", "comment refused"}
OURS_IN_THE_ADMIN = [".comment-text", ".state", ".page-state", ".page-buttons", ".decisions", ".messagelist"]

axe = Axe()


def test_no_page_has_a_fault_that_axe_can_find(open_page: Open, settings: Any) -> None:
    page = open_page("/fr/", size=DESKTOP)
    faults = []
    for kind in EMPTY_PLACES:
        visit(page, kind, settings)
        faults += faults_of_kind(page, kind)
    for kind in every_kind():
        visit(page, kind, settings)
        faults += faults_of_kind(page, kind)
    assert faults == []


def faults_of_kind(page: Page, kind: Kind) -> Iterator[str]:
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        yield from faults_of(page, f"{kind}, {size['width']}px")
    if kind.name in MAIN:
        page.emulate_media(color_scheme="dark")
        yield from faults_of(page, f"{kind}, dark", rules=COLOURS)
        page.emulate_media(color_scheme="light")


def faults_of(
    page: Page, where: str, *, rules: list[str] | None = None, within: list[str] | None = None
) -> Iterator[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = page.evaluate(
        "([context, options]) => axe.run(context || document, options)",
        [{"include": within} if within else None, {"runOnly": chosen, "resultTypes": ["violations"]}],
    )
    assert found["passes"], where
    for fault in found["violations"]:
        for node in fault["nodes"]:
            yield f"{where}: {fault['id']}: {node['target']} {node['html'][:160]}: {node['failureSummary'][:400]}"
