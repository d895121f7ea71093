"""The production server, and how many requests it works on at a time."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from django.conf import settings

from portal import environment as env

STOP_SECONDS = 10  # for what is under way when the server is asked to stop
HEADERS_SECONDS = 20
HEADERS_MAX = 64 * 1024  # bytes


def workers() -> int:
    return env.number("PORTAL_WORKERS", default=2, least=1)


def threads() -> int:
    """Of each worker."""
    return env.number("PORTAL_THREADS", default=4, least=1)


def become_server(host: str, port: int) -> NoReturn:
    """Replace this process: a signal sent to it reaches the server."""
    options = {
        "interface": "rsgi",
        "host": host,
        "port": port,
        "workers": workers(),
        "http": "1",
        "http1-buffer-size": HEADERS_MAX,
        "http1-header-read-timeout": HEADERS_SECONDS * 1000,
        "respawn-interval": 1,
        "workers-kill-timeout": STOP_SECONDS,
        "log-level": "warning",
        "working-dir": settings.BASE_DIR,
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    _become(
        "-m",
        "granian",
        *arguments,
        "--no-ws",
        "--respawn-failed-workers",
        "--factory",
        "portal.rsgi:application",
    )


def become_development_server(host: str, port: int) -> NoReturn:
    os.environ["PORTAL_DEBUG"] = "on"
    listen = f"[{host}]" if ":" in host else host
    _become(str(settings.BASE_DIR / "manage.py"), "runserver", f"{listen}:{port}")


def _become(*arguments: str) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606  (our own server, no shell)
