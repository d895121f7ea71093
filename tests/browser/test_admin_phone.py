"""Who edits or moderates does it on a phone as well: nothing is cut off, nothing hides what is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import Make
from tests.page_kinds import make_comment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
OUT_OF_SIGHT = """(selector) => [...document.querySelectorAll(selector)]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
  .map((one) => one.outerHTML.slice(0, 120))"""
# Steps by the key until the first part of the form is behind; who has the focus under the bar at the foot?
COVERED = """() => {
  const bar = document.querySelector(".submit-row--near").getBoundingClientRect();
  const one = document.activeElement, box = one.getBoundingClientRect();
  const isBelow = !one.closest(".submit-row--near") && box.height < 200 && box.bottom > bar.top + 1;
  return isBelow ? one.outerHTML.slice(0, 120) : null;
}"""
KEYS = 40


@pytest.fixture
def editor(make_user: Make, make_article: Make, make_term: Make) -> str:
    make_article(slug="comprendre", title="Comprendre un très long titre d’article sur l’immunothérapie")
    make_term("Antigène")
    make_user("editrice", "Editors")
    return "editrice"


@pytest.mark.parametrize(
    "path", ["articles/article/", "glossary/term/", "editorial/category/", "editorial/image/"]
)
def test_a_list_is_no_wider_than_a_phone(open_admin: Open, editor: str, path: str) -> None:
    page = open_admin(editor, f"/admin/{path}", size=PHONE)
    assert not page.evaluate(TOO_WIDE)
    assert page.evaluate(OUT_OF_SIGHT, "#result_list td, #result_list th, .object-tools a") == []


def test_a_row_begins_with_its_title_and_its_state(open_admin: Open, editor: str) -> None:
    page = open_admin(editor, "/admin/articles/article/", size=PHONE)
    row = page.locator("#result_list tbody tr").first
    tops = [
        row.locator(name).bounding_box() for name in (".field-title", ".field-shown_states", ".field-kind")
    ]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == 3
    assert heights == sorted(heights)


def test_what_is_done_to_several_appears_once_one_is_chosen(open_admin: Open, editor: str) -> None:
    page = open_admin(editor, "/admin/articles/article/", size=PHONE)
    expect(page.locator(".actions select")).to_be_hidden()
    page.check(".action-select")
    expect(page.locator(".actions select")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_bar_that_saves_is_in_sight_and_never_over_the_field_in_hand(
    open_admin: Open, editor: str, size: dict[str, int]
) -> None:
    article = Article.objects.get(slug="comprendre")
    page = open_admin(editor, f"/admin/articles/article/{article.pk}/change/", size=size)
    expect(page.locator("[name=_save]")).to_be_in_viewport()
    page.wait_for_function(f"!({TOO_WIDE})()")  # once the rich text has taken the place of its field
    page.focus("[name=title]")
    covered = []
    for _ in range(KEYS):
        page.keyboard.press("Tab")
        covered.append(page.evaluate(COVERED))
    assert [one for one in covered if one] == []


def test_every_state_of_comments_can_be_chosen_on_a_phone(
    open_admin: Open, make_user: Make, article: Article
) -> None:
    make_comment(article.discussion, "pending")
    make_user("moderateur", "Moderators")
    page = open_admin("moderateur", "/admin/comments/comment/", size=PHONE)
    assert page.locator(".queue__tabs a").count() > 4
    assert page.evaluate(OUT_OF_SIGHT, ".queue__tabs a") == []


def test_the_menu_of_the_account_opens_and_closes(open_admin: Open, editor: str) -> None:
    page = open_admin(editor, "/admin/", size=PHONE)
    button = page.locator("#logout-form button")
    expect(button).to_be_hidden()
    page.click(".account summary")
    expect(button).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(button).to_be_hidden()
    expect(page.locator(".account summary")).to_be_focused()
    page.click(".account summary")
    page.mouse.click(PHONE["width"] / 2, PHONE["height"] - 20)
    expect(button).to_be_hidden()
