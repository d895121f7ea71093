"""Readers get no cookie, whatever they are answered; neither do moderators while they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.limits import BODY_MAX
from comments.models import Comment, Discussion
from tests.comments.conftest import TEXT, Answer, address, fields
from tests.conftest import Make

Ask = Callable[[Client, str], Answer]
CROSS_SITE = {"Sec-Fetch-Site": "cross-site"}

ANSWERS: dict[str, tuple[int, Ask]] = {
    "read": (200, lambda client, url: client.get(url)),
    "reply": (200, lambda client, url: client.get(f"{url}?reply=1")),
    "stored": (303, lambda client, url: client.post(url, fields())),
    "refused": (422, lambda client, url: client.post(url, fields(text="court"))),
    "from another site": (403, lambda client, url: client.post(url, fields(), headers=CROSS_SITE)),
    "too large": (413, lambda client, url: client.post(url, fields(text="a" * BODY_MAX))),
    "not found": (404, lambda client, url: client.post(f"{url}x/", fields())),
    "broken": (400, lambda client, url: client.post(url, fields(), headers={"Host": "exemple.fr"})),
    "other method": (405, lambda client, url: client.put(url)),
    "old spelling": (301, lambda client, url: client.get(url.replace("comprendre", "Comprendre"))),
}


@pytest.fixture(params=["reader", "moderator"])
def visitor(request: pytest.FixtureRequest, sign_in: Callable[..., Client]) -> Client:
    """A moderator's client sends the cookie of the session, as no browser does outside the admin."""
    return sign_in("Moderators") if request.param == "moderator" else Client()


def sets_no_cookie(answer: Answer) -> bool:
    return not answer.cookies and "Set-Cookie" not in answer and "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize(("status", "ask"), ANSWERS.values(), ids=ANSWERS)
def test_no_answer_of_a_page_sets_a_cookie(visitor: Client, article: Article, status: int, ask: Ask) -> None:
    answer = ask(visitor, address(article))
    assert answer.status_code == status
    assert sets_no_cookie(answer)


def test_too_many_comments_set_no_cookie(visitor: Client, article: Article, settings: Any) -> None:
    settings.COMMENT_RATE = (1, 600)
    visitor.post(address(article), fields())
    answer = visitor.post(address(article), fields(text=f"{TEXT} Encore."))
    assert answer.status_code == 429
    assert sets_no_cookie(answer)


def test_a_closed_discussion_sets_no_cookie(visitor: Client, article: Article) -> None:
    Discussion.objects.update(is_open=False)
    answer = visitor.post(address(article), fields())
    assert answer.status_code == 403
    assert sets_no_cookie(answer)


def test_a_withdrawn_page_sets_no_cookie(visitor: Client, article: Article) -> None:
    url = address(article)
    article.withdraw(by=None)
    for answer in (visitor.get(url), visitor.post(url, fields())):
        assert answer.status_code == 410
        assert sets_no_cookie(answer)


@pytest.mark.parametrize("name", ["home", "comments:latest", "comments:feed", "search", "articles:list"])
def test_the_pages_that_show_comments_set_no_cookie(
    visitor: Client, article: Article, make_comment: Make, name: str
) -> None:
    make_comment(article.discussion, status="approved")
    answer = visitor.get(reverse(name))
    assert answer.status_code == 200
    assert sets_no_cookie(answer)


def test_a_receipt_sets_no_cookie(visitor: Client, article: Article, make_comment: Make) -> None:
    comment: Comment = make_comment(article.discussion)
    assert sets_no_cookie(visitor.get(comment.get_receipt_url()))


def test_a_moderator_reads_the_same_page_as_everybody(
    sign_in: Callable[..., Client], article: Article
) -> None:
    by_moderator = sign_in("Moderators").get(address(article)).content
    assert by_moderator == Client().get(address(article)).content
    assert b"csrfmiddlewaretoken" not in by_moderator
