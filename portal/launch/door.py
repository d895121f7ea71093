"""From Granian into Django: a request gets a thread only once it has arrived whole.

Granian's own WSGI interface reads a body inside the thread and waits for it as long as it takes: fifty slow
senders hold up everybody. Here the event loop waits for slow senders and slow readers.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

BODY_MAX = 32 * 1024 * 1024  # bytes
PATIENCE = 20  # seconds that a sender has
PACE_MIN = 1000  # bytes that buy a second more
IN_MEMORY = 1024 * 1024  # bytes; what is longer waits in a temporary file
PIECE = 64 * 1024  # bytes

Headers = list[tuple[str, str]]
logger = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818  (it is none of ours)
    """With the HTTP status and a word on it as arguments."""


class Door:
    def __init__(self, application: WSGIApplication, *, threads: int) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        try:
            with SpooledTemporaryFile(IN_MEMORY) as body, SpooledTemporaryFile(IN_MEMORY) as content:
                await _receive(scope, protocol, body)
                status, headers = await asyncio.get_running_loop().run_in_executor(
                    self.threads, self._answer, _environ(scope, body), content
                )
                await _send(protocol, status, headers, content)
        except Refused as refusal:
            _say(protocol, *refusal.args)
        except ProtocolClosed:
            pass  # the client has gone
        except Exception:
            logger.exception("No answer to %s", scope.path)
            _say(protocol, 500, "Internal Server Error")

    def _answer(self, environ: WSGIEnvironment, content: IO[bytes]) -> tuple[int, Headers]:
        """Status and headers. All of Django runs in one thread: its connections belong to that."""
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> Any:
            started.append((int(status[:3]), headers))

        made: Any = self.application(environ, start_response)
        with closing(made):
            content.writelines(made)
        return started[-1]


async def _receive(scope: Scope, protocol: HTTPProtocol, body: IO[bytes]) -> None:
    """Raises Refused when the body is too long, too slow or not whole."""
    if scope.method in {"GET", "HEAD"}:
        return
    begun, received = asyncio.get_running_loop().time(), 0
    try:
        async with asyncio.timeout_at(begun + PATIENCE) as patience:
            async for piece in protocol:
                received += len(piece)
                patience.reschedule(begun + PATIENCE + received / PACE_MIN)
                if received <= BODY_MAX:
                    body.write(piece)
    except TimeoutError as error:
        raise Refused(408, "Request Timeout") from error
    if received > BODY_MAX:  # read to its end all the same: browsers hear no answer before
        raise Refused(413, "Content Too Large")
    if received < _announced(scope):
        raise Refused(400, "Bad Request")  # cut off on its way: half a text is nobody's words


def _announced(scope: Scope) -> int:
    """The length that the client says its body has, in bytes; 0 when it says none."""
    length = next((value for name, value in scope.headers.items() if name == "content-length"), "")
    return int(length) if length.isascii() and length.isdecimal() else 0


def _environ(scope: Scope, body: IO[bytes]) -> WSGIEnvironment:
    """PEP 3333. A header with an underscore is dropped: it would pass for the one with a hyphen."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            key = f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(body.tell())
    body.seek(0)
    return environ


async def _send(protocol: HTTPProtocol, status: int, headers: Headers, content: IO[bytes]) -> None:
    length = content.tell()
    content.seek(0)
    if length <= IN_MEMORY:
        protocol.response_bytes(status, headers, content.read())
        return
    transport = protocol.response_stream(status, headers)
    while piece := content.read(PIECE):
        await transport.send_bytes(piece)


def _say(protocol: HTTPProtocol, status: int, words: str) -> None:
    with suppress(ProtocolClosed):
        protocol.response_str(status, [("content-type", "text/plain"), ("connection", "close")], words)
