"""The definition of a word beside it: by mouse, keyboard and finger, as WCAG 1.4.13 asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.conftest import Make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/fr/articles/texte/"
NARROW = {"width": 320, "height": 640}
Open = Callable[..., Page]


@pytest.fixture
def article(make_article: Make, make_term: Make) -> Any:
    make_term("Biopsie", slug="biopsie", summary="Un prélèvement de tissu. On l’examine au microscope.")
    make_term("Antigène", slug="antigene", summary="Ce que les défenses du corps reconnaissent.")
    body = "<p>Une biopsie montre parfois un antigène.</p>" + "<p>Une ligne de plus.</p>" * 30
    return make_article(slug="texte", title="Un texte", body=body)


def word(page: Page, text: str = "biopsie") -> Any:
    return page.locator("a.term", has_text=text)


def popover(page: Page) -> Any:
    return page.locator("#term-popover")


def test_a_mouse_opens_it_and_may_rest_on_it(article: Any, open_page: Open) -> None:
    page = open_page(PATH)
    word(page).hover()
    expect(popover(page)).to_be_visible()
    expect(popover(page)).to_have_text("BiopsieUn prélèvement de tissu.")
    popover(page).hover()
    page.wait_for_timeout(700)
    expect(popover(page)).to_be_visible()
    page.mouse.move(5, 5)
    expect(popover(page)).to_be_hidden()


def test_a_passing_mouse_opens_nothing(article: Any, open_page: Open) -> None:
    page = open_page(PATH)
    word(page).hover()
    page.mouse.move(5, 5)
    page.wait_for_timeout(400)
    expect(popover(page)).to_be_hidden()


def test_the_keyboard_opens_it_and_escape_closes_it(article: Any, open_page: Open) -> None:
    page = open_page(PATH)
    page.locator("[data-print]").focus()
    while not word(page).evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    expect(popover(page)).to_be_visible()
    assert word(page).get_attribute("aria-describedby") == "term-popover"
    page.keyboard.press("Escape")
    expect(popover(page)).to_be_hidden()
    assert word(page).evaluate("link => link === document.activeElement")
    assert word(page).get_attribute("aria-describedby") is None
    page.keyboard.press("Tab")
    expect(popover(page)).to_contain_text("Antigène")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/glossaire/antigene/")


def test_escape_closes_what_a_mouse_opened(article: Any, open_page: Open) -> None:
    page = open_page(PATH)
    word(page).hover()
    expect(popover(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(popover(page)).to_be_hidden()


def test_a_click_of_a_mouse_follows_the_link(article: Any, open_page: Open) -> None:
    page = open_page(PATH)
    word(page).click()
    page.wait_for_url("**/fr/glossaire/biopsie/")


def test_a_first_touch_opens_it_and_a_second_follows_the_link(article: Any, open_page: Open) -> None:
    page = open_page(PATH, size=PHONE, has_touch=True, is_mobile=True)
    word(page).tap()
    expect(popover(page)).to_be_visible()
    assert page.url.endswith(PATH)
    word(page, "antigène").tap()
    expect(popover(page)).to_contain_text("Antigène")
    word(page, "antigène").tap()
    page.wait_for_url("**/fr/glossaire/antigene/")


def test_a_touch_elsewhere_closes_it(article: Any, open_page: Open) -> None:
    page = open_page(PATH, size=PHONE, has_touch=True, is_mobile=True)
    word(page).tap()
    expect(popover(page)).to_be_visible()
    page.get_by_text("Une ligne de plus.").nth(8).tap()
    expect(popover(page)).to_be_hidden()


@pytest.mark.parametrize("zoom", [1, 2])
def test_it_stays_within_a_narrow_window(article: Any, open_page: Open, zoom: int) -> None:
    page = open_page(PATH, size=NARROW)
    page.evaluate(f"document.documentElement.style.fontSize = '{zoom * 100}%'")
    before = page.evaluate("document.documentElement.scrollWidth")
    word(page, "antigène").hover()
    expect(popover(page)).to_be_visible()
    box = popover(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == before


def test_it_scrolls_with_its_word(article: Any, open_page: Open) -> None:
    page = open_page(PATH, size=NARROW)
    word(page).hover()
    expect(popover(page)).to_be_visible()
    before = popover(page).bounding_box()["y"] - word(page).bounding_box()["y"]
    page.evaluate("scrollBy({top: 60, behavior: 'instant'})")
    assert popover(page).bounding_box()["y"] - word(page).bounding_box()["y"] == pytest.approx(before, abs=1)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_is_accessible_while_it_stands_open(article: Any, open_page: Open, colours: str) -> None:
    page = open_page(PATH, color_scheme=colours)
    word(page).hover()
    expect(popover(page)).to_be_visible()
    page.wait_for_timeout(300)
    assert Axe().run(page).response["violations"] == []


def test_nothing_is_fetched(article: Any, open_page: Open) -> None:
    page = open_page(PATH)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    word(page).hover()
    expect(popover(page)).to_be_visible()
    assert asked == []


def test_without_scripts_the_words_are_links_and_the_list_explains_them(
    article: Any, open_page: Open
) -> None:
    page = open_page(PATH, java_script_enabled=False)
    expect(page.locator("[data-explained] dd").first).to_have_text("Un prélèvement de tissu.")
    word(page).click()
    page.wait_for_url("**/fr/glossaire/biopsie/")


def test_the_glossary_follows_what_is_typed(article: Any, open_page: Open) -> None:
    page = open_page("/fr/glossaire/")
    page.locator("#glossary-q").press_sequentially("bio")
    expect(page.locator("#terms dt")).to_have_text(["Biopsie"])
    page.wait_for_url("**/fr/glossaire/?q=bio")
    page.locator("#glossary-q").fill("xyz")
    expect(page.locator("#terms .empty")).to_be_visible()
    page.locator("#glossary-q").fill("")
    expect(page.locator("#terms dt")).to_have_count(2)
    assert Axe().run(page).response["violations"] == []


def test_the_glossary_is_found_in_without_scripts(article: Any, open_page: Open) -> None:
    page = open_page("/fr/glossaire/", java_script_enabled=False)
    page.locator("#glossary-q").fill("GENE")
    page.locator("#glossary-q").press("Enter")
    expect(page.locator("#terms dt")).to_have_text(["Antigène"])


def test_an_editor_keeps_words_from_being_linked(
    article: Any, open_admin: Open, make_user: Make, settings: Any
) -> None:
    make_user("editrice", "Editors")
    page = open_admin("editrice", f"/admin/articles/article/{article.pk}/change/")
    text = page.locator(".tiptap").first
    page.evaluate("() => document.fonts.ready")  # letters change their places until then
    text.get_by_text("Une biopsie montre").dblclick(position={"x": 45, "y": 10})
    page.wait_for_function("() => getSelection().toString().trim() === 'biopsie'")
    page.wait_for_timeout(300)  # the editor hears of it a moment after the browser
    page.get_by_title("Do not link these words").or_(page.get_by_title("Ne pas lier ces mots")).first.click()
    expect(text.locator("[data-unwoven]")).to_have_text("biopsie")
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".tiptap [data-unwoven]").first).to_have_text("biopsie")
