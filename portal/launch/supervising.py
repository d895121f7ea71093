"""One background worker beside the server: begun again when it dies, and ended with the server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from portal import environment as env

FIRST_WAIT = 1.0  # seconds before a worker that died is begun again; twice as long each time
LONGEST_WAIT = 60.0
HEALTHY_SECONDS = 60.0  # after which a worker counts as having been well
STOP_SECONDS = 10.0  # that it has for what is under way


def is_wanted() -> bool:
    """Whether the server looks after a worker of its own."""
    return env.flag("PORTAL_WORKER", default=True)


def command() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--parent", str(os.getpid())]


@contextmanager
def worker_beside() -> Iterator[None]:
    """Keep one worker alive as long as the block runs, if it is wanted."""
    if not is_wanted():
        yield
        return
    supervisor = Supervisor(command)
    supervisor.begin()
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()


class Supervisor(threading.Thread):
    """A thread that waits for the end of a child. Should this process be killed, the child sees it go."""

    def __init__(self, command: Callable[[], list[str]]) -> None:
        super().__init__(name="supervisor", daemon=True)
        self.command = command
        self.child: subprocess.Popen[bytes] | None = None
        self.ending = threading.Event()
        self.begun = threading.Lock()  # no child is begun once the end has been asked for

    def run(self) -> None:
        wait = FIRST_WAIT
        child = self.child or self.begin()
        while child:
            born = time.monotonic()
            child.wait()
            wait = FIRST_WAIT if time.monotonic() - born > HEALTHY_SECONDS else min(2 * wait, LONGEST_WAIT)
            self.ending.wait(wait)
            child = self.begin()

    def begin(self) -> subprocess.Popen[bytes] | None:
        """Begin a child; None once the end has been asked for.

        With `close_fds` Python would wait on a pipe until the program has begun, and a process that the
        server forks at that moment would hold the pipe open: this thread would wait for ever. What is open
        here is closed at the beginning of a program anyway.
        """
        with self.begun:
            if self.ending.is_set():
                return None
            command = self.command()
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False)  # noqa: S603
            return self.child

    def stop(self) -> None:
        """Ask the child to end, and see that it does."""
        with self.begun:
            self.ending.set()
        if self.child is None:
            return
        with suppress(ProcessLookupError):
            self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
