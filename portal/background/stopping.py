"""A sleep that ends at once when the process is asked to stop, and soon when its parent has died."""

from __future__ import annotations

import os
import select
import signal
import time
from typing import Any

PULSE_SECONDS = 1.0  # between two looks at the parent


class Stop:
    """Listens for SIGTERM and SIGINT. With `parent`, the process id of a supervisor, for its end too."""

    def __init__(self, parent: int = 0) -> None:
        self.parent = parent
        self.was_asked = False
        # A lock of threading could be held at the very moment at which the signal comes; a pipe cannot.
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, self._hear)

    def _hear(self, *args: Any) -> None:
        self.was_asked = True
        os.write(self._mouth, b".")

    def __bool__(self) -> bool:
        return self.was_asked or bool(self.parent and os.getppid() != self.parent)

    def sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self and (left := end - time.monotonic()) > 0:
            select.select([self._ear], [], [], min(left, PULSE_SECONDS if self.parent else left))
