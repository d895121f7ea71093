"""The same words sent twice are one comment: back button, impatience, a connection that was lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.test import Client

from articles.models import Article
from comments.limits import DOUBLE_POST_HOURS
from comments.models import Comment
from comments.retention import purge
from tests.comments.conftest import TEXT, Answer, Post, address, fields, stored
from tests.conftest import Make

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
AT_ONCE = 8


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def send(article: Article, *, by: str = "192.0.2.1", **changed: Any) -> Answer:
    return Client(REMOTE_ADDR=by).post(address(article), fields(**changed))


def test_the_same_words_are_stored_once_and_get_the_same_receipt(post: Post) -> None:
    first, second = post(), post()
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert stored() == [TEXT]


@pytest.mark.parametrize("text", [f"  {TEXT}\r\n", f"\u200b{TEXT}", TEXT.replace("é", "e\u0301")])
def test_words_that_only_look_the_same_are_the_same(post: Post, text: str) -> None:
    assert post()["Location"] == post(text=text)["Location"]
    assert stored() == [TEXT]


def test_two_texts_of_one_sender_are_two_comments(post: Post) -> None:
    assert post()["Location"] != post(text=f"{TEXT} Encore.")["Location"]
    assert len(stored()) == 2


def test_two_senders_may_say_the_same(article: Article) -> None:
    assert send(article)["Location"] != send(article, by="192.0.2.2")["Location"]
    assert len(stored()) == 2


def test_two_people_behind_one_address_may_say_the_same(post: Post) -> None:
    assert post()["Location"] != post(name="Tilleul")["Location"]


def test_the_same_words_may_stand_under_two_pages(post: Post, term: Any) -> None:
    assert post()["Location"] != post(term)["Location"]
    assert len(stored()) == 2


def test_the_same_words_may_answer_two_comments(post: Post, article: Article, make_comment: Make) -> None:
    first, second = (make_comment(article.discussion, status="approved") for _ in range(2))
    post(text="Merci beaucoup !")
    post(text="Merci beaucoup !", parent=first.pk)
    post(text="Merci beaucoup !", parent=second.pk)
    assert Comment.objects.filter(text="Merci beaucoup !").count() == 3


def test_name_and_text_cannot_be_shifted_into_one_another(post: Post) -> None:
    post(name="Marie", text="Curie a écrit")
    post(name="Marie Curie", text="a écrit ceci")
    assert len(stored()) == 2


def test_a_comment_sent_again_after_a_decision_leads_to_that_decision(post: Post) -> None:
    first = post()
    Comment.objects.get().decide(Comment.Status.REJECTED, by=None, reason="charter")
    assert post()["Location"] == first["Location"]
    assert Comment.objects.get().status == "rejected"


def test_after_a_day_the_same_words_are_a_new_comment(clock: Any, article: Article) -> None:
    first = send(article)
    clock.shift(timedelta(hours=DOUBLE_POST_HOURS))
    assert send(article)["Location"] == first["Location"]
    clock.shift(timedelta(seconds=1))
    assert send(article)["Location"] != first["Location"]
    assert stored() == [TEXT, TEXT]


def test_after_a_month_nothing_tells_where_a_comment_came_from(clock: Any, article: Article) -> None:
    send(article)
    clock.shift(timedelta(days=settings.RETENTION["sender"]))
    send(article, text=f"{TEXT} Encore.")
    assert Comment.objects.earliest("pk").sender_key != ""
    clock.shift(timedelta(hours=1))
    send(article, text=f"{TEXT} Enfin.")
    purge()  # as every day
    first, second, third = Comment.objects.order_by("pk")
    assert (first.sender_key, first.duplicate_key) == ("", None)
    assert second.sender_key == third.sender_key != ""
    assert second.duplicate_key != third.duplicate_key


def test_no_address_is_stored_with_a_comment(article: Article) -> None:
    send(article, by="192.0.2.1")
    row = Comment.objects.values().get()
    assert not [name for name, value in row.items() if "192.0" in str(value)]


def at_once(work: Any) -> list[Any]:
    """The results of work(0), work(1), ... begun in as many threads at the same moment."""
    start = threading.Barrier(AT_ONCE)

    def run(number: int) -> Any:
        start.wait(timeout=20)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_the_same_words_sent_eight_times_at_once_are_stored_once(article: Article) -> None:
    url = address(article)
    answers = at_once(lambda _: Client().post(url, fields()))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer["Location"] for answer in answers} == {Comment.objects.get().get_receipt_url()}


@pytest.mark.django_db(transaction=True)
def test_eight_texts_sent_at_once_are_all_stored(article: Article) -> None:
    url = address(article)
    answers = at_once(lambda number: Client().post(url, fields(text=f"{TEXT} {number}")))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == AT_ONCE
    assert sorted(stored()) == [f"{TEXT} {number}" for number in range(AT_ONCE)]
