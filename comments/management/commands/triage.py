import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from comments.limits import RAW_MAX
from comments.sorting import look_at_waiting
from comments.triage import Words, WordsError, examine
from comments.triage.configured import words_in_use

LINE_MAX = 256 * 1024  # bytes: RAW_MAX characters, each written as two escapes, and the rest of the line


class LineError(ValueError):
    """The line cannot be examined; the message says why and quotes nothing of it."""


class Command(BaseCommand):
    help = (
        "Print the triage signals of comments. FILE holds one JSON object a line: id, language, text;"
        " - is standard input. Lines that cannot be read are reported on standard error,"
        " and the exit status is then 1."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE")
        parser.add_argument("--check", action="store_true", help="read the word lists only")
        parser.add_argument(
            "--pending", action="store_true", help="look again at the comments that wait for a moderator"
        )

    def handle(self, *args: Any, file: str | None, check: bool, pending: bool, **options: Any) -> None:
        try:
            words = words_in_use()
            count = words.check()
        except WordsError as error:
            raise CommandError(str(error)) from error
        if check:
            self.stdout.write(f"{count} entries, all readable.")
        if pending:
            self._look_again()
        elif file is not None:
            self._examine_file(file, words)
        elif not check:
            raise CommandError("Name a file, or - for standard input.")

    def _look_again(self) -> None:
        done, failed = look_at_waiting()
        self.stdout.write(f"{done} comments sorted.")
        if failed:
            raise CommandError(f"{failed} comments could not be sorted; the log says why.")

    def _examine_file(self, file: str, words: Words) -> None:
        with ExitStack() as stack:
            try:
                source = sys.stdin.buffer if file == "-" else stack.enter_context(Path(file).open("rb"))
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}.") from error
            failed = self._examine_lines(source, words)
        if failed:
            raise CommandError(f"{failed} lines could not be examined.")

    def _examine_lines(self, source: BinaryIO, words: Words) -> int:
        failed = 0
        for number, line in _lines(source):
            try:
                self.stdout.write(json.dumps(_examined(line, words)))
            except LineError as error:
                failed += 1
                self.stderr.write(f"line {number}: {error}")
            self.stdout.flush()
        return failed


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Each line that is not blank, with its number; None for one that is too long."""
    number = 0
    while line := source.readline(LINE_MAX + 1):
        number += 1
        if len(line) > LINE_MAX and not line.endswith(b"\n"):
            while (rest := source.readline(LINE_MAX)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


def _examined(line: bytes | None, words: Words) -> dict[str, Any]:
    comment = _comment(line)
    text, language = comment.get("text"), comment.get("language", "")
    if not isinstance(text, str) or not isinstance(language, str):
        raise LineError('"text" and "language" must be strings')
    if len(text) > RAW_MAX:
        raise LineError(f"the text has more than {RAW_MAX} characters")
    return {"id": comment.get("id"), "signals": examine(text, language=language, words=words).signals}


def _comment(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise LineError(f"it has more than {LINE_MAX} bytes")
    try:
        comment = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LineError("it is not JSON in UTF-8") from error
    if not isinstance(comment, dict):
        raise LineError("it is not a JSON object")
    return comment
