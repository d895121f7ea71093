"""A real server on loopback whose answers are set by a test."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portal.editorial.source_checks import (
    Place,
    public_places,
)

HOST = "http://source.example"


class Server(ThreadingHTTPServer):
    """Answers by path; remembers what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, str]] = []  # method, host and path
        self.agents: set[str] = set()
        self.answers: dict[str, Any] = {}

    def locate(self, host: str, port: int) -> list[Place]:
        """The hosts of these tests are here; for any other the real look-up is asked."""
        return [("127.0.0.1", self.server_port)] if host.endswith(".example") else public_places(host, port)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.asked.append((self.command, self.headers["Host"], self.path))
        self.server.agents.add(self.headers["User-Agent"])
        answer = self.server.answers.get(self.path, 200)
        if callable(answer):
            answer = answer(self)
        if answer is None:
            return
        status, location = answer if isinstance(answer, tuple) else (answer, "")
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


def only_get(status: int) -> Callable[[Handler], int]:
    return lambda handler: status if handler.command == "GET" else 405
