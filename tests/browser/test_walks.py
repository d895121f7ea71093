"""Every kind of page and every desk is walked through with the keyboard alone; see walking.py."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.auditing import NARROW
from tests.browser.conftest import DESKTOP
from tests.browser.editing import AUTHOR, make_people
from tests.browser.visiting import visit
from tests.browser.walking import faults_of_a_walk, tab_stops, tab_to
from tests.conftest import Make
from tests.page_kinds import every_kind

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

ON_A_PHONE = {"home", "article with everything", "search with results", "receipt, pending", "comment refused"}
WALKED = ON_A_PHONE | {
    "articles", "term", "glossary", "discussions", "about: accessibility", "report refused",
    "mail about answers", "comment with personal data", "not found",
}  # fmt: skip


@pytest.mark.parametrize(
    ("size", "names"), [(DESKTOP, WALKED), (NARROW, ON_A_PHONE)], ids=["desktop", "phone"]
)
def test_every_page_is_walked_through_with_the_tabulator(
    open_page: Open, settings: Any, size: dict[str, int], names: set[str]
) -> None:
    kinds = [kind for kind in every_kind() if kind.name in names]
    assert len(kinds) == len(names)
    faults = []
    for kind in kinds:
        page = open_page(size=size, reduced_motion="reduce")
        visit(page, kind, settings)
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        faults += [f"{kind}: {fault}" for fault in faults_of_a_walk(page)]
        page.close()
    assert faults == [], "\n".join(faults)


def test_a_page_is_left_backwards_as_well(open_page: Open, article: Article) -> None:
    page = open_page("/fr/articles/comprendre/", reduced_motion="reduce")
    there = [stop["what"] for stop in tab_stops(page)]
    back = [stop["what"] for stop in islice(tab_stops(page, key="Shift+Tab"), len(there))]
    assert back == there[::-1]


def test_the_walk_sees_what_is_wrong(open_page: Open) -> None:
    page = open_page("/fr/", reduced_motion="reduce")
    page.evaluate(SPOIL)
    faults = "\n".join(faults_of_a_walk(page))
    for fault in ("unmarked: not Marked", "covered: not Seen", "unnamed: not Named", "late: out of order"):
        assert fault in faults


SPOIL = """() => {
  const spoilt = new CSSStyleSheet();
  spoilt.replaceSync(`#unmarked { outline: none !important; } #lid { position: fixed; inset: 0; }
    #covered { position: fixed; inset: 40% auto auto 40%; }`);
  document.adoptedStyleSheets = [spoilt];
  const add = (tag, id, words) => {
    const one = Object.assign(document.createElement(tag), {id, textContent: words});
    document.body.append(one);
    return one;
  };
  add("button", "unmarked", "Un");
  add("button", "covered", "Deux");
  add("button", "unnamed", "");
  document.querySelector(".skip-link").tabIndex = 2;
  Object.assign(add("button", "first", "Trois"), {tabIndex: 1});
  document.querySelector(".skip-link").id = "late";
  add("div", "lid", "");
}"""


def test_an_editor_writes_an_article_and_sends_it_for_review_with_keys_alone(
    open_admin: Open, make_user: Make, make_category: Make
) -> None:
    make_people(make_user, make_category)
    page = open_admin("editrice", "/admin/articles/article/add/", reduced_motion="reduce")
    type_into(page, "[name=title]", "Les défenses du corps")
    choose_by_keys(page, "#id_category + .select2 .select2-selection", "Traitement")
    type_into(page, "[name=summary]", "Le corps sait se défendre.")
    type_into(page, ".tiptap", "Le corps se défend. Il a des cellules pour cela. Elles vont vite.")
    type_into(page, "[name=funding]", "Aucun financement extérieur.")
    press_on(page, "#sources-group .add-row a")
    type_into(page, "[name=sources-0-title]", "Un guide")
    type_into(page, "[name=sources-0-publisher]", "Institut d’essai")
    type_into(page, "[name=sources-0-url]", "https://exemple.fr/guide")
    type_into(page, "[name=sources-0-accessed_on]", "01/09/2026")
    press_on(page, "#contributions-group .add-row a")
    choose_by_keys(page, "#contributions-0 .field-contributor .select2-selection", AUTHOR)
    press_on(page, "[name=_review]")
    page.wait_for_load_state()
    expect(page.locator(".page-state .state-in-review")).to_be_visible()


def type_into(page: Page, selector: str, words: str) -> None:
    go_to(page, selector)
    page.keyboard.type(words)


def choose_by_keys(page: Page, selector: str, words: str) -> None:
    go_to(page, selector)
    page.keyboard.press("Enter")
    page.keyboard.type(words)
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(words)
    page.keyboard.press("Enter")
    expect(page.locator(selector)).to_contain_text(words)


def press_on(page: Page, selector: str) -> None:
    go_to(page, selector)
    page.keyboard.press("Enter")


def go_to(page: Page, selector: str) -> None:
    """Forwards, or backwards when it lies before what has the focus."""
    lies_before = page.locator(selector).first.evaluate(
        "(one) => Boolean(document.activeElement !== document.body"
        " && one.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    tab_to(page, selector, key="Shift+Tab" if lies_before else "Tab")
