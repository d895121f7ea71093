"""No page of any kind has a fault that axe-core can find, on a phone, on a desktop, by day or in the dark.

The rules are those of WCAG 2.0 to 2.2 at levels A and AA, and axe's own good practice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

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
IN_THE_DARK = {"home", "articles", "article with everything", "term", "discussions", "comment refused"}

PARTS = 3  # in which the kinds of pages are looked at, so that they can be at the same time

# Faults of Django's login page (no h1), of its autocomplete fields (no name before something is chosen) and
# of the rich-text editor that we did not write (no name); everything else in the administration counts.
# The last are buttons of the editor, grey for the moment in which they cannot be pressed.
NOT_OURS = (
    "/admin/login/: page-has-heading-one",
    "select2-",
    "['.tiptap']",
    "color-contrast: ['button[title=",
)

# axe cannot tell the contrast of words on the shadow that says that a table scrolls.
WITHOUT_SHADOWS = """() => {
  const plain = new CSSStyleSheet();
  plain.replaceSync(".table-scroll { background: none !important; }");
  document.adoptedStyleSheets = [plain];
}"""

axe = Axe()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault_that_axe_can_find(open_page: Open, settings: Any, part: int) -> None:
    kinds = every_kind()
    assert {kind.name for kind in kinds} >= IN_THE_DARK
    assert [*faults_of_kinds(open_page(), kinds[part::PARTS], settings)] == []


def test_an_empty_site_has_no_fault_either(open_page: Open, settings: Any) -> None:
    assert [*faults_of_kinds(open_page(), EMPTY_PLACES, settings)] == []


def faults_of_kinds(page: Page, kinds: Iterable[Kind], settings: Any) -> Iterator[str]:
    for kind in kinds:
        visit(page, kind, settings)
        yield from faults_at_all_sizes(page, str(kind))
        if kind.name in IN_THE_DARK:
            page.emulate_media(color_scheme="dark")
            yield from faults_of(page, f"{kind}, dark", {"type": "rule", "values": COLOURS})
            page.emulate_media(color_scheme="light")


def faults_at_all_sizes(page: Page, where: str) -> Iterator[str]:
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        yield from faults_of(page, f"{size['width']} px, {where}", {"type": "tag", "values": RULES})


def faults_of(page: Page, where: str, rules: dict[str, Any]) -> Iterator[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
        page.evaluate(WITHOUT_SHADOWS)
    options = {
        "runOnly": rules,
        "resultTypes": ["violations"],
        "preload": False,
    }  # the policy forbids to preload
    found = page.evaluate("(options) => axe.run(options)", options)
    assert found["passes"], f"axe found nothing to look at: {where}"
    for fault in found["violations"]:
        for node in fault["nodes"]:
            what = f"{node['target']} {node['html'][:150]} {node['failureSummary'][:300]}"
            yield f"{where}: {fault['id']}: {what}"


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_a_page_shown_when_all_fails_has_no_fault_either(open_page: Open, template: str) -> None:
    body = render_to_string(template, {"kept_text": "Un texte gardé."})
    page = open_page("about:blank")
    page.route("**/fr/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/fr/")
    expect(page.locator("main")).to_contain_text("112")
    assert [*faults_at_all_sizes(page, template)] == []


def test_staff_find_no_fault_of_ours(
    open_page: Open, open_admin: Open, make_user: Make, make_article: Make, make_term: Make
) -> None:
    make_user("admin", superuser=True)
    article, term = make_article(live=False), make_term()
    comment = make_comment(article.discussion, "pending")
    faults = [*faults_at_all_sizes(open_page("/admin/login/"), "/admin/login/")]
    page = open_admin("admin", "/admin/")
    for path in (
        "/admin/",
        "/admin/comments/comment/",
        f"/admin/comments/comment/{comment.pk}/change/",
        "/admin/articles/article/",
        f"/admin/articles/article/{article.pk}/change/",
        f"/admin/articles/article/{article.pk}/preview/",
        f"/admin/glossary/term/{term.pk}/change/",
        f"/admin/glossary/term/{term.pk}/preview/",
    ):
        page.goto(path)
        faults += faults_at_all_sizes(page, path)
    assert [fault for fault in faults if not any(words in fault for words in NOT_OURS)] == []


def test_axe_sees_what_is_wrong(open_page: Open) -> None:
    page = open_page("/fr/")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert any(": label: " in fault for fault in faults_at_all_sizes(page, "a page with a fault"))
