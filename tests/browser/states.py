"""States of readers' pages that only somebody who does something gets to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from comments.limits import TEXT_MAX, TEXT_MIN

ARTICLE = "/fr/articles/effets-secondaires-de-l-immunotherapie/"
WITH_A_PICTURE = "/fr/articles/comment-agissent-les-inhibiteurs-de-points-de-controle/"


@dataclass(frozen=True)
class State:
    """`enter` is called anew for each way to see the page, whatever the one before has left."""

    name: str
    path: str
    enter: Callable[[Page], None]


def reach(state: State, page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    state.enter(page)


def explain_a_word(page: Page) -> None:
    page.locator(".prose a.term").first.focus()
    expect(page.locator("#term-popover")).to_be_visible()


def open_contents(page: Page) -> None:
    toc = page.locator(".toc")
    toc.evaluate("(details) => { details.open = true; }")
    page.locator(".toc a").nth(1).scroll_into_view_if_needed()
    expect(page.locator(".toc a").first).to_be_visible()


def enlarge_the_picture(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("dialog.lightbox")).to_have_count(0)
    page.locator("a.enlarge").click()
    expect(page.locator("dialog.lightbox img")).to_be_visible()


def point_at_a_section(page: Page) -> None:
    """As with a click in the contents: the place is marked there."""
    page.locator(".prose h2").last.evaluate("(heading) => heading.scrollIntoView({behavior: 'instant'})")


def write_too_much(page: Page) -> None:
    page.fill("#comment-form [name=text]", "x" * (TEXT_MAX + 12))
    expect(page.locator(".field__count")).to_have_attribute("data-state", "over")


def write_too_little(page: Page) -> None:
    page.fill("#comment-form [name=text]", "x" * (TEXT_MIN - 1))
    expect(page.locator(".field__count")).to_have_attribute("data-state", "short")


def come_back_to_a_draft(page: Page) -> None:
    page.fill("#comment-form [name=text]", "Un texte auquel je tiens.")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    page.reload()
    expect(page.locator("[data-draft-note]")).to_be_visible()


def be_offered_words(page: Page) -> None:
    field = page.locator("main [role=combobox]").first
    field.fill("")
    field.press_sequentially("immu")
    expect(page.locator("[role=option]").first).to_be_visible()
    field.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)


def filter_the_glossary(page: Page) -> None:
    page.locator("#glossary-q").fill("anti")
    page.wait_for_url("**?q=anti")
    expect(page.locator("#terms[aria-busy=true]")).to_have_count(0)


def find_no_entry(page: Page) -> None:
    page.locator("#glossary-q").fill("xyz")
    expect(page.locator("#terms .empty")).to_be_visible()


def open_all_boxes(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")


def copy_the_address(page: Page) -> None:
    page.evaluate("navigator.clipboard.writeText = async () => {}")
    page.locator("[data-copy] >> visible=true").first.click()
    expect(page.locator("[data-copied]").first).not_to_be_empty()


STATES = [
    State("a word explained", ARTICLE, explain_a_word),
    State("contents open", ARTICLE, open_contents),
    State("picture enlarged", WITH_A_PICTURE, enlarge_the_picture),
    State("at the last section", ARTICLE, point_at_a_section),
    State("address copied", ARTICLE, copy_the_address),
    State("comment too long", ARTICLE, write_too_much),
    State("comment too short", ARTICLE, write_too_little),
    State("draft restored", ARTICLE, come_back_to_a_draft),
    State("suggestions of the search", "/fr/recherche/", be_offered_words),
    State("suggestions on the home page", "/fr/", be_offered_words),
    State("how to search", "/fr/recherche/", open_all_boxes),
    State("topics and languages of a search", "/fr/recherche/?q=fatigue", open_all_boxes),
    State("glossary filtered", "/fr/glossaire/", filter_the_glossary),
    State("glossary, nothing found", "/fr/glossaire/", find_no_entry),
]
