"""Reading and writing without a mouse, and what the comment form says while somebody writes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.limits import TEXT_MAX, TEXT_MIN
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import Make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]

PAGE = "/fr/articles/comprendre/"
MOST_STOPS = 100

# Where the focus is, or null at the end of the page; an outline marks it, or the box of the search.
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const seen = (element) => {
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(element);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  };
  const box = one.getBoundingClientRect();
  return {
    what: one.name || one.getAttribute("href") || one.textContent.trim() || one.tagName,
    isMarked: seen(one) || Boolean(one.closest(".searchbox") && seen(one.closest(".searchbox"))),
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def tab_stops(page: Page) -> Iterator[dict[str, Any]]:
    """Everything that the tabulator leads to, from the top of the page to its end."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return
        yield stop
    raise AssertionError("the focus never leaves the page")


def focused(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()


def test_the_first_stop_leads_past_the_head_of_the_page(open_page: Open, article: Article) -> None:
    page = open_page(PAGE)
    page.keyboard.press("Tab")
    focused(page, ".skip-link")
    expect(page.locator(".skip-link")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    focused(page, "main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    ("size", "search"), [(DESKTOP, "q"), (PHONE, "/fr/recherche/")], ids=["desktop", "phone"]
)
def test_the_tabulator_reaches_everything_in_order_and_shows_where_it_is(
    open_page: Open, article: Article, size: dict[str, int], search: str
) -> None:
    page = open_page(PAGE, size=size, reduced_motion="reduce")
    stops = [*tab_stops(page)]
    assert [stop["what"] for stop in stops if not (stop["isMarked"] and stop["isInView"])] == []
    names = [stop["what"] for stop in stops]
    menu = ["#content", "/fr/", "/fr/articles/", "/fr/glossaire/", "/fr/discussions/"]
    assert names[:5] == menu
    assert names.index(search) < names.index("name")
    assert names.index("/en/") < names.index("name")
    form = [names.index(name) for name in ("name", "email", "text")]
    assert form == list(range(form[0], form[0] + 3))
    page.focus("#comment-form [name=text]")
    page.keyboard.press("Tab")
    focused(page, "#comment-form [type=submit]")


def test_after_a_refusal_the_errors_are_read_first_and_lead_to_the_fields(
    open_page: Open, article: Article
) -> None:
    page = open_page(PAGE, size=PHONE)
    page.fill("#comment-form [name=email]", "non")
    page.focus("#comment-form [type=submit]")
    page.keyboard.press("Enter")
    focused(page, "#problems")
    expect(page.locator("#problems")).to_be_in_viewport()
    assert page.title() != article.title
    for name in ("name", "email", "text"):
        field = page.locator(f"#comment-form [name={name}]")
        expect(field).to_have_attribute("aria-invalid", "true")
        page.focus(f"#problems a[href='#{field.get_attribute('id')}']")
        page.keyboard.press("Enter")
        expect(field).to_be_focused()
        error = page.locator(f"#{field.get_attribute('id')}_error").inner_text()
        assert error.strip() in described(page, name)


def test_a_page_only_glides_to_what_a_link_on_it_leads_to(open_page: Open, article: Article) -> None:
    gliding = "() => getComputedStyle(document.documentElement).scrollBehavior"
    page = open_page(f"{PAGE}#comment-form", size=PHONE)
    assert page.evaluate(gliding) == "auto"  # whoever comes from elsewhere is there at once
    page.focus("a[href='#content']")
    assert page.evaluate(gliding) == "smooth"
    page.click("#comment-form [type=submit]")
    focused(page, "#problems")
    assert page.evaluate(gliding) == "auto"


def described(page: Page, name: str) -> str:
    """What a screen reader adds to the label of a field."""
    words: str = page.locator(f"#comment-form [name={name}]").evaluate(
        "(field) => (field.getAttribute('aria-describedby') || '').split(' ')"
        ".map((id) => document.getElementById(id).innerText).join(' ')"
    )
    return words


def test_without_scripts_the_errors_lead_to_the_fields_as_well(open_page: Open, article: Article) -> None:
    page = open_page(PAGE, java_script_enabled=False)
    page.click("#comment-form [type=submit]")
    focused(page, "#problems")
    expect(page.locator("#problems")).to_be_in_viewport()
    page.locator("#problems a").first.press("Enter")
    focused(page, "#comment-form [name=name]")


def test_the_language_is_changed_by_keyboard(open_page: Open, make_article: Make) -> None:
    key = uuid.uuid4()
    make_article(title="Comprendre", slug="comprendre", translation_key=key)
    make_article(title="Understanding", slug="understanding", language="en", translation_key=key)
    make_article(slug="seul")
    page = open_page(PAGE)
    page.locator(".langs a[hreflang=en]").press("Enter")
    page.wait_for_url("**/en/articles/understanding/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".langs a[hreflang=fr]").press("Enter")
    page.wait_for_url(f"**{PAGE}")
    page.goto("/fr/articles/seul/")
    page.locator(".langs a[hreflang=en]").press("Enter")
    page.wait_for_url("**/en/")


def test_the_counter_lets_people_overrun_and_says_by_how_much(open_page: Open, article: Article) -> None:
    page = open_page("about:blank")
    page.clock.install(time=0)
    page.goto(PAGE)
    page.clock.pause_at(3600)
    count, said = page.locator(".field__count"), page.locator("[data-counter-said]")
    expect(said).to_have_attribute("role", "status")
    text = page.locator("#comment-form [name=text]")
    text.fill("x" * (TEXT_MAX + 12))
    expect(text).to_have_value("x" * (TEXT_MAX + 12))
    expect(count).to_have_attribute("data-state", "over")
    expect(count).to_contain_text("12")
    page.clock.run_for(500)
    expect(said).to_be_empty()  # not at every letter: after a pause
    page.clock.run_for(2000)
    expect(said).to_contain_text("12")
    text.fill("x" * TEXT_MAX)
    expect(count).to_have_attribute("data-state", "ok")
    text.fill("x" * (TEXT_MIN - 1))
    expect(count).to_have_attribute("data-state", "short")
    expect(count).to_contain_text("1")


def test_what_is_too_long_is_refused_by_how_much_and_kept(open_page: Open, article: Article) -> None:
    page = open_page(PAGE)
    text = page.locator("#comment-form [name=text]")
    text.fill("x" * (TEXT_MAX + 12))
    page.click("#comment-form [type=submit]")
    expect(page.locator("#problems")).to_contain_text("12")
    expect(text).to_have_value("x" * (TEXT_MAX + 12))


WORDS = "Un texte auquel je tiens."


def test_a_draft_survives_a_lost_connection_and_goes_once_it_is_sent(
    open_page: Open, article: Article
) -> None:
    page = open_page(PAGE)
    page.fill("#comment-form [name=name]", "Camomille")
    page.fill("#comment-form [name=text]", WORDS)
    page.route("**/*", lambda route: route.abort())  # the browser itself believes to be on line
    page.click("#comment-form [type=submit]")
    page.wait_for_url("chrome-error://**")
    page.unroute_all()

    page.goto(PAGE)
    expect(page.locator("#comment-form [name=text]")).to_have_value(WORDS)
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.locator("[data-draft-status]")).not_to_be_empty()
    page.reload()
    expect(page.locator("#comment-form [name=text]")).to_have_value(WORDS)

    page.fill("#comment-form [name=name]", "Camomille")
    page.click("#comment-form [type=submit]")
    page.wait_for_url("**/recu/**")
    assert page.evaluate("localStorage.length") == 0
    page.goto(PAGE)
    expect(page.locator("#comment-form [name=text]")).to_have_value("")


def test_what_was_sent_is_no_draft_for_who_goes_back(open_page: Open, article: Article) -> None:
    page = open_page(PAGE)
    page.fill("#comment-form [name=name]", "Camomille")
    page.fill("#comment-form [name=text]", WORDS)
    page.click("#comment-form [type=submit]")
    page.wait_for_url("**/recu/**")
    page.go_back()
    page.goto("/fr/")
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_is_deleted_when_its_author_says_so(open_page: Open, article: Article) -> None:
    page = open_page(PAGE)
    page.fill("#comment-form [name=text]", WORDS)
    page.goto("/fr/")
    page.goto(PAGE)
    page.click("[data-draft-clear]")
    focused(page, "#comment-form [name=text]")
    assert page.evaluate("localStorage.length") == 0
    page.goto(PAGE)
    expect(page.locator("#comment-form [name=text]")).to_have_value("")
    expect(page.locator("[data-draft-note]")).to_be_hidden()


def test_a_draft_is_kept_for_its_own_page_only(open_page: Open, make_article: Make, article: Article) -> None:
    make_article(slug="autre")
    page = open_page(PAGE)
    page.fill("#comment-form [name=text]", WORDS)
    page.goto("/fr/articles/autre/")
    expect(page.locator("#comment-form [name=text]")).to_have_value("")
    assert re.search("comprendre", page.evaluate("Object.keys(localStorage).join()"))
