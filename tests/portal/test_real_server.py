"""The server that `make run` starts, with two workers, on the database of the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from articles.models import Article
from comments.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)

START_SECONDS = 60
TOGETHER = 8


@dataclass(frozen=True)
class Server:
    port: int
    group: int  # of its processes


def database_url() -> str:
    """That of the tests, for another process."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    return f"postgres://{used['USER']}:{used['PASSWORD']}@{used['HOST']}:{used['PORT']}/{used['NAME']}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def real_server(tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database_url(),
        "PORTAL_DATA_DIR": str(tmp_path / "data"),
        "PORTAL_COMMENT_RATE": "off",
        "PORTAL_WORKERS": "2",
    }
    command = [sys.executable, "manage.py", "start", "--port", str(port)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True) as server:
        try:
            wait_until_ready(port, server)
            yield Server(port, server.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("The server does not answer.")


def post(port: int, path: str, words: dict[str, str]) -> tuple[int, str]:
    """Status and where the answer leads."""
    visitor = HTTPConnection("127.0.0.1", port, timeout=60)
    body = urllib.parse.urlencode(words)
    visitor.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = visitor.getresponse()
    answer.read()
    visitor.close()
    return answer.status, answer.getheader("Location", "")


def test_eight_identical_posts_at_once_store_one_comment(real_server: Server, article: Article) -> None:
    words = {"name": "Camomille", "text": "Envoyé huit fois au même instant."}
    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = list(
            pool.map(lambda _: post(real_server.port, "/fr/articles/comprendre/", words), range(TOGETHER))
        )
    assert {status for status, _ in answers} == {303}
    assert len({receipt for _, receipt in answers}) == 1
    assert Comment.objects.count() == 1


def test_half_a_comment_is_not_stored(real_server: Server, article: Article) -> None:
    body = urllib.parse.urlencode({"name": "Camomille", "text": "Coupé au milieu de la phrase."}).encode()
    head = (
        f"POST /fr/articles/comprendre/ HTTP/1.1\r\nHost: 127.0.0.1:{real_server.port}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body) + 500}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", real_server.port), timeout=10) as visitor:
        visitor.sendall(head.encode() + body)
    time.sleep(1)
    assert not Comment.objects.exists()


def test_many_writers_at_once_lose_nothing(real_server: Server, article: Article) -> None:
    def write(number: int) -> tuple[int, str]:
        words = {"name": "Camomille", "text": f"Commentaire numéro {number}."}
        return post(real_server.port, "/fr/articles/comprendre/", words)

    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = list(pool.map(write, range(10 * TOGETHER)))
    assert {status for status, _ in answers} == {303}
    assert Comment.objects.count() == 10 * TOGETHER


def test_what_was_acknowledged_survives_the_death_of_the_server(
    real_server: Server, article: Article
) -> None:
    answers: list[Any] = []

    def write(number: int) -> None:
        words = {"name": "Camomille", "text": f"Commentaire numéro {number}."}
        try:
            answers.append((number, post(real_server.port, "/fr/articles/comprendre/", words)[0]))
        except OSError:
            answers.append((number, 0))

    with ThreadPoolExecutor(4) as pool:
        for number in range(60):
            pool.submit(write, number)
        while sum(status == 303 for _, status in answers) < 10:
            time.sleep(0.01)
        os.killpg(real_server.group, signal.SIGKILL)
    acknowledged = {number for number, status in answers if status == 303}
    stored = {int(text.split()[-1].rstrip(".")) for text in Comment.objects.values_list("text", flat=True)}
    assert acknowledged <= stored
