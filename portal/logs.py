"""What the log tells of an error: where it came up and of what kind it is, and nobody's words."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any

# As secrets.token_urlsafe(32) makes them: whoever has such an address may read, change and erase.
PRIVATE_ADDRESS = re.compile(r"(?<=/)[\w-]{43}(?![\w-])", re.ASCII)


class Discreet(logging.Formatter):
    """Leaves out the message of an error: a database repeats in it the row that it refused, all columns."""

    def format(self, record: logging.LogRecord) -> str:
        return PRIVATE_ADDRESS.sub("…", super().format(record))

    def formatException(self, exc_info: Any) -> str:  # noqa: N802  (of logging)
        return "\n".join(_told(exc_info[1]))


def kind_of(error: BaseException) -> str:
    """What may be said of an error in a log."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _told(error: BaseException) -> Iterator[str]:
    """As Python tells it, the causes first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "Then:"
    yield "Traceback (most recent call last):"
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    yield kind_of(error)
