"""The production server, and how many requests it works on at a time."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import NoReturn

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from portal import environment as env
from portal.launch.supervising import worker_beside

HEADERS_SECONDS = 20
HEADERS_MAX = 64 * 1024  # bytes
STOP_SECONDS = 10  # for what is under way when the server is asked to stop


def workers() -> int:
    return env.number("PORTAL_WORKERS", default=2, least=1)


def threads() -> int:
    """Of each worker."""
    return env.number("PORTAL_THREADS", default=4, least=1)


def serve(host: str, port: int) -> None:
    """Returns when the server has been asked to stop."""
    server = Granian(
        "portal.rsgi:application",
        factory=True,
        interface=Interfaces.RSGI,
        address=host,
        port=port,
        workers=workers(),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_SECONDS * 1000, max_buffer_size=HEADERS_MAX),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=STOP_SECONDS,
    )
    # Granian would live on when its terminal is closed, and keep the port. Not so, unless nohup says so.
    at_hangup = signal.getsignal(signal.SIGHUP)
    if at_hangup is not signal.SIG_IGN:
        at_hangup = server.signal_handler_interrupt
    server.on_startup(lambda: signal.signal(signal.SIGHUP, at_hangup))
    _load_once()
    with worker_beside():
        server.serve()


def _load_once() -> None:
    """What all workers share is loaded before they are born; a connection is nothing to share."""
    import_module("portal.wsgi")
    import_module(settings.ROOT_URLCONF)
    connections.close_all()


def become_development_server(host: str, port: int) -> NoReturn:
    """Replace this process: reloading needs one that begins anew."""
    os.environ["PORTAL_DEBUG"] = "on"
    listen = f"[{host}]" if ":" in host else host
    sys.stdout.flush()
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "runserver", f"{listen}:{port}"]
    os.execv(sys.executable, command)  # noqa: S606  (our own server, no shell)
