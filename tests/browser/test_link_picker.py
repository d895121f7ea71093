"""Linking to a page of the portal in the rich-text editor: chosen from a list, by keyboard or by finger."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from portal.editorial.links import identity_of
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import Make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]


@pytest.fixture
def draft(make_article: Make) -> Article:
    article: Article = make_article(title="Brouillon", live=False, body="<p>Voyez cette page.</p>")
    return article


@pytest.fixture
def pages(make_article: Make, make_term: Make) -> list[Any]:
    return [
        make_article(title="Les œdèmes", slug="oedemes"),
        make_article(title="Traiter l’œdème du bras", slug="traiter"),
        make_term("Œdème", slug="oedeme"),
        make_term("Oedema", slug="oedema", language="en"),
        make_term("Métastase", slug="metastase", live=False),
    ]


def form_of(open_admin: Open, make_user: Make, article: Article, **options: Any) -> Page:
    make_user("editrice", "Editors")
    return open_admin("editrice", f"/admin/articles/article/{article.pk}/change/", **options)


def open_dialog(page: Page) -> Locator:
    """With all words of the text selected."""
    text = page.locator(".tiptap").first
    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[role=combobox]")).to_be_focused()
    return dialog


def saved(page: Page, article: Article) -> str:
    page.click("[name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    return article.body


def test_a_page_is_chosen_with_the_keyboard(
    open_admin: Open, make_user: Make, draft: Article, pages: list[Any]
) -> None:
    page = form_of(open_admin, make_user, draft)
    dialog = open_dialog(page)
    page.keyboard.type("oedem")
    options = dialog.locator("[role=option]")
    expect(options.locator(".link-choice-title")).to_have_text(
        ["Œdème", "Les œdèmes", "Traiter l’œdème du bras"]
    )
    field = dialog.get_by_role("combobox", name="Page ou adresse")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(dialog.locator("[role=status]")).to_contain_text("3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("-1$"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Œdème")
    expect(dialog.locator(".link-chosen")).to_contain_text("terme")
    page.keyboard.press("Enter")
    expect(dialog).not_to_be_attached()
    assert saved(page, draft) == f'<p><a href="{identity_of(pages[2])}">Voyez cette page.</a></p>'


def test_a_page_is_chosen_by_finger_on_a_phone(
    open_admin: Open, make_user: Make, draft: Article, pages: list[Any]
) -> None:
    page = form_of(open_admin, make_user, draft, size=PHONE, has_touch=True)
    dialog = open_dialog(page)
    page.keyboard.type("bras")
    option = dialog.locator("[role=option]")
    box = option.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    option.tap()
    dialog.locator("button[type=submit]").tap()
    assert identity_of(pages[1]) in saved(page, draft)


def test_an_existing_link_opens_with_the_title_of_its_page(
    open_admin: Open, make_user: Make, draft: Article, pages: list[Any]
) -> None:
    draft.body = f'<p><a href="{identity_of(pages[4])}#s-a">Voyez cette page.</a></p>'
    draft.save()
    page = form_of(open_admin, make_user, draft)
    dialog = open_dialog(page)
    expect(dialog.locator("[role=combobox]")).to_have_value("Métastase")
    expect(dialog.locator(".link-chosen")).to_contain_text("brouillon")
    expect(dialog.locator(".link-chosen")).to_contain_text("#s-a")
    dialog.locator("button[type=submit]").click()
    assert saved(page, draft) == draft.body
    assert "#s-a" in draft.body
    open_dialog(page).get_by_role("button", name="Retirer le lien").click()
    assert saved(page, draft) == "<p>Voyez cette page.</p>"


def test_a_link_to_a_page_that_is_gone_says_so(open_admin: Open, make_user: Make, draft: Article) -> None:
    draft.body = '<p><a href="page:article-999999">Voyez cette page.</a></p>'
    draft.save()
    dialog = open_dialog(form_of(open_admin, make_user, draft))
    expect(dialog.locator("[role=alert]")).to_have_text("Cette page n’existe plus.")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://exemple.fr/a?b=1", "https://exemple.fr/a?b=1"),
        ("www.exemple.fr", "https://www.exemple.fr"),
        ("equipe@exemple.fr", "mailto:equipe@exemple.fr"),
        ("#s-titre", "#s-titre"),
    ],
)
def test_an_address_is_still_an_address(
    open_admin: Open, make_user: Make, draft: Article, typed: str, stored: str
) -> None:
    page = form_of(open_admin, make_user, draft)
    open_dialog(page)
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert f'<a href="{stored}">' in saved(page, draft)


def test_words_that_are_no_page_are_not_taken_for_an_address(
    open_admin: Open, make_user: Make, draft: Article
) -> None:
    page = form_of(open_admin, make_user, draft)
    dialog = open_dialog(page)
    page.keyboard.type("rien de tel")
    expect(dialog.locator("[role=status]")).to_contain_text("Aucune page")
    page.keyboard.press("Enter")
    expect(dialog.locator("[role=alert]")).to_contain_text("https://")
    expect(dialog.locator("[role=combobox]")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_attached()
    expect(page.locator(".tiptap").first).to_be_focused()
    assert saved(page, draft) == "<p>Voyez cette page.</p>"


def test_escape_closes_the_list_before_the_dialog(
    open_admin: Open, make_user: Make, draft: Article, pages: list[Any]
) -> None:
    page = form_of(open_admin, make_user, draft)
    dialog = open_dialog(page)
    page.keyboard.type("oed")
    expect(dialog.locator("[role=listbox]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.locator("[role=listbox]")).to_be_hidden()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_attached()


@pytest.mark.parametrize("size", [DESKTOP, PHONE, {"width": 320, "height": 500}])
def test_the_dialog_can_be_used_by_everyone(
    open_admin: Open, make_user: Make, draft: Article, pages: list[Any], size: dict[str, int]
) -> None:
    page = form_of(open_admin, make_user, draft, size=size)
    dialog = open_dialog(page)
    page.keyboard.type("e")
    expect(dialog.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run('dialog', {preload: false})")  # the policy forbids to preload
    assert found["passes"]
    assert found["violations"] == []
    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert dialog.evaluate("element => element.scrollWidth <= element.clientWidth")
