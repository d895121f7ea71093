"""manage.py export_discussions: see docs/discussions-data.md."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from comments.exchange.exporting import lines
from comments.exchange.identity import discussion_at
from comments.models import Discussion


class Command(BaseCommand):
    help = "Write discussions as JSON Lines: what the public reads, or with --private all that is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--page", metavar="URL", help="the discussion of that page, else all")
        which.add_argument("--discussion", type=int, metavar="ID", help="the discussion of that number")
        parser.add_argument(
            "--private",
            action="store_true",
            help="also what is not published, with addresses and private links: keep the file safe",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="by default the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen, private = _chosen(options["page"], options["discussion"]), options["private"]
        output: Path | None = options["output"]
        with translation.override(None):  # commands speak English
            if output is None:
                number = _write(sys.stdout.buffer, chosen, private)
                sys.stdout.buffer.flush()
            else:
                number = _write_file(output, chosen, private)
        self.stderr.write(f"{number} comments exported")


def _chosen(page: str | None, discussion: int | None) -> list[int] | None:
    if page is not None:
        discussion = discussion_at(page)
        if discussion is None:
            raise CommandError(f"There is no page with a discussion at {page}. Nothing was written.")
    if discussion is None:
        return None
    if not Discussion.objects.filter(pk=discussion).exists():
        raise CommandError(f"There is no discussion {discussion}. Nothing was written.")
    return [discussion]


def _write(file: BinaryIO, chosen: list[int] | None, private: bool) -> int:
    number = -1  # the first line is no comment
    for line in lines(discussions=chosen, private=private):
        file.write(line.encode())
        number += 1
    return number


def _write_file(output: Path, chosen: list[int] | None, private: bool) -> int:
    """Under its name the file is whole or not there; a private one is for its owner alone."""
    try:
        handle, unfinished = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-")
    except OSError as error:
        raise CommandError(f"{output}: {error.strerror}. Nothing was written.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            number = _write(file, chosen, private)
        Path(unfinished).chmod(0o600 if private else 0o644)
        Path(unfinished).replace(output)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return number
