"""Suggestions while somebody types: by keyboard, by touch, and without scripts not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.conftest import Make, put_live

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]

FIELD = "#search-q"
SEARCH = "/fr/recherche/"


@pytest.fixture(autouse=True)
def terms(make_term: Make) -> None:
    make_term("Immunothérapie", slug="immunotherapie")
    make_term("Immunité", slug="immunite")
    make_term("Auto-immunité", slug="auto-immunite")


def options(page: Page) -> Locator:
    return page.locator(f"{FIELD}-list [role=option]")


def test_suggestions_open_are_walked_through_and_lead_to_the_page(open_page: Open) -> None:
    page = open_page(SEARCH)
    field = page.locator(FIELD)
    expect(field).to_have_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("ÌMM")
    expect(options(page)).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(options(page).first.locator("mark")).to_have_text("Imm")
    expect(page.locator(".searchbox [role=status]").last).to_contain_text("3")
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = options(page).nth(1)
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    field.press("Enter")
    page.wait_for_url("**/fr/glossaire/immunotherapie/")


def test_a_name_in_another_language_is_read_in_that_language(open_page: Open, make_term: Make) -> None:
    term = make_term("Cellules CAR-T", live=False)
    term.synonyms.create(text="CAR-T cells", language="en")
    put_live(term)
    page = open_page(SEARCH)
    page.locator(FIELD).press_sequentially("car-t ce")
    expect(options(page).locator("span[lang=en]")).to_have_text("CAR-T cells")
    expect(options(page).locator("small[lang]")).to_have_count(0)


def test_escape_closes_the_list_and_keeps_the_words(open_page: Open) -> None:
    page = open_page(SEARCH)
    field = page.locator(FIELD)
    field.press_sequentially("imm")
    expect(options(page)).to_have_count(3)
    field.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(page.locator(f"{FIELD}-list")).to_be_hidden()
    expect(field).to_have_value("imm")
    expect(field).not_to_have_attribute("aria-activedescendant", "x")
    field.press("ArrowDown")
    expect(options(page).first).to_be_visible()


def test_the_words_as_typed_can_always_be_looked_for(open_page: Open) -> None:
    page = open_page("/fr/")
    page.locator("#hero-q").press_sequentially("imm")
    expect(page.locator("#hero-q-list [role=option]")).to_have_count(3)
    page.locator("#hero-q").press("Enter")
    page.wait_for_url("**/recherche/?q=imm")
    expect(page.locator("#results > li").first).to_be_visible()


def test_a_suggestion_is_taken_by_touch(open_page: Open) -> None:
    page = open_page(SEARCH, size=PHONE, has_touch=True)
    page.locator(FIELD).press_sequentially("auto")
    expect(options(page)).to_have_count(1)
    box = options(page).first.bounding_box()
    assert box
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    options(page).first.tap()
    page.wait_for_url("**/fr/glossaire/auto-immunite/")


def test_one_character_asks_nothing(open_page: Open) -> None:
    page = open_page(SEARCH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(FIELD).press_sequentially("i", delay=300)
    page.wait_for_timeout(400)
    assert [address for address in asked if "suggestions" in address] == []


def test_without_scripts_the_search_works(open_page: Open) -> None:
    page = open_page(SEARCH, java_script_enabled=False)
    page.fill(FIELD, "immunotherapie")
    page.locator(FIELD).press("Enter")
    expect(page.locator("#results > li a").first).to_have_attribute("href", "/fr/glossaire/immunotherapie/")
