from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from glossary.importing.files import ImportRefusedError
from glossary.importing.rejects import rejected_path
from glossary.importing.report import Report
from glossary.importing.run import Import

SHOWN = 1000  # errors, and as many warnings; all of them with -v 2


class Command(BaseCommand):
    help = (
        "Import terms from a file of CSV, XLSX, JSON Lines or SKOS, all or none; see docs/import.md. "
        "They are drafts unless --live is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--language", required=True, choices=languages, help="that of the terms")
        parser.add_argument("--live", action="store_true", help="publish them, as not medically reviewed")
        parser.add_argument("--weave", action="store_true", help="link them in texts, once they are live")
        parser.add_argument(
            "--skip-invalid", action="store_true", help="write the good rows, and the others to FILE.rejected"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, tell what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(None):  # commands speak English
            self._import(options)

    def _import(self, options: dict[str, Any]) -> None:
        started = perf_counter()
        names = ("language", "live", "weave", "skip_invalid", "dry_run")
        job = Import(options["file"], **{name: options[name] for name in names})
        try:
            report = job.run()
        except ImportRefusedError as error:
            raise CommandError(f"{job.path}: {error} Nothing was written.") from error
        except OSError as error:
            raise CommandError(
                f"{error.filename or job.path}: {error.strerror}. Nothing was written."
            ) from error
        self._tell("error", report.errors, options["verbosity"])
        self._tell("warning", report.warnings, options["verbosity"])
        self._conclude(job, report, perf_counter() - started)

    def _tell(self, kind: str, messages: list[str], verbosity: int) -> None:
        shown = messages if verbosity > 1 else messages[:SHOWN]
        for message in shown:
            self.stderr.write(f"{kind}: {message}")
        if len(messages) > len(shown):
            self.stderr.write(f"{kind}: and {len(messages) - len(shown)} more; -v 2 shows them all")

    def _conclude(self, job: Import, report: Report, seconds: float) -> None:
        for remark in report.remarks():
            self.stdout.write(remark)
        if report.errors and not job.skip_invalid:
            raise CommandError(
                f"{len(report.errors)} errors, {report.counts['rejected']} rows rejected. Nothing was "
                "written. Correct the file, or write the other rows with --skip-invalid."
            )
        if report.counts["rejected"]:
            where = "would go to" if job.dry_run else "are in"
            self.stdout.write(f"Rejected rows {where} {rejected_path(job.path)}")
        heading = "Dry run, nothing was written: " if job.dry_run else ""
        self.stdout.write(f"{heading}{report.summary()}; {seconds:.1f} s")
