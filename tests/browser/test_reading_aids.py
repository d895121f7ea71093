"""Figures that enlarge, sharing without third parties, and what the comment form says offline."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.models import Article
from portal.editorial.models import Image
from tests.browser.conftest import PHONE
from tests.conftest import Make, put_live
from tests.editorial.test_renditions import add, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
PATH = "/fr/articles/schema/"
SHARING = """navigator.share = (data) => { window.shared = data; return Promise.resolve(); };"""


@pytest.fixture
def image(transactional_db: None) -> Image:
    return add(picture(1200, 800))


@pytest.fixture
def illustrated(make_article: Make, image: Image) -> Article:
    body = (
        f'<figure><img src="{image.url}" alt="Un autre schéma"><figcaption>La légende.</figcaption></figure>'
    )
    page: Article = make_article(slug="schema", title="Un schéma & sa suite", live=False, body=body)
    page.image, page.image_alt, page.image_caption = image, "Un schéma en deux parties", "Ce qu’on y voit."
    page.save()
    put_live(page)
    return page


def test_a_figure_enlarges_above_the_page_and_gives_the_place_back(
    open_page: Open, illustrated: Article
) -> None:
    page = open_page(PATH)
    link = page.locator(".doc__body > figure a.enlarge")
    place = "link => link.getBoundingClientRect().top + scrollY"
    before = link.evaluate(place)
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Un schéma en deux parties")
    expect(dialog.get_by_role("button")).to_be_focused()
    expect(dialog.locator("img")).to_have_js_property("naturalWidth", 1200)
    expect(dialog).to_contain_text("Ce qu’on y voit.")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(link).to_be_focused()
    assert link.evaluate(place) == before
    assert page.url.endswith(PATH)


def test_a_figure_in_the_text_enlarges_too_and_is_closed_by_its_button_or_beside_it(
    open_page: Open, illustrated: Article
) -> None:
    page = open_page(PATH)
    link = page.locator(".prose a.enlarge")
    link.click()
    page.get_by_role("dialog", name="Un autre schéma").get_by_role("button").click()
    expect(page.locator("dialog")).to_have_count(0)
    link.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(2, 2)
    expect(page.locator("dialog")).to_have_count(0)


def test_on_a_phone_the_figure_is_larger_than_the_window_and_scrolls_inside(
    open_page: Open, illustrated: Article
) -> None:
    page = open_page(PATH, size=PHONE)
    page.locator(".doc__body > figure a.enlarge").click()
    frame = page.locator(".lightbox__frame")
    assert frame.evaluate("box => box.scrollWidth > 1.5 * box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.keyboard.press("Tab")
    expect(frame).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(frame).not_to_have_js_property("scrollLeft", 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_enlarged_figure_has_no_fault_that_axe_can_find(
    open_page: Open, illustrated: Article, scheme: str
) -> None:
    page = open_page(PATH, color_scheme=scheme, size=PHONE)
    page.locator(".doc__body > figure a.enlarge").click()
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run('dialog', {preload: false})")
    assert found["passes"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []


def test_without_scripts_the_figure_leads_to_the_large_picture(
    open_page: Open, illustrated: Article, image: Image
) -> None:
    page = open_page(PATH, java_script_enabled=False)
    page.locator(".doc__body > figure a.enlarge").click()
    page.wait_for_url(f"**{image.url}")


def test_the_page_is_sent_by_mail_without_scripts(open_page: Open, illustrated: Article) -> None:
    page = open_page(PATH, java_script_enabled=False)
    link = page.locator(".tools a[href^=mailto]")
    expect(link).to_be_visible()
    expect(page.locator(".tools button")).to_have_count(3 - 1)
    expect(page.locator(".tools button").first).to_be_hidden()
    address = link.get_attribute("href") or ""
    subject, _, body = address.removeprefix("mailto:?subject=").partition("&body=")
    assert unquote(subject) == "Un schéma & sa suite"
    assert unquote(body) == f"Un schéma & sa suite\n{page.url}"


def test_the_link_is_copied(open_page: Open, illustrated: Article) -> None:
    page = open_page(PATH, permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copied]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_phone_shares_with_its_own_sheet(open_page: Open, illustrated: Article) -> None:
    page = open_page(size=PHONE, has_touch=True, is_mobile=True)
    page.add_init_script(SHARING)
    page.goto(PATH)
    page.locator("[data-copy]").tap()
    shared = page.evaluate("window.shared")
    assert shared["url"] == page.url
    assert "Un schéma & sa suite" in shared["title"]


def test_nothing_moves_when_the_tools_arrive(open_page: Open, illustrated: Article) -> None:
    for size in (PHONE, {"width": 1280, "height": 900}):
        heights = [
            open_page(PATH, size=size, **context).locator(".tools").bounding_box()
            for context in ({}, {"permissions": ["clipboard-write"]})
        ]
        assert heights[0] == heights[1]


def test_offline_the_form_says_so_and_keeps_the_text(open_page: Open, illustrated: Article) -> None:
    page = open_page(PATH)
    words = page.locator("#comment-form [data-offline]")
    expect(words).to_be_hidden()
    page.fill("#comment-form [name=name]", "Camomille")
    page.fill("#comment-form textarea", "Un commentaire écrit dans le train.")
    page.context.set_offline(True)
    page.locator("#comment-form [type=submit]").first.click()
    expect(words).to_be_visible()
    expect(words).to_have_text(words.get_attribute("data-offline") or "")
    assert page.locator("#comment-form textarea").input_value() == "Un commentaire écrit dans le train."
    page.context.set_offline(False)
    expect(words).to_have_text(words.get_attribute("data-online") or "")
    page.locator("#comment-form [type=submit]").first.click()
    page.wait_for_url("**/recu/**")


def test_beside_the_text_the_contents_stay_open_and_cost_no_stop(open_page: Open, make_article: Make) -> None:
    make_article(slug="schema", body="<h2>Un titre</h2><p>Un texte.</p>" * 5)
    page = open_page(PATH)
    title = page.locator(".toc summary")
    title.click()
    expect(page.locator(".toc")).to_have_js_property("open", True)
    expect(title).to_have_attribute("tabindex", "-1")
    phone = open_page(PATH, size=PHONE)
    expect(phone.locator(".toc")).to_have_js_property("open", False)
    phone.locator(".toc summary").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".toc")).to_have_js_property("open", True)
