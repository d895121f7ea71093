"""google-re2, imported here only: matching takes time linear in the text, whatever the pattern."""

from collections.abc import Iterator
from typing import Protocol, cast

import re2  # type: ignore[import-untyped]

MEMORY_MAX = 64 << 20  # bytes for what one program learns from texts

PatternSyntaxError: type[Exception] = re2.error


class Match(Protocol):
    def span(self) -> tuple[int, int]: ...
    def start(self) -> int: ...
    def end(self) -> int: ...
    def group(self, name: str | int = 0) -> str: ...


class Pattern(Protocol):
    def finditer(self, text: str) -> Iterator[Match]: ...
    def search(self, text: str) -> Match | None: ...


class BytesPattern(Protocol):
    def finditer(self, text: bytes) -> Iterator[Match]: ...


def pattern(source: str) -> Pattern:
    options = re2.Options()
    options.max_mem = MEMORY_MAX
    return cast("Pattern", re2.compile(source, options))


def bytes_pattern(sources: list[str]) -> BytesPattern:
    """One program for all of them, over ASCII bytes, without groups: the fastest way of RE2."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = MEMORY_MAX
    options.log_errors = False
    options.never_capture = True
    return cast("BytesPattern", re2.compile("|".join(sources).encode("ascii"), options))


def escape(text: str) -> str:
    return str(re2.escape(text))
