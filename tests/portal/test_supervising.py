"""The server looks after one worker: it is there, comes back when it dies, and goes with the server."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from portal.launch import supervising
from portal.launch.supervising import Supervisor
from tests.portal.process import Portal

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(); time.sleep(60)",
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    made = Portal(tmp_path_factory.mktemp("prepared") / "data")
    made.folder.mkdir()
    made.run("migrate", "-v0")  # a start that finds tables brings no demonstration, which takes its time
    try:
        made.start(PORTAL_WORKER="off")
    finally:
        made.stop()
    return made


@pytest.fixture
def portal(prepared: Portal, tmp_path: Path) -> Iterator[Portal]:
    shutil.copytree(prepared.folder, tmp_path / "data")
    made = Portal(tmp_path / "data")
    yield made
    made.stop()


def background(portal: Portal) -> list[int]:
    """Process ids of the worker that this portal looks after."""
    return [child for child in portal.children() if "worker" in words_of(child)]


def words_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def is_at_work(portal: Portal) -> bool:
    with closing(sqlite3.connect(portal.database, timeout=20)) as database:
        return (
            database.execute("SELECT 1 FROM background_job WHERE done_at IS NOT NULL").fetchone() is not None
        )


def test_the_server_starts_a_worker_begins_it_again_and_ends_it(portal: Portal) -> None:
    portal.start()
    portal.until(lambda: len(background(portal)) == 1, 30)
    portal.until(lambda: is_at_work(portal), 60)
    first = background(portal)[0]
    os.kill(first, signal.SIGKILL)
    portal.until(lambda: background(portal) not in ([], [first]), 30)
    second = background(portal)[0]
    assert portal.answers()
    assert portal.stop() == 0
    assert words_of(second) == []


def test_a_server_that_is_killed_leaves_no_worker_behind(portal: Portal) -> None:
    portal.start()
    portal.until(lambda: is_at_work(portal), 60)
    children = portal.children()
    (worker,) = background(portal)
    assert portal.process
    portal.process.kill()
    portal.process.wait()
    portal.process = None
    try:
        portal.until(lambda: words_of(worker) == [], 10)
    finally:
        for child in children:
            if child != worker and words_of(child):
                os.kill(child, signal.SIGKILL)


def test_an_operator_may_run_the_worker_elsewhere(portal: Portal) -> None:
    portal.start(PORTAL_WORKER="off")
    time.sleep(2)
    assert background(portal) == []


def test_a_misspelt_choice_stops_the_start(portal: Portal) -> None:
    assert "PORTAL_WORKER must be on or off" in portal.fail_to_start(PORTAL_WORKER="perhaps")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORTAL_DAILY_HOUR", "24", "at most 23"),
        ("PORTAL_MAILS_A_DAY", "0", "at least 1"),
        ("PORTAL_MODERATOR_MAIL", "perhaps", "on or off"),
    ],
)
def test_other_misspelt_values_stop_it_too(portal: Portal, name: str, value: str, words: str) -> None:
    said = portal.fail_to_start(**{name: value})
    assert name in said
    assert words in said


# The supervisor by itself


@pytest.fixture
def quick(monkeypatch: Any) -> None:
    monkeypatch.setattr(supervising, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(supervising, "LONGEST_WAIT", 0.4)
    monkeypatch.setattr(supervising, "STOP_SECONDS", 0.5)


def test_a_worker_that_dies_at_once_is_begun_again_ever_more_slowly(quick: None) -> None:
    births: list[float] = []

    def command() -> list[str]:
        births.append(time.monotonic())
        return ["/bin/false"]

    supervisor = Supervisor(command)
    supervisor.start()
    time.sleep(2)
    supervisor.stop()
    supervisor.join(5)
    waits = [later - earlier for earlier, later in pairwise(births)]
    assert 4 <= len(births) <= 10
    assert waits[0] < waits[-1]


def test_a_worker_that_does_not_listen_is_killed(quick: None) -> None:
    supervisor = Supervisor(lambda: DEAF)
    supervisor.start()
    time.sleep(0.5)
    child = supervisor.child
    assert child
    supervisor.stop()
    assert child.wait(5) in {-signal.SIGKILL, -signal.SIGTERM}
    supervisor.join(5)
    assert not supervisor.is_alive()


def test_no_worker_is_begun_after_the_end(quick: None) -> None:
    supervisor = Supervisor(lambda: SLEEP)
    supervisor.stop()
    supervisor.start()
    supervisor.join(5)
    assert supervisor.child is None
