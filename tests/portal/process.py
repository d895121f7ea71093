"""A portal in processes of its own, started as a person would start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

FIRST_START_SECONDS = 120


def parent_in(stat: Path) -> str:
    """The process id of the parent, or nothing when the process has just gone."""
    try:
        return stat.read_text().rpartition(")")[2].split()[1]
    except OSError:
        return ""


def command_of(pid: int) -> str:
    """Its command line, or nothing when the process has just gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


class Portal:
    """It keeps its data in the folder and its words beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "portal.sqlite3"
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder.with_name(f"{folder.name}.log")

    def command(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """The command under way, its words going to the log."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PORTAL_", "DATABASE_", "DJANGO_", "PYTEST_"))
        }
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=settings.BASE_DIR,
                env=environment | {"PORTAL_DATA_DIR": str(self.folder)} | more,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.log.read_text()

    def run(self, *arguments: str, **more: str) -> str:
        """What a command says that ends by itself."""
        self.command(*arguments, **more).wait(FIRST_START_SECONDS)
        return self.said()

    def fail_to_start(self, **more: str) -> str:
        """The one line that says why."""
        line = self.run("start", "--port", more.pop("PORT", str(self.port)), **more)
        assert "Traceback" not in line
        assert line.count("\n") == 1
        return line

    def start(self, **more: str) -> None:
        """Returns when it answers."""
        self.process = self.command("start", "--port", str(self.port), **more)
        self.until(self.answers, FIRST_START_SECONDS)

    def until(self, condition: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert self.process is None or self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            return self.get("/health/live/") == "ok"
        except OSError:
            return False

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    def connect(self, words: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(words)
        return connection

    def children(self) -> list[int]:
        """Process ids of what the portal has begun, from whichever of its threads."""
        assert self.process is not None
        parent = str(self.process.pid)
        return sorted(
            int(file.parent.name) for file in Path("/proc").glob("[0-9]*/stat") if parent_in(file) == parent
        )

    def workers(self) -> list[int]:
        """Process ids of those that answer requests; what has its own command line does other work."""
        assert self.process is not None
        own = command_of(self.process.pid)
        return [child for child in self.children() if command_of(child) == own]

    def effort(self) -> float:
        """Seconds of processor time spent so far, which other work on the machine does not lengthen."""
        assert self.process is not None
        ticks = 0
        for pid in (self.process.pid, *self.workers()):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # in the program and in the system
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> int | None:
        """The exit code, or None when it was never started."""
        if self.process is None:
            return None
        self.process.terminate()
        return self.process.wait(30)
