"""From the box under a comment to the last mail: in a browser, and through a mail server that takes mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from time_machine import travel

from articles.models import Article
from comments.limits import UNDO_MINUTES
from comments.models import Comment, Subscription
from comments.notices import tell_subscribers
from portal.background.models import Mail
from portal.background.sending import send_due
from tests.browser.conftest import PHONE
from tests.conftest import Make
from tests.mail_server import Box

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]
EMAIL = "camomille@exemple.fr"
PAGE = "/fr/articles/comprendre/"
QUESTION, ANSWER = "Combien de temps dure une perfusion ?", "Chez nous, une petite heure, parfois plus."


@pytest.fixture
def site(settings: Any, live_server: Any, box: Box) -> Box:
    """A portal whose mails lead back to this very server."""
    settings.PUBLIC_URL = live_server.url
    return box


def write(page: Page, text: str, *, follow: bool = False) -> Comment:
    page.fill("#comment-form [name=name]", "Camomille" if follow else "Tilleul")
    page.fill("#comment-form [name=text]", text)
    if follow:
        page.fill("#comment-form [name=email]", EMAIL)
        page.check("#comment-form [name=follow]")
    page.click("#comment-form [type=submit]")
    page.wait_for_url("**/recu/**")
    return Comment.objects.latest("pk")


def approve(page: Page, text: str) -> None:
    """As a moderator does, with a thumb."""
    page.goto("/admin/comments/comment/next/")
    expect(page.locator(".sheet > .comment-text")).to_contain_text(text)
    page.click("button[name=_approved]")
    page.wait_for_url("**/next/**")


def deliver() -> None:
    """What the worker does, once nobody can undo what was decided any more."""
    with travel(timezone.now() + timedelta(minutes=UNDO_MINUTES, seconds=1), tick=False):
        tell_subscribers()
        send_due()


def link(box: Box, part: str) -> str:
    """The address in the newest mail that holds this word."""
    return next(word for word in box.text().split() if word.startswith("http") and part in word)


@pytest.fixture
def told(site: Box, open_page: Open, open_admin: Open, make_user: Make, article: Article) -> Page:
    """Somebody asked for mail and confirmed; an answer was approved, and the mail about it has come."""
    make_user("moderatrice", "Moderators")
    reader = open_page(PAGE, size=PHONE)
    write(reader, QUESTION, follow=True)
    expect(reader.locator("main div.note")).to_be_visible()
    send_due()
    assert site.addresses() == [EMAIL]
    assert QUESTION not in site.text()

    reader.goto(link(site, "/suivi/confirmer/"))
    assert Subscription.objects.get().status == "asked"
    reader.click("#follow-form [type=submit]")
    expect(reader.locator("h1")).to_be_visible()
    assert Subscription.objects.get().status == "active"

    moderator = open_admin("moderatrice", "/admin/", size=PHONE)
    approve(moderator, QUESTION)
    other = open_page(PAGE)
    other.click("#comments .comment__reply a")
    answer = write(other, ANSWER)
    deliver()
    assert len(site.mails) == 1
    approve(moderator, ANSWER)
    deliver()
    deliver()
    assert site.addresses() == [EMAIL, EMAIL]
    assert ANSWER not in site.text()
    assert link(site, f"/commentaire/{answer.pk}/")
    return reader


def test_a_subscriber_reads_the_answer_and_stops_the_mail_by_the_link(told: Page, site: Box) -> None:
    told.goto(link(site, "/commentaire/"))
    expect(told.locator("#comments")).to_contain_text(ANSWER)
    told.goto(link(site, "/suivi/"))
    assert Subscription.objects.filter(status="active").exists()  # to look is not to stop
    told.click("form[action$='/arreter/'] button")
    expect(told.locator("h1")).to_be_visible()
    assert not Subscription.objects.exists()


def test_one_click_in_a_mail_program_stops_the_mail(
    told: Page, site: Box, article: Article, make_comment: Make
) -> None:
    message = site.mails[-1][1]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip().strip("<>")
    click = Request(address, urlencode({"List-Unsubscribe": "One-Click"}).encode(), method="POST")  # noqa: S310
    with urlopen(click, timeout=10) as answer:  # noqa: S310  (our own server)
        assert answer.status == 200
        assert not answer.headers.get_all("Set-Cookie")
    assert not Subscription.objects.exists()
    make_comment(article.discussion, status="approved", parent=Comment.objects.earliest("pk"))
    deliver()
    assert len(site.mails) == 2
    assert not Mail.objects.waiting().exists()
    refused = told.goto(link(site, "/suivi/"))
    assert refused is not None
    assert refused.status == 404  # the link of the mail holds no more
