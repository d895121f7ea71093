"""What `make run` serves; portal/wsgi.py is the same for another server."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.launch.door import Door


def application() -> Door:
    """Called once in each worker."""
    # A worker is born with its parent's handlers, which would make it deaf to a stop while it gets ready.
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, signal.SIG_DFL)

    from portal.launch.door import Door
    from portal.launch.server import threads
    from portal.wsgi import application as django

    return Door(django, threads=threads())
