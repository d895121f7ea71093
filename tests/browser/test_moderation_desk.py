"""The moderation desk in a real browser: with a thumb on the smallest phone, and with keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.models import CannedAnswer, Comment
from tests.browser.conftest import DESKTOP
from tests.browser.queueing import (
    DESK,
    DESPAIR,
    DOSE,
    MANY,
    NEXT,
    NOISE,
    NUMBER,
    SMALL,
    TEA,
    fresh,
    make_queue,
    words,
)
from tests.conftest import Make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll("main button, main a, main summary, main select")]
  .filter((found) => found.checkVisibility() && !found.closest(".meta, .trail, .found, .row h2"))
  .filter((found) => found.getBoundingClientRect().height < 43.5)
  .map((found) => found.outerHTML.slice(0, 120))"""


@pytest.fixture
def queue(article: Article, make_comment: Make) -> list[Comment]:
    # Tests with transactions empty the tables afterwards, those that migrations have filled as well.
    CannedAnswer.objects.get_or_create(
        language="fr", kind="answer", title="Vous n’êtes pas seul", text="Appelez le 3114, jour et nuit."
    )
    return make_queue(article, make_comment)


@pytest.fixture
def moderator(make_user: Make) -> str:
    make_user("moderateur", "Moderators")
    return "moderateur"


# With a thumb


def test_a_moderator_clears_twenty_comments_of_all_kinds_with_a_thumb(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK, size=SMALL, has_touch=True, is_mobile=True)
    page.goto(NEXT)
    assert DESPAIR in words(page)  # it has waited the shortest but one, and is read first
    for _ in range(MANY):
        assert not page.evaluate(TOO_WIDE)
        assert page.evaluate(SMALL_TARGETS) == []
        decide_with_a_thumb(page)
    expect(page.locator(".nothing")).to_be_visible()
    assert not Comment.objects.pending().exists()
    for comment in queue:
        assert fresh(comment).status == expected(comment), comment.text
    numbers = Comment.objects.filter(text__startswith="Appelez-moi")
    assert numbers.exists()
    assert not numbers.filter(text__contains="07 83").exists()
    assert Comment.objects.filter(author_kind="staff").count() == sum(DESPAIR in row.text for row in queue)


def decide_with_a_thumb(page: Page) -> None:
    """As a person would, with two taps for most; returns when the next one is there."""
    text, here = words(page), page.url.partition("#")[0]
    if DESPAIR in text:
        page.tap(".bar [href='#reply']")
        page.tap("#reply .canned > summary")
        page.tap("#reply .canned__one > summary >> nth=0")
        page.tap("#reply [data-canned] >> nth=0")
        page.tap("[name=_answered]")
    elif NUMBER in text:
        page.tap(".bar [href='#redact']")
        page.tap("#redact [name=span] >> nth=0")
        page.tap("[name=_redacted_approved]")
    elif DOSE in text or TEA in text:
        page.tap(".bar [href='#reject']")
        page.tap(f"[name=_rejected][value={'advice' if DOSE in text else 'sale'}]")
    else:
        page.tap(".bar [name=_spam]" if NOISE in text else ".bar [name=_approved]")
    page.wait_for_url(lambda url: url.partition("#")[0] != here)


def expected(comment: Comment) -> str:
    if DOSE in comment.text or TEA in comment.text:
        return "rejected"
    return "spam" if NOISE in comment.text else "approved"


def test_a_decision_is_taken_back_with_one_tap(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK, size=SMALL, has_touch=True, is_mobile=True)
    page.goto(NEXT)
    text = words(page)
    page.tap(".bar [name=_spam]")
    expect(page.locator(".undo [role=status]")).to_be_visible()
    assert words(page) != text
    page.tap(".undo__button")
    expect(page.locator(".sheet > .comment-text")).to_have_text(text)
    assert Comment.objects.pending().count() == MANY


def test_several_are_decided_from_the_list_with_a_thumb(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK, size=SMALL, has_touch=True, is_mobile=True)
    assert not page.evaluate(TOO_WIDE)
    assert page.evaluate(SMALL_TARGETS) == []
    for row in page.locator(".row", has_text="casino").all():
        row.locator("[type=checkbox]").tap()
    expect(page.locator("[data-chosen]")).to_contain_text("3")
    page.tap("[name=action][value=mark_as_spam]")
    expect(page.locator(".row")).to_have_count(3)
    assert not page.evaluate(TOO_WIDE)
    page.tap(".bar--confirm [type=submit]")
    expect(page.locator(".undo__button")).to_be_visible()
    assert Comment.objects.filter(status="spam").count() == 3


# With keys alone


def test_a_moderator_clears_twenty_comments_with_keys_alone(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK, size=DESKTOP)
    page.goto(NEXT)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    first = words(page)
    press(page, "j")
    press(page, "k")
    assert words(page) == first
    press(page, "s")
    press(page, "u")
    assert words(page) == first
    for _ in range(MANY):
        decide_with_keys(page)
    expect(page.locator(".nothing")).to_be_visible()
    assert Comment.objects.filter(status="rejected", reason="advice").count() == 3
    assert Comment.objects.filter(status="rejected", reason="sale").count() == 3
    assert Comment.objects.filter(status="spam").count() == 3
    assert not Comment.objects.filter(text__contains="07 83").exists()


def press(page: Page, key: str) -> None:
    """Press, and wait for another page."""
    here = page.url.partition("#")[0]
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url.partition("#")[0] != here)


def decide_with_keys(page: Page) -> None:
    text = words(page)
    if NUMBER in text:
        page.keyboard.press("e")
        tab_to(page, "#redact [name=span]")
        page.keyboard.press("Space")
        tab_to(page, "[name=_redacted_approved]")
        press(page, "Enter")
    elif DOSE in text or TEA in text:
        page.keyboard.press("r")
        expect(page.locator("#reject")).to_be_visible()
        press(page, "2" if DOSE in text else "6")
    else:
        press(page, "s" if NOISE in text else "a")


def tab_to(page: Page, selector: str) -> None:
    wanted = page.locator(selector).first
    for _ in range(15):
        page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{selector} is out of reach")


def test_keys_decide_nothing_while_one_types_and_can_be_turned_off(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK, size=DESKTOP)
    page.goto(NEXT)
    page.keyboard.press("r")
    page.click("#reject summary >> nth=0")
    page.click("#id_explanation")
    page.keyboard.type("assure 123")
    page.keyboard.press("Escape")
    expect(page.locator("#reject")).to_be_hidden()
    page.keyboard.press("r")
    expect(page.locator("#id_explanation")).to_have_value("assure 123")  # closing has lost nothing
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.click("[data-keys-on]")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("s")
    page.wait_for_timeout(300)
    assert Comment.objects.pending().count() == MANY
