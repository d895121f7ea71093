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
from comments.threads import Order, shown_threads
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


def test_a_page_with_a_hundred_comments_asks_the_database_six_times(
    client: Client, many: list[Comment], article: Article, django_assert_num_queries: Any
) -> None:
    url = address(article)
    # The revision; the comments; the settings; the woven text; further articles; with terms in it, these.
    client.get(url)  # woven
    with django_assert_num_queries(5):
        answer = client.get(url)
    assert len(shown(body(answer))) == MANY


def test_the_latest_discussions_ask_the_database_as_often_for_one_comment_as_for_many(
    client: Client, many: list[Comment], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):  # the last change; how many, the comments; settings
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


# Order


def test_the_newest_comment_comes_first_if_asked_and_answers_stay_in_their_order(
    client: Client, article: Article, make_comment: Make
) -> None:
    first, second = (make_comment(article.discussion, status="approved") for _ in range(2))
    answers = [make_comment(article.discussion, status="approved", parent=first) for _ in range(2)]
    numbers = [first.pk, *(answer.pk for answer in answers)]
    for order, expected in [
        ("newest", [second.pk, *numbers]),
        ("oldest", [*numbers, second.pk]),
        ("x", [*numbers, second.pk]),
    ]:
        assert shown(body(client.get(f"{address(article)}?order={order}"))) == expected


def test_the_order_holds_from_page_to_page(client: Client, article: Article) -> None:
    Comment.objects.bulk_create(
        Comment(discussion=article.discussion, name="Camomille", text=TEXT, status="approved", html="<p></p>")
        for _ in range(PER_PAGE + 1)
    )
    Discussion.recount([article.discussion_id])
    numbers = list(Comment.objects.newest_first().values_list("pk", flat=True))
    url = f"{address(article)}?order=newest"
    first = body(client.get(url))
    assert "?order=newest&amp;comments=2#discussion" in first
    assert shown(first) + shown(body(client.get(f"{url}&comments=2"))) == numbers


def test_another_order_is_the_same_page_for_search_engines(
    client: Client, article: Article, make_comment: Make
) -> None:
    for _ in range(2):
        make_comment(article.discussion, status="approved")
    page = body(client.get(f"{address(article)}?order=newest"))
    assert f'<link rel="canonical" href="http://testserver{address(article)}">' in page
    assert re.search(r'<a href="\?order=newest#comments"[^>]* rel="nofollow"', page)
    assert re.search(r'<a href="\?#comments"[^>]* rel="nofollow"', page)


def test_one_comment_needs_no_order(client: Client, article: Article, make_comment: Make) -> None:
    make_comment(article.discussion, status="approved")
    assert "order=newest" not in body(client.get(address(article)))


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_a_discussion_reads_the_same_however_it_is_loaded(
    article: Article, make_comment: Make, order: str
) -> None:
    def make(**fields: Any) -> Comment:
        made: Comment = make_comment(article.discussion, **{"status": "approved"} | fields)
        return made

    first, hidden, last = make(), make(), make()
    answers = [make(parent=first), make(parent=hidden), make(parent=first, status="pending")]
    make(parent=first, answers=answers[0])
    make(parent=first, answers=answers[2])
    hidden.decide(Comment.Status.SPAM, by=None)
    discussion = Discussion.objects.get(pk=article.discussion_id)

    def read() -> list[Any]:
        threads = shown_threads(discussion, Order(order), None)
        return [
            (
                thread.pk,
                [(reply.pk, reply.shown_answer and reply.shown_answer.pk) for reply in thread.shown_replies],
            )
            for thread in threads
        ]

    at_once = read()
    discussion.approved_count = PER_PAGE + 1
    assert read() == at_once
    assert last.pk in dict(at_once)


def test_no_private_column_is_read_for_a_page_of_comments(article: Article, make_comment: Make) -> None:
    make_comment(article.discussion, status="approved")
    (thread,) = shown_threads(article.discussion, Order.OLDEST, None)
    assert {"email", "token", "sender_key", "duplicate_key"} <= thread.get_deferred_fields()
