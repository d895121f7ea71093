"""`make run` from its second line on: what `manage.py start` prepares, says, and survives."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.portal.process import FIRST_START_SECONDS, Portal

NEXT_START_SECONDS = 5  # on a machine with nothing else to do
SLOW_SENDERS = 60
DEMONSTRATION = "demonstration content"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """A portal after its first start, stopped."""
    made = Portal(tmp_path_factory.mktemp("first") / "data")
    try:
        made.start()
    finally:
        made.stop()
    return made


def copy_of(original: Portal, folder: Path) -> Portal:
    shutil.copytree(original.folder, folder)
    return Portal(folder)


@pytest.fixture(scope="module")
def running(first: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One running portal for all tests that do not stop it."""
    made = copy_of(first, tmp_path_factory.mktemp("running") / "data")
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def portal(first: Portal, tmp_path: Path) -> Iterator[Portal]:
    """One that has run before."""
    made = copy_of(first, tmp_path / "data")
    yield made
    made.stop()


@pytest.fixture
def new(portal: Portal) -> Portal:
    """One without a database, but with its static files, which take their time."""
    portal.database.unlink()
    return portal


def line(words: str, name: str) -> str:
    found = re.search(rf"^{name}  +(.*)$", words, re.MULTILINE)
    assert found, words
    return found[1]


def test_the_first_start_says_where_the_portal_is(first: Portal) -> None:
    assert line(first.said(), "Portal") == f"http://localhost:{first.port}/"
    assert line(first.said(), "Administration") == f"http://localhost:{first.port}/admin/"


def test_the_password_shown_signs_in(first: Portal, running: Portal) -> None:
    password = line(first.said(), "Password").split()[0]
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{running.port}/admin/login/"
    browser.open(address).read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"username": "admin", "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
    answer = browser.open(address, urlencode(form).encode())
    assert answer.url.endswith("/admin/")


def test_the_password_is_nowhere_in_the_data(first: Portal) -> None:
    password = line(first.said(), "Password").split()[0].encode()
    files = [file for file in first.folder.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if password in file.read_bytes()]


def test_the_first_start_brings_the_demonstration(first: Portal) -> None:
    assert DEMONSTRATION in first.said()


def test_the_demonstration_is_on_the_home_page(running: Portal) -> None:
    assert 'href="/fr/articles/' in running.get("/fr/")


def test_static_files_are_compressed_and_kept_for_ever(running: Portal) -> None:
    style = re.search(r'/static/[^"]+\.css', running.get("/fr/"))
    assert style
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}{style[0]}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


def test_others_on_the_machine_cannot_read_the_database(running: Portal) -> None:
    assert not running.database.stat().st_mode & 0o077


def test_slow_senders_hold_up_nobody(running: Portal) -> None:
    half = b"POST /fr/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nhalf a com"
    senders = [running.connect(half) for _ in range(SLOW_SENDERS)]
    senders += [running.connect(b"GET /fr/ HTTP/1.1\r\nHost: ") for _ in range(SLOW_SENDERS)]
    began = time.monotonic()
    assert running.get("/health/live/") == "ok"
    assert time.monotonic() - began < 2
    for sender in senders:
        sender.close()


def test_a_worker_that_dies_is_replaced(running: Portal) -> None:
    before = running.workers()
    os.kill(before[0], signal.SIGKILL)
    running.until(lambda: len(running.workers()) == len(before) and before[0] not in running.workers(), 20)
    running.until(running.answers, 20)


def test_a_taken_port_is_said_with_a_way_out(running: Portal, portal: Portal) -> None:
    words = portal.fail_to_start(PORT=str(running.port))
    assert f"Port {running.port} is taken" in words
    assert re.search(r"make run PORT=\d+", words)


def test_another_start_is_quick_and_keeps_the_data(portal: Portal) -> None:
    portal.run("demo", "--remove")
    portal.start()
    assert portal.effort() < NEXT_START_SECONDS
    assert DEMONSTRATION not in portal.said()
    assert "Password" not in portal.said()
    assert "Portal" in portal.said()


def test_a_first_start_that_is_killed_is_begun_anew(new: Portal) -> None:
    new.process = new.command("start", "--port", str(new.port))
    new.until(lambda: "Writing the demonstration" in new.said(), FIRST_START_SECONDS)
    new.process.kill()
    new.process.wait()
    assert not new.database.exists()
    new.start()
    assert DEMONSTRATION in new.said()
    assert not list(new.folder.glob("*.unfinished*"))


def test_a_command_by_hand_before_the_first_start_takes_nothing_away(new: Portal) -> None:
    new.run("makemigrations", "--check", "--dry-run")  # connects, which leaves an empty database
    assert new.database.exists()
    new.start()
    assert DEMONSTRATION in new.said()


def test_a_database_made_by_hand_gets_an_administrator_and_no_demonstration(new: Portal) -> None:
    new.run("migrate")
    new.start()
    assert DEMONSTRATION not in new.said()
    assert "Password" in new.said()


@pytest.mark.postgresql
def test_a_start_on_postgresql_makes_the_tables_and_no_demonstration(portal: Portal) -> None:
    address = urlsplit(os.environ["DATABASE_URL"])
    with closing(psycopg.connect(address.geturl(), autocommit=True)) as server:
        name = f"start_{os.getpid()}"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            portal.start(DATABASE_URL=address._replace(path=f"/{name}").geturl())
            assert DEMONSTRATION not in portal.said()
            assert "Password" in portal.said()
            assert portal.get("/health/ready/") == "ok"
        finally:
            portal.stop()
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_what_is_under_way_is_answered_before_the_server_stops(portal: Portal) -> None:
    portal.start()
    half = b"POST /fr/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabc"
    with portal.connect(half) as sender:
        time.sleep(0.5)  # until it has been taken up
        assert portal.process
        portal.process.terminate()
        time.sleep(0.5)
        sender.sendall(b"def")
        assert sender.recv(100).startswith(b"HTTP/1.1 ")
    assert portal.stop() == 0


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGHUP])
def test_it_stops_with_control_c_and_with_its_terminal(portal: Portal, wanted: signal.Signals) -> None:
    if signal.getsignal(wanted) is signal.SIG_IGN:
        pytest.skip("these tests are told to ignore it, and so would the portal be")
    portal.start()
    assert portal.process
    portal.process.send_signal(wanted)
    assert portal.process.wait(20) == 0


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"PORT": "eight"}, "PORT must be a whole number"),
        ({"PORTAL_WORKERS": "many"}, "PORTAL_WORKERS must be a whole number of at least 1"),
        ({"PORTAL_THREADS": "0"}, "PORTAL_THREADS must be a whole number of at least 1"),
        ({"PORTAL_DEBUG": "perhaps"}, "PORTAL_DEBUG must be on or off"),
        ({"PORTAL_DATA_DIR": "/proc/portal"}, "Cannot write"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, "The database cannot be used"),
        ({"DATABASE_URL": "sqlite://:memory:"}, "in memory"),
    ],
)
def test_what_prevents_a_start_is_said_in_one_line(
    portal: Portal, variables: dict[str, str], words: str
) -> None:
    assert words in portal.fail_to_start(**variables)


def test_a_file_that_is_no_database_is_left_as_it_is(portal: Portal) -> None:
    portal.database.write_text("my shopping list")
    assert "The database cannot be used" in portal.fail_to_start()
    assert portal.database.read_text() == "my shopping list"


def test_an_address_of_another_machine_is_refused(portal: Portal) -> None:
    words = portal.run("start", "--host", "192.0.2.1", "--port", str(portal.port))
    assert words == "CannotStart: HOST=192.0.2.1 is not an address of this machine.\n"
