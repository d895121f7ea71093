"""Comments that appear while somebody reads: told of, shown when asked for; until then nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.limits import PER_PAGE
from comments.models import Comment, Discussion
from tests.browser.conftest import PHONE
from tests.conftest import Make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
ARTICLE = "/fr/articles/comprendre/"
MINUTES = 2 * 60_000  # milliseconds, more than until the first question

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def wait_by_clock(page: Page) -> None:
    """Let the page believe that some minutes have passed, and have its answer."""
    with page.expect_response("**/news/**"):
        page.clock.fast_forward(MINUTES)


def read(open_page: Open, path: str = ARTICLE, **context: Any) -> Page:
    page = open_page(path, size=PHONE, **context)
    page.clock.install()
    page.reload()
    return page


def tops(page: Page) -> Any:
    shown = page.locator("article.comment, #comments-title")
    return shown.evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")


def test_new_comments_are_offered_without_moving_anything_and_shown_when_asked_for(
    open_page: Open, article: Article, make_comment: Make
) -> None:
    make_comment(article.discussion, status="approved")
    page = read(open_page)
    page.locator("textarea").fill("Ce que j’écris en ce moment.")
    page.locator("#comments-title").scroll_into_view_if_needed()
    before = tops(page)
    new = [make_comment(article.discussion, status="approved", text=f"Un mot {n} de plus.") for n in range(2)]
    wait_by_clock(page)
    offer = page.get_by_role("status").get_by_role("button")
    expect(offer).to_contain_text("2")
    after = tops(page)
    assert after == before
    offer.click()
    expect(page.locator("article.comment")).to_have_count(3)
    expect(page.locator(f"#{new[0].anchor}")).to_be_focused()
    expect(page.locator(".is-new")).to_have_count(2)
    expect(page.locator("textarea")).to_have_value("Ce que j’écris en ce moment.")
    expect(offer).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_first_comment_of_all_is_offered_too(
    open_page: Open, article: Article, make_comment: Make
) -> None:
    page = read(open_page)
    comment = make_comment(article.discussion, status="approved")
    wait_by_clock(page)
    page.get_by_role("status").get_by_role("button").click()
    expect(page.locator(f"#{comment.anchor}")).to_be_focused()


def test_a_comment_on_another_page_of_the_discussion_is_gone_to(
    open_page: Open, article: Article, make_comment: Make
) -> None:
    old: dict[str, Any] = {"status": "approved", "html": "<p>Un vieux mot.</p>", "text": "Un vieux mot."}
    begin = timezone.now() - timedelta(days=400)
    Comment.objects.bulk_create(
        Comment(discussion=article.discussion, name="Camomille", created_at=begin, **old)
        for _ in range(PER_PAGE)
    )
    Discussion.recount([article.discussion_id])
    page = read(open_page)
    comment = make_comment(article.discussion, status="approved")
    wait_by_clock(page)
    page.get_by_role("status").get_by_role("button").click()
    page.wait_for_url(f"**{ARTICLE}?comments=2#{comment.anchor}")


def test_new_comments_of_the_site_are_offered_on_the_page_of_discussions(
    open_page: Open, article: Article, make_comment: Make
) -> None:
    make_comment(article.discussion, status="approved")
    page = read(open_page, "/fr/discussions/")
    make_comment(article.discussion, status="approved", text="Un mot de plus.")
    wait_by_clock(page)
    page.get_by_role("status").get_by_role("button").click()
    expect(page.locator("article.say")).to_have_count(2)
    expect(page.locator("article.say.is-new")).to_contain_text("Un mot de plus.")


def test_a_page_that_nobody_looks_at_asks_nothing_until_it_is_looked_at_again(
    open_page: Open, article: Article
) -> None:
    page = read(open_page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news/" in request.url else None)
    page.evaluate(HIDE, True)
    page.clock.fast_forward(30 * 60_000)
    assert asked == []
    with page.expect_response("**/news/**"):
        page.evaluate(HIDE, False)
        page.clock.run_for(1000)


def test_it_asks_more_and_more_seldom_and_in_the_end_no_more(open_page: Open, article: Article) -> None:
    page = read(open_page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news/" in request.url else None)
    times = []
    for _ in range(60):
        before = len(asked)
        page.clock.fast_forward(5 * 60_000)
        page.wait_for_timeout(20)
        times.append(len(asked) - before)
    assert 3 < len(asked) < 40
    assert sum(times[-20:]) == 0


def test_without_scripts_nothing_is_said(open_page: Open, article: Article, make_comment: Make) -> None:
    make_comment(article.discussion, status="approved")
    page = open_page(ARTICLE, java_script_enabled=False)
    expect(page.locator("[data-live-offer]")).to_be_empty()
    expect(page.locator("article.comment")).to_have_count(1)
