"""The worker in a process of its own: it sends, sleeps, stops when asked, and may be killed at any moment."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from portal.background.limits import POLL_SECONDS
from tests.mail_server import Box, MailServer
from tests.portal.process import Portal

A_LOOK = POLL_SECONDS + 1.0  # seconds in which a worker has looked once more for what is due
QUEUE = """
from portal.background.letters import Letter
from portal.background.models import Mail
for number in range(120):
    Mail.queue(Letter("S", "B", "fr"), key=f"{number}", kind="test", to=f"m{number}@exemple.fr")
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """With mails to be sent, ready to be copied."""
    made = Portal(tmp_path_factory.mktemp("prepared") / "data")
    made.folder.mkdir()
    made.run("migrate", "-v0")
    assert made.run("shell", "-v0", "-c", QUEUE) == ""
    return made


class Post(Portal):
    """A portal without a server, whose worker sends through a mail server of the test."""

    def __init__(self, folder: Path, server: MailServer) -> None:
        super().__init__(folder)
        self.more = {
            "PORTAL_PUBLIC_URL": "https://portail.exemple",
            "PORTAL_ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }

    def keep(self, count: int) -> None:
        """Leave so many mails to be sent."""
        self.write("DELETE FROM background_mail WHERE CAST(key AS integer) >= ?", count)

    def worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        self.process = self.command("worker", *arguments, **self.more)
        return self.process

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            return database.execute(query).fetchall()

    def write(self, query: str, *values: Any) -> None:
        with closing(sqlite3.connect(self.database, timeout=20)) as database, database:
            database.execute(query, values)

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT status, count(*) FROM background_mail GROUP BY status"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer()
    yield made
    made.stop()


@pytest.fixture
def post(prepared: Portal, server: MailServer, tmp_path: Path) -> Iterator[Post]:
    shutil.copytree(prepared.folder, tmp_path / "data")
    made = Post(tmp_path / "data", server)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_sends_does_the_daily_work_and_stops_when_asked(post: Post, server: MailServer) -> None:
    box = server.start()
    post.keep(3)
    worker = post.worker()
    until(lambda: len(box.mails) == 3)
    until(lambda: len(post.rows("SELECT 1 FROM background_job WHERE done_at IS NOT NULL")) == 4)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(5) == 0
    assert post.states() == {"sent": 3}
    assert post.said() == ""


def test_it_sleeps_cheaply(post: Post, server: MailServer) -> None:
    server.start()
    post.keep(0)
    post.worker()
    until(lambda: len(post.rows("SELECT 1 FROM background_job WHERE done_at IS NOT NULL")) == 4)
    time.sleep(1)
    before, began = effort(post), time.monotonic()
    time.sleep(11)
    assert (effort(post) - before) / (time.monotonic() - began) < 0.02


def effort(post: Post) -> float:
    """Seconds of processor time spent so far."""
    assert post.process
    fields = Path(f"/proc/{post.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Slow(Box):
    """Takes the first mail as slowly as a test needs it to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if not self.is_asked:
            self.is_asked = True
            await asyncio.sleep(3600)
        return await super().handle_DATA(server, session, envelope)


def test_what_a_killed_worker_held_is_taken_up_again(post: Post, server: MailServer) -> None:
    server.box = slow = Slow()
    server.start()
    post.keep(3)
    worker = post.worker()
    until(lambda: slow.is_asked)
    worker.kill()
    worker.wait()
    assert post.states() == {"waiting": 3}
    assert post.rows("SELECT count(*) FROM background_mail WHERE lease <> ''") == [(1,)]
    worker = post.worker()
    until(lambda: post.states() == {"sent": 2, "waiting": 1})
    time.sleep(A_LOOK)
    assert post.states()["waiting"] == 1  # it may still be on its way
    post.write("UPDATE background_mail SET leased_until = '2020-01-01 00:00:00' WHERE lease <> ''")
    until(lambda: post.states() == {"sent": 3})
    worker.terminate()
    assert worker.wait(5) == 0
    assert slow.addresses() == [f"m{number}@exemple.fr" for number in range(3)]


def test_a_job_whose_worker_was_killed_is_done_by_the_next(post: Post, server: MailServer) -> None:
    server.start()
    post.keep(0)
    post.write(
        "INSERT INTO background_job (name, due_at, failures, problem, lease, leased_until)"
        " VALUES ('purge_personal_data', '2020-01-01 00:00:00', 0, '', 'gone', '2020-01-01 00:05:00')"
    )
    post.worker("--once").wait(30)
    assert post.rows("SELECT lease, leased_until FROM background_job WHERE name = 'purge_personal_data'") == [
        ("", None)
    ]
    assert post.rows("SELECT count(*) FROM background_job WHERE done_at IS NOT NULL") == [(4,)]


def test_two_workers_send_no_mail_twice(post: Post, server: MailServer) -> None:
    box = server.start()
    post.keep(120)
    workers = [post.worker() for _ in range(2)]
    until(lambda: post.states() == {"sent": 120}, 60)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(5) for worker in workers] == [0, 0]
    assert box.addresses() == sorted(f"m{number}@exemple.fr" for number in range(120))


def test_an_outage_is_said_once_and_overcome(post: Post, server: MailServer) -> None:
    post.keep(2)
    post.worker()
    until(lambda: "The mail server cannot be used (ConnectionRefusedError)" in post.said())
    box = server.start()
    until(lambda: len(box.mails) == 2, 60)
    assert post.said().count("\n") == 1


def test_a_worker_whose_parent_is_killed_ends_by_itself(post: Post, server: MailServer) -> None:
    post.keep(0)
    begin = "import os, subprocess, sys; subprocess.run([*sys.argv[1:], str(os.getpid())])"
    parent = subprocess.Popen(
        [sys.executable, "-c", begin, sys.executable, "manage.py", "worker", "--parent"],
        env=os.environ | post.more | {"PORTAL_DATA_DIR": str(post.folder), "DATABASE_URL": ""},
    )
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    until(lambda: bool(children.read_text()))
    child = int(children.read_text())
    until(lambda: bool(post.rows("SELECT 1 FROM background_job WHERE done_at IS NOT NULL")))
    parent.kill()
    parent.wait()
    until(lambda: not is_alive(child), 10)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_the_database_says_of_a_row_stays_out_of_the_log(post: Post, server: MailServer) -> None:
    """One error in the work of the day, one in the sending of mail."""
    server.start()
    post.keep(1)
    post.write("INSERT INTO comments_attempt (sender_key, span, count) VALUES ('x', 1, 1)")
    for event in ("DELETE ON comments_attempt", "UPDATE ON background_mail"):
        words = "Failing row contains (zygomatique@exemple.fr, Je vais mal)"
        name = f"refused_{event.split('_')[-1]}"
        post.write(f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{words}'); END")
    assert post.worker("--once").wait(60) == 0
    said = post.said()
    assert "The job purge_personal_data has failed" in said
    assert "The worker has met an error" in said
    assert said.count("IntegrityError") >= 2
    assert 'retention.py", line' in said
    assert 'sending.py", line' in said
    for word in ("zygomatique", "Je vais mal", "Failing row"):
        assert word not in said, word
