"""A moderator decides on single comments, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.models import Comment
from tests.browser.conftest import PHONE
from tests.conftest import Make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

FINGER = 44  # pixels: what a finger hits
PAGE = "/fr/articles/comprendre/"


@pytest.fixture
def moderator(open_admin: Open, make_user: Make) -> Page:
    make_user("moderateur", "Moderators")
    return open_admin("moderateur", "/admin/comments/comment/", size=PHONE)


@pytest.fixture
def waiting(article: Article, make_comment: Make) -> Callable[[str], Comment]:
    """A comment that waits, with these words."""

    def make(words: str) -> Comment:
        comment: Comment = make_comment(article.discussion, text=words)
        return comment

    return make


def open_comment(moderator: Page, words: str) -> None:
    """From the list, as on a phone: by the link of the comment that has these words."""
    moderator.goto("/admin/comments/comment/?state=all")
    moderator.locator(".row", has_text=words).locator("h2 a").click()
    expect(moderator.locator(".sheet .comment-text")).to_contain_text(words)


def decide(moderator: Page, selector: str) -> None:
    button = moderator.locator(selector)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= FINGER
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    button.click()


def test_an_approved_comment_stands_under_its_page(
    moderator: Page, waiting: Callable[[str], Comment], open_page: Open
) -> None:
    waiting("Merci pour ces mots simples.")
    open_comment(moderator, "Merci pour ces mots simples.")
    decide(moderator, "[name=_approved]")
    expect(moderator.locator(".undo .state-approved")).to_be_visible()
    reader = open_page(PAGE, size=PHONE)
    expect(reader.locator("#discussion .comment")).to_contain_text("Merci pour ces mots simples.")
    open_comment(moderator, "Merci pour ces mots simples.")
    moderator.click("a[href*='/fr/articles/comprendre/#comment-']")
    expect(moderator.locator(".comment:target")).to_be_in_viewport()


def test_a_rejection_needs_a_reason_which_its_author_is_told(
    moderator: Page, waiting: Callable[[str], Comment], open_page: Open
) -> None:
    comment = waiting("Quelle dose dois-je prendre ce soir ?")
    open_comment(moderator, "Quelle dose")
    decide(moderator, "a.bar__button[href='#reject']")
    moderator.locator("#reject [name=_rejected][value=advice]").evaluate("(button) => { button.value = '' }")
    decide(moderator, "#reject [name=_rejected][value='']")
    expect(moderator.locator(".errornote")).to_be_visible()

    decide(moderator, "#reject [name=_rejected][value=advice]")
    expect(moderator.locator(".undo .state-rejected")).to_be_visible()
    author = open_page(comment.get_receipt_url(), size=PHONE)
    expect(author.locator("main")).to_contain_text(str(Comment.Reason.ADVICE.label))
    author.goto(PAGE)
    expect(author.locator("body")).not_to_contain_text("Quelle dose")


def test_spam_appears_nowhere_and_can_be_taken_back(
    moderator: Page, waiting: Callable[[str], Comment], open_page: Open
) -> None:
    waiting("Achetez ma potion miracle !")
    open_comment(moderator, "potion")
    decide(moderator, "[name=_spam]")
    expect(moderator.locator(".undo .state-spam")).to_be_visible()
    reader = open_page(PAGE, size=PHONE)
    expect(reader.locator("body")).not_to_contain_text("potion")
    decide(moderator, ".undo__button")
    decide(moderator, "[name=_approved]")
    expect(moderator.locator(".undo .state-approved")).to_be_visible()
    reader.reload()
    expect(reader.locator("#discussion .comment")).to_contain_text("potion")
