"""How many comments one address may send, and what counts as one address."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client

from articles.models import Article
from comments.models import Attempt
from portal import environment
from tests.comments.conftest import TEXT, Answer, address, body, fields, kept, stored

LIMIT, SECONDS = 3, 600
START = datetime(2026, 3, 2, 10, 0, 30, tzinfo=UTC)  # half a minute after a span began
PROXY = "10.0.0.7"


@pytest.fixture(autouse=True)
def rate(settings: Any) -> None:
    settings.COMMENT_RATE = (LIMIT, SECONDS)
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "fd00::/8"]


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def send(article: Article, *, by: str = "192.0.2.1", forwarded: str | None = None, **changed: Any) -> Answer:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return Client(REMOTE_ADDR=by).post(address(article), fields(**changed), headers=headers)


def use_up(article: Article, **sender: Any) -> None:
    for number in range(LIMIT):
        assert send(article, text=f"{TEXT} {number}", **sender).status_code == 303


def test_one_comment_too_many_is_refused_and_kept_and_told_when_to_come_back(article: Article) -> None:
    use_up(article)
    answer = send(article)
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(SECONDS - 30)
    assert kept(answer) == TEXT
    assert re.search(r"\b10 minutes", body(answer))
    assert 'role="alert"' in body(answer)
    assert len(stored()) == LIMIT


def test_the_time_to_wait_is_told_in_the_form_too_when_it_is_a_minute(article: Article, clock: Any) -> None:
    clock.shift(SECONDS - 31)
    use_up(article)
    answer = send(article)
    assert answer["Retry-After"] == "1"
    assert re.search(r"\b1 minute\b", body(answer))


def test_after_the_time_told_the_comment_is_taken(article: Article, clock: Any) -> None:
    use_up(article)
    clock.shift(int(send(article)["Retry-After"]) - 1)
    assert send(article).status_code == 429
    clock.shift(1)
    assert send(article).status_code == 303


def test_refused_comments_count_as_well(article: Article) -> None:
    for _ in range(LIMIT):
        assert send(article, text="court").status_code == 422
    assert send(article).status_code == 429


def test_the_pages_of_the_site_count_together(article: Article, term: Any) -> None:
    use_up(article)
    assert send(term).status_code == 429


def test_reading_is_never_limited(client: Client, article: Article) -> None:
    for _ in range(LIMIT + 1):
        assert client.get(address(article)).status_code == 200
    assert not Attempt.objects.exists()


def test_other_addresses_are_not_concerned(article: Article) -> None:
    use_up(article)
    assert send(article, by="192.0.2.2").status_code == 303


def test_neighbours_in_one_ipv6_network_count_together(article: Article) -> None:
    use_up(article, by="2001:db8:1:2::1")
    assert send(article, by="2001:db8:1:2:ffff:ffff:ffff:ffff").status_code == 429
    assert send(article, by="2001:db8:1:3::1").status_code == 303


def test_an_ipv4_address_written_as_ipv6_is_the_same_address(article: Article) -> None:
    use_up(article, by="192.0.2.1")
    assert send(article, by="::ffff:192.0.2.1").status_code == 429
    assert send(article, by="::ffff:192.0.2.2").status_code == 303


def test_a_sender_cannot_pass_for_others_by_a_header(article: Article) -> None:
    use_up(article, forwarded="198.51.100.1")
    assert send(article, forwarded="198.51.100.2").status_code == 429


@pytest.mark.parametrize("proxy", [PROXY, f"::ffff:{PROXY}", "fd00::1"])
def test_behind_our_proxy_the_last_address_that_is_not_ours_counts(article: Article, proxy: str) -> None:
    use_up(article, by=proxy, forwarded="198.51.100.1")
    assert send(article, by=proxy, forwarded="198.51.100.1").status_code == 429
    assert send(article, by=proxy, forwarded="203.0.113.9, 198.51.100.1").status_code == 429
    assert send(article, by=proxy, forwarded=f"198.51.100.1, {PROXY}").status_code == 429
    assert send(article, by=proxy, forwarded="198.51.100.1, 198.51.100.2").status_code == 303


@pytest.mark.parametrize(
    "forwarded", [None, "", ",", " , ", "unknown", "a" * 5000, ",".join(["x"] * 5000), "[::1]:80"]
)
def test_an_odd_header_of_the_proxy_limits_no_worse_than_one_address(
    article: Article, forwarded: str | None
) -> None:
    use_up(article, by=PROXY, forwarded=forwarded)
    assert send(article, by=PROXY, forwarded=forwarded).status_code == 429


@pytest.mark.parametrize("odd", ["", "unix:", "fe80::1%eth0", "192.0.2.300"])
def test_an_odd_address_of_the_server_limits_no_worse_than_one_address(article: Article, odd: str) -> None:
    use_up(article, by=odd)
    assert send(article, by=odd).status_code == 429


def test_without_a_limit_nothing_is_counted(article: Article, settings: Any) -> None:
    settings.COMMENT_RATE = None
    for number in range(LIMIT + 1):
        assert send(article, text=f"{TEXT} {number}").status_code == 303
    assert not Attempt.objects.exists()


def test_old_counts_are_forgotten(article: Article, clock: Any) -> None:
    use_up(article)
    clock.shift(timedelta(seconds=4 * SECONDS))
    assert send(article, by="192.0.2.2").status_code == 303
    assert Attempt.objects.count() == 1


def test_neither_address_nor_e_mail_is_kept_with_the_count(article: Article) -> None:
    send(article, by="192.0.2.1")
    assert "192" not in Attempt.objects.get().sender_key


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_all_counted() -> None:
    def attempt(_: int) -> int:
        try:
            return Attempt.record("somebody", 0)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(attempt, range(40)))
    assert sorted(counts) == list(range(1, 41))


@pytest.mark.parametrize(
    ("value", "rate"),
    [("30/10m", (30, 600)), ("1/1s", (1, 1)), (" 5/2H ", (5, 7200)), ("off", None), ("OFF", None)],
)
def test_the_operator_sets_the_limit(monkeypatch: Any, value: str, rate: tuple[int, int] | None) -> None:
    monkeypatch.setenv("PORTAL_COMMENT_RATE", value)
    assert environment.rate("PORTAL_COMMENT_RATE", default="30/10m") == rate


def test_the_limit_is_thirty_in_ten_minutes_unless_set(monkeypatch: Any) -> None:
    monkeypatch.delenv("PORTAL_COMMENT_RATE", raising=False)
    assert environment.rate("PORTAL_COMMENT_RATE", default="30/10m") == (30, 600)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "30",
        "30/10",
        "30/10d",
        "0/10m",
        "30/0m",
        "-1/10m",
        "30 / 10m",
        "none",
        "30/10m;",
        "³/1m",
        "1e3/1m",
    ],
)
def test_a_misspelt_limit_stops_the_start(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("PORTAL_COMMENT_RATE", value)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_COMMENT_RATE"):
        environment.rate("PORTAL_COMMENT_RATE", default="30/10m")
