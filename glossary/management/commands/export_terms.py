from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from glossary.exporting.formats import FORMATS
from glossary.exporting.tables import ExportRefusedError
from glossary.exporting.terms import Selection


class Command(BaseCommand):
    help = "Export the live terms of the glossary; see docs/import.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--format", choices=FORMATS, help="by default that of the ending of FILE, else csv"
        )
        parser.add_argument("--language", choices=languages, default="", help="that of the terms, else all")
        parser.add_argument("--output", type=Path, metavar="FILE", help="by default the standard output")
        parser.add_argument(
            "--drafts",
            action="store_true",
            help="the editors' working copies, also those that never were public",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path | None = options["output"]
        ending = output.suffix.lower().removeprefix(".") if output else ""
        name = options["format"] or (ending if ending in FORMATS else "csv")
        chosen = Selection(options["language"], drafts=options["drafts"])
        try:
            with translation.override(None):  # commands speak English
                number = _write(name, chosen, output) if output else _print(name, chosen)
        except ExportRefusedError as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}. Nothing was written.") from error
        self.stderr.write(f"{number} terms exported")


def _print(name: str, chosen: Selection) -> int:
    number = FORMATS[name].write(chosen, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return number


def _write(name: str, chosen: Selection, output: Path) -> int:
    """Under its name the file is whole or not there."""
    handle, unfinished = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-")
    try:
        with os.fdopen(handle, "w+b") as file:
            number = FORMATS[name].write(chosen, file)
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(output)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return number
