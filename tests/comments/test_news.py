"""What a page is told of comments that were published since somebody opened it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Discussion
from comments.news import cursor
from tests.comments.conftest import Answer, address, body
from tests.conftest import Make, put_live


class Reader:
    """Somebody with the page of a discussion open, or that of the whole site."""

    def __init__(self, client: Client, page: Article | None) -> None:
        self.client = client
        place = reverse("comments:latest") if page is None else address(page)
        shown = body(client.get(place))
        self.url = shown.partition('data-live="')[2].partition('"')[0]
        self.since = self.known = shown.partition('data-since="')[2].partition('"')[0]

    def ask(self) -> Answer:
        answer = self.client.get(
            f"{self.url}?since={self.since}", headers={"If-None-Match": f'"{self.known}"'}
        )
        self.known = answer["ETag"].strip('"')
        return answer


@pytest.fixture(params=["page", "site"])
def read(request: pytest.FixtureRequest, client: Client, article: Article) -> Any:
    return lambda: Reader(client, article if request.param == "page" else None)


def test_a_reader_is_told_how_many_comments_appeared_and_where(
    read: Any, article: Article, make_comment: Make
) -> None:
    make_comment(article.discussion, status="approved")
    reader = read()
    first = make_comment(article.discussion, status="approved")
    make_comment(article.discussion, status="approved", parent=first)
    news = reader.ask().json()
    assert news["new"] == 2
    assert news["where"] in {reverse("comments:permalink", args=[first.pk]), reverse("comments:latest")}


def test_nothing_new_is_answered_without_a_word_for_one_query(
    read: Any, article: Article, make_comment: Make, django_assert_num_queries: Any
) -> None:
    make_comment(article.discussion, status="approved")
    reader = read()
    with django_assert_num_queries(1):
        answer = reader.ask()
    assert (answer.status_code, answer.content) == (304, b"")


def test_what_was_told_is_not_told_again(read: Any, article: Article, make_comment: Make) -> None:
    reader = read()
    make_comment(article.discussion, status="approved")
    assert [reader.ask().status_code for _ in range(3)] == [200, 304, 304]
    make_comment(article.discussion, status="approved")
    assert reader.ask().json()["new"] == 2  # since the page was opened


def test_an_old_comment_that_is_approved_now_is_new(read: Any, article: Article, make_comment: Make) -> None:
    old = make_comment(article.discussion, created_at=timezone.now() - timedelta(days=9))
    make_comment(article.discussion, status="approved")
    reader = read()
    old.decide(Comment.Status.APPROVED, by=None)
    assert reader.ask().json()["new"] == 1


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_what_is_not_approved_changes_neither_answer_nor_validator(
    read: Any, article: Article, make_comment: Make, status: str
) -> None:
    make_comment(article.discussion, status="approved")
    reader = read()
    hidden = make_comment(article.discussion, status=status)
    assert reader.ask().status_code == 304
    hidden.decide(Comment.Status.SPAM, by=None)
    Comment.objects.filter(pk=hidden.pk).erase()
    assert reader.ask().status_code == 304
    assert read().known == reader.known


def test_what_was_taken_back_is_not_offered(read: Any, article: Article, make_comment: Make) -> None:
    reader = read()
    comment = make_comment(article.discussion, status="approved")
    comment.decide(Comment.Status.REJECTED, by=None, reason="charter")
    assert reader.ask().json() == {"new": 0, "where": None}


def test_one_taken_back_does_not_hide_that_another_appeared(
    read: Any, article: Article, make_comment: Make
) -> None:
    before = make_comment(article.discussion, status="approved")
    reader = read()
    before.decide(Comment.Status.SPAM, by=None)
    make_comment(article.discussion, status="approved")
    assert reader.ask().json()["new"] == 1


def test_a_page_is_told_of_its_own_comments_alone(
    client: Client, article: Article, term: Any, make_comment: Make
) -> None:
    reader = Reader(client, article)
    make_comment(term.discussion, status="approved")
    assert reader.ask().status_code == 304


def test_the_site_is_told_of_its_own_language_alone(
    client: Client, make_article: Make, make_comment: Make
) -> None:
    reader = Reader(client, None)
    make_comment(make_article(language="en").discussion, status="approved")
    assert reader.ask().status_code == 304


def test_comments_of_a_page_that_is_not_public_are_no_news(
    client: Client, article: Article, make_article: Make, make_comment: Make
) -> None:
    site, page = Reader(client, None), Reader(client, article)
    make_comment(make_article(live=False).discussion, status="approved")
    assert site.ask().status_code == 304
    article.withdraw(by=None)
    make_comment(article.discussion, status="approved")
    assert client.get(page.url).status_code == 404
    assert site.ask().status_code == 304
    put_live(article)
    assert page.ask().json()["new"] == 1


@pytest.mark.parametrize("number", ["0", "x", "9" * 18, "9" * 40, "١"])
def test_an_unknown_discussion_has_no_news_and_no_feed(client: Client, db: None, number: str) -> None:
    for name in ("comments:news", "comments:discussion-feed"):
        assert client.get(reverse(name, args=[number])).status_code == 404


@pytest.mark.parametrize("since", ["x", "-1", "9" * 17, "٣", "1e9", "1 OR 1=1"])
def test_a_moment_that_no_page_carries_is_refused(client: Client, article: Article, since: str) -> None:
    for url in (reverse("comments:site-news"), reverse("comments:news", args=[article.discussion_id])):
        assert client.get(url, {"since": since}).status_code == 400


def test_asking_changes_nothing_and_leaves_nothing(read: Any, article: Article) -> None:
    answer = read().ask()
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert read().client.post(read().url).status_code == 405


def test_the_moment_of_change_follows_what_appears_and_leaves_alone(
    article: Article, make_comment: Make
) -> None:
    def moment() -> str:
        return cursor(Discussion.objects.get(pk=article.discussion_id).changed_at)

    assert moment() == "0"
    comment = make_comment(article.discussion)
    assert moment() == "0"
    moments = ["0"]
    for status in ("approved", "spam", "approved"):
        comment.decide(Comment.Status(status), by=None)
        moments.append(moment())
    comment.undo(by=None)
    moments.append(moment())
    assert moments == sorted(set(moments), key=int)
    Discussion.recount([article.discussion_id])
    assert moment() == moments[-1]
