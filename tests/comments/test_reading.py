"""Comments as readers find them under a page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.limits import LATEST_PER_PAGE, PER_PAGE
from comments.models import Comment, Discussion
from comments.rendering import as_html
from tests.comments.conftest import TEXT, Post, address, body
from tests.conftest import Make

MANY = 100


@pytest.fixture
def many(article: Article) -> list[Comment]:
    """Fifty comments, each with an answer; all approved."""

    def rows(parents: list[Comment | None]) -> list[Comment]:
        fields: dict[str, Any] = {"discussion": article.discussion, "status": "approved", "name": "Camomille"}
        return Comment.objects.bulk_create(
            Comment(text=f"{TEXT} {number}", html=as_html(TEXT), parent=parent, **fields)
            for number, parent in enumerate(parents)
        )

    first = rows([None] * (MANY // 2))
    answers = rows([*first])
    Discussion.recount([article.discussion_id])
    return first + answers


def shown(page: str) -> list[int]:
    """The numbers of the comments on the page, in their order."""
    return [int(number) for number in re.findall(r'<article class="comment" id="comment-(\d+)"', page)]


def test_a_page_with_a_hundred_comments_asks_the_database_eight_times(
    client: Client, many: list[Comment], article: Article, django_assert_num_queries: Any
) -> None:
    url = address(article)
    # The revision; how many threads, the threads, their answers; settings, emergency numbers,
    # translations; further articles.
    with django_assert_num_queries(8):
        answer = client.get(url)
    assert len(shown(body(answer))) == MANY


def test_the_latest_discussions_ask_the_database_as_often_for_one_comment_as_for_many(
    client: Client, many: list[Comment], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):  # how many, the comments with their pages; settings, emergency numbers
        answer = client.get(reverse("comments:latest"))
    assert body(answer).count('<article class="say"') == LATEST_PER_PAGE


def test_the_feed_asks_the_database_once(
    client: Client, many: list[Comment], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        client.get(reverse("comments:feed"))


def test_the_oldest_comment_comes_first_and_answers_stand_under_it(
    client: Client, article: Article, make_comment: Make
) -> None:
    first = make_comment(article.discussion, status="approved")
    second = make_comment(article.discussion, status="approved")
    answer = make_comment(article.discussion, status="approved", parent=first)
    assert shown(body(client.get(address(article)))) == [first.pk, answer.pk, second.pk]


def test_long_discussions_have_pages(client: Client, article: Article) -> None:
    now = timezone.now()
    Comment.objects.bulk_create(
        Comment(discussion=article.discussion, name="Camomille", text=TEXT, status="approved", html="<p></p>")
        for _ in range(PER_PAGE + 1)
    )
    Comment.objects.update(created_at=now)
    Discussion.recount([article.discussion_id])
    first, second = (shown(body(client.get(f"{address(article)}?comments={n}"))) for n in (1, 2))
    assert (len(first), len(second)) == (PER_PAGE, 1)
    assert set(first).isdisjoint(second)


def test_an_answer_to_an_answer_is_shown_beside_it(
    client: Client, post: Post, article: Article, make_comment: Make
) -> None:
    first = make_comment(article.discussion, status="approved")
    answer = make_comment(article.discussion, status="approved", parent=first)
    assert post(parent=answer.pk).status_code == 303
    newest = Comment.objects.get(text=TEXT)
    newest.decide(Comment.Status.APPROVED, by=None)
    assert shown(body(client.get(address(article)))) == [first.pk, answer.pk, newest.pk]


def test_an_answer_stays_readable_when_what_it_answers_is_taken_back(
    client: Client, article: Article, make_comment: Make
) -> None:
    first = make_comment(article.discussion, status="approved", text="Ce qui est repris.")
    answer = make_comment(article.discussion, status="approved", parent=first)
    first.decide(Comment.Status.SPAM, by=None)
    page = body(client.get(address(article)))
    assert shown(page) == [answer.pk]
    assert "Ce qui est repris" not in page
    assert Discussion.objects.get(pk=article.discussion_id).approved_count == 1
    first.decide(Comment.Status.APPROVED, by=None)
    assert shown(body(client.get(address(article)))) == [first.pk, answer.pk]


def test_a_closed_discussion_is_still_read(client: Client, article: Article, make_comment: Make) -> None:
    make_comment(article.discussion, status="approved")
    Discussion.objects.update(is_open=False)
    page = body(client.get(address(article)))
    assert "Un commentaire pour les essais." in page
    assert "<textarea" not in page


def test_the_latest_discussions_are_of_one_language(
    client: Client, article: Article, make_article: Make, make_comment: Make
) -> None:
    english = make_article(language="en", slug="understanding")
    make_comment(article.discussion, status="approved", text="Un mot en français.")
    make_comment(english.discussion, status="approved", text="A word in English.")
    french, other = (body(client.get(f"/{code}/discussions/")) for code in ("fr", "en"))
    assert "Un mot en français." in french
    assert "A word in English." not in french
    assert "A word in English." in other


def test_the_latest_comments_lead_to_their_place(
    client: Client, article: Article, make_comment: Make
) -> None:
    comment = make_comment(article.discussion, status="approved")
    assert f'href="{address(article)}#comment-{comment.pk}"' in body(client.get(reverse("comments:latest")))
