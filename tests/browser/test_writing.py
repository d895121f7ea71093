"""Writing a comment: asked before personal data are sent, told of the draft, hidden from by the trap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.limits import BODY_MAX
from comments.models import Comment
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
PAGE = "/fr/articles/comprendre/"
NAME, TEXT = "#comment-form [name=name]", "#comment-form [name=text]"
TELLS = "Appelez-moi au 06 39 98 12 34 le soir."


def write(page: Page, text: str) -> None:
    page.fill(NAME, "Camomille")
    page.fill(TEXT, text)


@pytest.mark.parametrize("with_scripts", [True, False])
def test_who_tells_a_number_is_asked_and_may_send_it_all_the_same(
    open_page: Open, article: Article, with_scripts: bool
) -> None:
    page = open_page(PAGE, size=PHONE, java_script_enabled=with_scripts)
    write(page, TELLS)
    page.click("#comment-form [type=submit] >> nth=0")
    expect(page.locator("#problems mark")).to_have_text("06 39 98 12 34")
    expect(page.locator(TEXT)).to_have_value(TELLS)
    page.click("#comment-form [name=anyway]")
    page.wait_for_url("**/recu/**")
    assert Comment.objects.get().text == TELLS


def test_the_question_has_the_focus_and_enter_does_not_insist(open_page: Open, article: Article) -> None:
    page = open_page(PAGE)
    write(page, TELLS)
    page.click("#comment-form [type=submit] >> nth=0")
    expect(page.locator("#problems")).to_be_focused()
    page.press(NAME, "Enter")
    expect(page.locator("#problems mark")).to_have_text("06 39 98 12 34")
    assert not Comment.objects.exists()
    page.click("#problems a")
    expect(page.locator(TEXT)).to_be_focused()


def test_a_draft_is_told_of_while_it_is_made_and_no_more_once_it_is_deleted(
    open_page: Open, article: Article
) -> None:
    page = open_page(PAGE)
    note = page.locator("[data-draft-note]")
    expect(note).to_be_hidden()
    page.fill(TEXT, "Ce que je commence à écrire.")
    expect(note).to_be_visible()
    expect(page.locator("[data-draft-status]")).not_to_be_empty()
    page.click("[data-draft-clear]")
    expect(note).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_where_nothing_can_be_kept_nothing_is_said_to_be(open_page: Open, article: Article) -> None:
    page = open_page("/fr/")
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    page.goto(PAGE)
    page.fill(TEXT, "Ce que je commence à écrire.")
    page.wait_for_timeout(800)
    expect(page.locator("[data-draft-note]")).to_be_hidden()


def test_the_trap_is_nowhere_to_be_seen_heard_or_reached(open_page: Open, article: Article) -> None:
    page = open_page(PAGE)
    trap = page.locator("#comment-form [name=subject]")
    box = trap.evaluate("element => element.closest('.field--trap').getBoundingClientRect().toJSON()")
    assert max(box["width"], box["height"]) <= 1
    names = page.locator("#comment-form").aria_snapshot()
    assert trap.evaluate("element => element.labels[0].textContent") not in names
    page.focus("#comment-form [name=email]")
    page.keyboard.press("Tab")
    expect(page.locator(TEXT)).to_be_focused()


def test_what_is_too_large_to_be_read_is_still_in_the_browser(open_page: Open, article: Article) -> None:
    page = open_page(PAGE)
    far_too_much = "Un texte collé par mégarde. " * (BODY_MAX // 20)
    write(page, far_too_much)
    with page.expect_navigation() as sent:
        page.click("#comment-form [type=submit]")
    assert sent.value.status == 413
    page.goto(PAGE)
    expect(page.locator(TEXT)).to_have_value(far_too_much)
    assert not Comment.objects.exists()
