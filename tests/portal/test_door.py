"""The way from the server into Django, between a made-up request and a made-up application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from wsgiref.types import WSGIEnvironment

import pytest

from portal.launch import door
from portal.launch.door import BODY_MAX, IN_MEMORY, Door

Answer = tuple[int, list[tuple[str, str]], bytes]


class Wire:
    """What Granian hands over: the pieces of a body, each after a pause in seconds; it keeps the answer."""

    def __init__(self, *pieces: bytes, pause: float = 0) -> None:
        self.pieces, self.pause = pieces, pause
        self.answer: Answer | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            yield piece

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = status, headers, body

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        self.answer = status, headers, body.encode()

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Any:
        self.answer = status, headers, b""

        async def send_bytes(data: bytes) -> None:
            assert self.answer is not None
            self.answer = status, headers, self.answer[2] + data

        return SimpleNamespace(send_bytes=send_bytes)


def ask(application: Any, wire: Wire, **scope: Any) -> Answer:
    request = {
        "method": "POST",
        "path": "/",
        "query_string": "",
        "client": "192.0.2.7:5000",
        "server": "127.0.0.1:8000",
        "http_version": "1.1",
        "scheme": "http",
        "headers": {},
    }
    gate: Any = Door(application, threads=1)
    asked = gate.__rsgi__(SimpleNamespace(**request | scope), wire)
    # In a thread of its own: in this one a browser test may have left its event loop running.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asked).result()
    assert wire.answer is not None
    return wire.answer


class Closable(list[bytes]):
    def close(self) -> None:
        pass


def showing(show: Callable[[WSGIEnvironment], Any]) -> Any:
    """An application that answers with something out of its environment."""

    def application(environ: WSGIEnvironment, start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return Closable([str(show(environ)).encode()])

    return application


def test_a_body_arrives_whole_and_with_its_length() -> None:
    application = showing(lambda environ: (environ["CONTENT_LENGTH"], environ["wsgi.input"].read()))
    assert ask(application, Wire(b"one ", b"two"))[2] == b"('7', b'one two')"


def test_an_address_with_accents_reaches_django_as_it_expects_it() -> None:
    application = showing(lambda environ: environ["PATH_INFO"].encode("latin-1").decode())
    assert ask(application, Wire(), path="/fr/immunothérapie/")[2].decode() == "/fr/immunothérapie/"


@pytest.mark.parametrize(
    ("client", "address"), [("192.0.2.7:5000", "192.0.2.7"), ("[2001:db8::7]:5000", "2001:db8::7")]
)
def test_the_sender_is_known_by_address(client: str, address: str) -> None:
    application = showing(lambda environ: environ["REMOTE_ADDR"])
    assert ask(application, Wire(), client=client)[2].decode() == address


def test_a_header_with_an_underscore_does_not_pass_for_the_real_one() -> None:
    application = showing(lambda environ: environ.get("HTTP_X_FORWARDED_FOR"))
    assert ask(application, Wire(), headers={"x_forwarded_for": "203.0.113.1"})[2] == b"None"
    assert ask(application, Wire(), headers={"x-forwarded-for": "203.0.113.1"})[2] == b"203.0.113.1"


def test_a_body_that_was_cut_off_on_its_way_is_refused() -> None:
    application = showing(lambda environ: environ["CONTENT_LENGTH"])
    assert ask(application, Wire(b"abc"), headers={"content-length": "9"})[0] == 400


@pytest.mark.parametrize("claimed", ["3", "2", "x", ""])
def test_a_length_that_the_client_claims_is_not_believed(claimed: str) -> None:
    application = showing(lambda environ: environ["CONTENT_LENGTH"])
    assert ask(application, Wire(b"abc"), headers={"content-length": claimed})[2] == b"3"


def test_a_long_answer_arrives_whole() -> None:
    length = 2 * IN_MEMORY + 1
    assert len(ask(showing(lambda environ: "x" * length), Wire())[2]) == length


@pytest.mark.parametrize(("length", "status"), [(BODY_MAX, 200), (BODY_MAX + 1, 413)])
def test_a_body_has_a_greatest_length(length: int, status: int) -> None:
    application = showing(lambda environ: environ["CONTENT_LENGTH"])
    pieces = [b"x" * (1024 * 1024)] * (length // (1024 * 1024)) + [b"x"] * (length % (1024 * 1024))
    assert ask(application, Wire(*pieces))[0] == status


def test_who_sends_too_slowly_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.2)
    began = time.monotonic()
    assert ask(showing(lambda environ: "never"), Wire(*[b"x"] * 100, pause=0.05))[0] == 408
    assert time.monotonic() - began < 2


def test_who_sends_slowly_but_steadily_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.2)
    application = showing(lambda environ: environ["CONTENT_LENGTH"])
    assert ask(application, Wire(*[b"x" * 1000] * 10, pause=0.05))[2] == b"10000"


def test_an_application_that_breaks_is_answered_for(caplog: pytest.LogCaptureFixture) -> None:
    def application(environ: WSGIEnvironment, start: Any) -> Iterable[bytes]:
        raise RuntimeError("broken")

    assert ask(application, Wire())[0] == 500
    assert "broken" in caplog.text
