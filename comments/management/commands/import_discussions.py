"""manage.py import_discussions: see docs/discussions-data.md."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from comments.exchange.importing import Report, import_discussions
from comments.exchange.rows import UnreadableError

SHOWN = 1000  # errors; all of them with -v 2


class Command(BaseCommand):
    help = "Take in discussions that export_discussions has written, all or none; nothing here is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, tell what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with translation.override(None):  # commands speak English
                report = import_discussions(path, dry_run=options["dry_run"])
        except UnreadableError as error:
            raise CommandError(f"{path}: {error} Nothing was written.") from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Nothing was written.") from error
        self._tell(report, options["verbosity"])
        heading = "Dry run, nothing was written: " if options["dry_run"] else ""
        self.stdout.write(f"{heading}{report.summary()}")

    def _tell(self, report: Report, verbosity: int) -> None:
        shown = report.errors if verbosity > 1 else report.errors[:SHOWN]
        for error in shown:
            self.stderr.write(error)
        if report.errors:
            raise CommandError(f"{len(report.errors)} rows cannot be taken in. Nothing was written.")
        if verbosity > 1:
            for line in report.done:
                self.stdout.write(line)
