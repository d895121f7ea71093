"""The private page on which the author of a comment, and nobody else, sees what became of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Comment
from tests.comments.conftest import TEXT, Post, address, body
from tests.conftest import Make


def test_the_author_is_led_to_a_receipt_that_shows_the_text(client: Client, post: Post) -> None:
    answer = client.get(post()["Location"])
    assert answer.status_code == 200
    assert TEXT in body(answer)
    assert "Camomille" in body(answer)


def test_the_address_of_a_receipt_cannot_be_guessed(make_comment: Make, article: Article) -> None:
    tokens = {make_comment(article.discussion).token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43  # 256 bits


@pytest.mark.parametrize(
    "token", ["x", "1", "A" * 43, "%00", "a%00b", "%ff", "é", "a" * 5000, "' OR 1=1", "None"]
)
def test_a_guessed_receipt_is_not_found(
    client: Client, make_comment: Make, article: Article, token: str
) -> None:
    comment = make_comment(article.discussion)
    start = comment.get_receipt_url().removesuffix(f"{comment.token}/")
    answer = client.get(f"{start}{token}/")
    assert answer.status_code == 404
    assert comment.text not in body(answer)


def test_the_number_of_a_comment_opens_nothing(client: Client, make_comment: Make, article: Article) -> None:
    comment = make_comment(article.discussion)
    assert client.get(reverse("comments:receipt", args=[comment.pk])).status_code == 404


def test_only_the_whole_token_opens_the_receipt(client: Client, make_comment: Make, article: Article) -> None:
    token = make_comment(article.discussion).token
    for wrong in (token[:-1], token + "=", token.swapcase(), f"{token}%20"):
        assert client.get(reverse("comments:receipt", args=[wrong])).status_code == 404


SHOWN = {"pending": "pending", "approved": "approved", "rejected": "declined", "spam": "declined"}


@pytest.mark.parametrize(("status", "shown"), SHOWN.items())
def test_the_receipt_tells_the_state(
    client: Client, make_comment: Make, article: Article, status: str, shown: str
) -> None:
    comment = make_comment(article.discussion, status=status)
    answer = client.get(comment.get_receipt_url())
    page = body(answer)
    assert answer.status_code == 200
    assert comment.text in page
    assert re.findall(r"art\.svg#(\w+)", page) == [shown]


def test_the_receipt_of_a_rejected_comment_gives_the_reason_in_words(
    client: Client, make_comment: Make, article: Article
) -> None:
    comment = make_comment(article.discussion)
    comment.decide(Comment.Status.REJECTED, by=None, reason="advice")
    assert str(Comment.Reason.ADVICE.label) in body(client.get(comment.get_receipt_url()))


def test_the_receipt_leads_back_to_the_page(client: Client, make_comment: Make, article: Article) -> None:
    comment = make_comment(article.discussion)
    assert f'href="{address(article)}"' in body(client.get(comment.get_receipt_url()))


def test_the_receipt_of_a_withdrawn_page_leads_home(
    client: Client, make_comment: Make, article: Article
) -> None:
    comment = make_comment(article.discussion)
    url = address(article)
    article.withdraw(by=None)
    answer = client.get(comment.get_receipt_url())
    assert answer.status_code == 200
    assert f'href="{url}"' not in body(answer)


def test_an_erased_comment_has_no_receipt(client: Client, make_comment: Make, article: Article) -> None:
    comment = make_comment(article.discussion)
    Comment.objects.update(status="erased", text="", name="")
    assert client.get(comment.get_receipt_url()).status_code == 404


def test_the_receipt_is_kept_by_no_cache_and_no_search_engine(
    client: Client, make_comment: Make, article: Article
) -> None:
    answer = client.get(make_comment(article.discussion).get_receipt_url())
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in body(answer)
    assert not answer.cookies


def test_the_address_of_the_receipt_is_told_to_no_other_site(
    client: Client, make_comment: Make, article: Article
) -> None:
    comment = make_comment(article.discussion)
    answer = client.get(comment.get_receipt_url())
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert comment.token not in body(client.get(address(article)))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_else_can_be_sent_to_a_receipt(make_comment: Make, article: Article, method: str) -> None:
    client = Client(enforce_csrf_checks=False)
    comment = make_comment(article.discussion)
    assert client.generic(method, comment.get_receipt_url()).status_code == 405


def test_looking_at_a_receipt_changes_nothing(client: Client, make_comment: Make, article: Article) -> None:
    comment = make_comment(article.discussion)
    before = Comment.objects.values().get()
    assert client.get(comment.get_receipt_url()).status_code == 200
    assert client.head(comment.get_receipt_url()).status_code == 200
    assert Comment.objects.values().get() == before
