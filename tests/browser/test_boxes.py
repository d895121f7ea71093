"""Boxes that say when to call for help, made by an editor with keys alone, and as readers get them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from tests.conftest import Make, put_live

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
SIGNS = "<ul><li><p>La fièvre.</p></li></ul><p>Et la toux.</p>"


@pytest.fixture
def form(make_article: Make, make_user: Make, open_admin: Open) -> Page:
    article = make_article(slug="texte", body=f"<p>Un début.</p>{SIGNS}")
    make_user("editrice", "Editors")
    return open_admin("editrice", f"/admin/articles/article/{article.pk}/change/")


def press(page: Page, name: str) -> None:
    """The button of the editor with that name, reached with the keys."""
    button = page.locator(f".prose-menubar [data-name={name}]").first
    page.locator(".tiptap").first.focus()
    page.wait_for_timeout(200)  # the editor puts the cursor in its place after the focus
    page.keyboard.press("Control+End")
    page.keyboard.press("Shift+ArrowUp")
    for _stop in range(40):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("button => button === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError("the button can't be reached")


def boxes(page: Page) -> Locator:
    return page.locator(".tiptap").first.locator("aside")


def test_an_editor_makes_a_box_with_keys_alone_and_readers_get_it(form: Page, open_page: Open) -> None:
    press(form, "care-emergency")
    expect(boxes(form)).to_have_text("La fièvre.Et la toux.")
    form.locator("[name=_continue]").first.focus()
    form.keyboard.press("Enter")
    expect(form.locator(".messagelist .success").first).to_be_visible()
    article = Article.objects.get(slug="texte")
    assert article.body == (f'<p>Un début.</p><aside data-care="emergency">{SIGNS}</aside>')
    put_live(article)
    box = open_page("/fr/articles/texte/").locator("article aside[data-care=emergency]")
    expect(box.locator("p.care")).to_be_visible()
    expect(box.locator("li")).to_have_text("La fièvre.")


def test_a_box_becomes_one_of_the_other_kind_and_is_taken_away_again(form: Page) -> None:
    press(form, "care-emergency")
    press(form, "care-today")
    expect(boxes(form)).to_have_attribute("data-care", "today")
    press(form, "care-today")
    expect(boxes(form)).to_have_count(0)
    expect(form.locator(".tiptap").first.locator("li")).to_have_text("La fièvre.")
