"""Floods and programs are held off, and nobody else is: the queue gets what people write."""

from __future__ import annotations

import html
import re
import sqlite3
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test import Client

from articles.models import Article
from comments.models import Attempt, Comment
from comments.people import comments_of, exported
from portal import environment
from tests.comments.conftest import TEXT, Answer, Post, address, body, fields, kept, stored

LIMIT, SECONDS = 3, 600


def send(article: Article, number: int, *, by: str = "", **changed: Any) -> Answer:
    sender = Client(REMOTE_ADDR=by or f"192.0.2.{number}")
    return sender.post(address(article), fields(text=f"{TEXT} {number}") | changed)


# The field that people do not see


def trap(page: str) -> str:
    found = re.search(r'<div class="field field--trap".*?</div>', page, re.DOTALL)
    assert found
    return found[0]


def test_a_honeypot_that_was_filled_in_makes_a_comment_suspicious_and_does_not_drop_it(post: Post) -> None:
    assert post(subject="Achetez ici").status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.suspicion) == ("pending", "trap")


@pytest.mark.parametrize("subject", ["", "   ", "\u00a0"])
def test_a_honeypot_that_is_empty_says_nothing(post: Post, subject: str) -> None:
    assert post(subject=subject).status_code == 303
    assert Comment.objects.get().suspicion == ""


def test_what_was_filled_in_is_not_stored(post: Post) -> None:
    post(subject="Achetez ici")
    assert not [value for value in Comment.objects.values_list().get() if "Achetez" in str(value)]


def test_erasing_a_comment_erases_the_suspicion(post: Post) -> None:
    post(subject="Achetez ici")
    Comment.objects.all().erase()
    assert Comment.objects.get().suspicion == ""


def test_a_person_is_told_of_the_suspicion_against_their_comment(post: Post) -> None:
    post(subject="Achetez ici", email="camomille@exemple.fr")
    (row,) = exported(comments_of(email="camomille@exemple.fr"))
    assert row["suspicion"] == "trap"


@pytest.mark.parametrize("subject", ["\0", "x" * 5000, "\ud7ff</div>", "<script>"])
def test_nothing_in_the_honeypot_refuses_a_comment(post: Post, subject: str) -> None:
    assert post(subject=subject).status_code == 303


def test_neither_screen_readers_nor_the_keyboard_nor_autofill_reach_the_honeypot(
    client: Client, article: Article
) -> None:
    field = trap(body(client.get(address(article))))
    assert 'aria-hidden="true"' in field
    assert 'tabindex="-1"' in field
    assert 'autocomplete="off"' in field
    assert not re.search(r'name="(name|email|tel|phone|url|website|address|company|organization)"', field)


def test_the_database_knows_the_words_of_suspicion(post: Post) -> None:
    post()
    with pytest.raises(IntegrityError, match="comments_comment_suspicion"), transaction.atomic():
        Comment.objects.update(suspicion="mood")


@pytest.mark.parametrize("posted", ["trap", "none"])
def test_nobody_posts_a_suspicion(post: Post, posted: str) -> None:
    post(suspicion=posted)
    assert Comment.objects.get().suspicion == ""


# Too many for the whole site


@pytest.fixture
def total(settings: Any) -> None:
    settings.COMMENT_RATE_TOTAL = (LIMIT, SECONDS)


def test_more_than_the_whole_site_can_take_is_refused_and_kept(total: None, article: Article) -> None:
    for number in range(LIMIT):
        assert send(article, number).status_code == 303
    answer = send(article, LIMIT)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= SECONDS
    assert kept(answer) == f"{TEXT} {LIMIT}"
    assert len(stored()) == LIMIT


def test_a_flood_from_one_address_does_not_silence_the_others(
    total: None, article: Article, settings: Any
) -> None:
    settings.COMMENT_RATE = (1, SECONDS)
    for _ in range(10 * LIMIT):
        send(article, 1)
    assert send(article, 2).status_code == 303


def test_twenty_patients_behind_one_address_of_a_hospital_pass(article: Article, settings: Any) -> None:
    settings.COMMENT_RATE = environment.rate("PORTAL_COMMENT_RATE", default="30/10m")
    settings.COMMENT_RATE_TOTAL = environment.rate("PORTAL_COMMENT_RATE_TOTAL", default="300/10m")
    answers = [send(article, number, by="192.0.2.1", name=f"Camomille {number}") for number in range(20)]
    assert {answer.status_code for answer in answers} == {303}


def test_a_hundred_posts_a_minute_from_one_address_are_held_off_and_kept(
    article: Article, settings: Any
) -> None:
    settings.COMMENT_RATE = (30, SECONDS)
    answers = [send(article, number, by="192.0.2.1") for number in range(40)]
    assert [answer.status_code for answer in answers] == [303] * 30 + [429] * 10
    assert kept(answers[-1]) == f"{TEXT} 39"


def test_who_is_told_to_wait_is_not_told_of_other_errors(total: None, article: Article) -> None:
    for number in range(LIMIT):
        send(article, number)
    assert list(send(article, LIMIT, name="").context["comment_form"].errors) == ["__all__"]


@pytest.mark.parametrize("value", ["", "300", "0/10m", "none"])
def test_a_misspelt_limit_of_the_site_stops_the_start(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("PORTAL_COMMENT_RATE_TOTAL", value)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_COMMENT_RATE_TOTAL"):
        environment.rate("PORTAL_COMMENT_RATE_TOTAL", default="300/10m")


# The limiter's store is down


@pytest.fixture
def broken_store(transactional_db: None, settings: Any) -> Any:
    """The table in which attempts are counted is really gone."""
    settings.COMMENT_RATE, settings.COMMENT_RATE_TOTAL = (LIMIT, SECONDS), (LIMIT, SECONDS)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE comments_attempt RENAME TO gone")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE gone RENAME TO comments_attempt")


def test_comments_reach_the_queue_while_attempts_cannot_be_counted(
    broken_store: None, article: Article, caplog: Any
) -> None:
    for number in range(LIMIT + 2):
        assert send(article, number, by="192.0.2.1").status_code == 303
    assert len(stored()) == LIMIT + 2
    assert "cannot be counted" in caplog.text
    assert TEXT not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_was_refused_stays_counted(article: Article, settings: Any) -> None:
    settings.COMMENT_RATE = (LIMIT, SECONDS)
    send(article, 1, name="")
    assert Attempt.objects.get().count == 1


# The database has no time


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_while_another_writer_holds_the_database_a_comment_gets_a_clean_answer_and_is_kept(
    article: Article,
) -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = send(article, 1)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert f"{TEXT} 1" in html.unescape(body(answer))
    assert send(article, 1).status_code == 303
    connection.close()  # with it the short patience
