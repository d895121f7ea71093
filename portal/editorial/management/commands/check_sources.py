from __future__ import annotations

import math
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from portal.editorial.models import SourceCheck
from portal.editorial.models.checks import DEAD_AFTER_DAYS
from portal.editorial.source_checks import EVERY, PAUSE, Checker, Run, agent, dead_sources
from portal.editorial.source_uses import NamingPage, SourceUse, Uses, uses_of_sources


def _not_negative(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or number < 0:
        raise ArgumentTypeError("a number that is not negative is wanted")
    return number


class Command(BaseCommand):
    help = (
        "Ask, politely, whether the sources and external links of live pages still answer, and report "
        "by page. Meant to run once a day or a week; always ends with status 0."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help=f"also those checked within {EVERY.days} days")
        parser.add_argument(
            "--pause", type=_not_negative, default=PAUSE, metavar="SECONDS",
            help=f"between two requests to one host (default {PAUSE})",
        )  # fmt: skip
        parser.add_argument(
            "--time-limit", type=_not_negative, metavar="SECONDS",
            help="begin no request after so long; the next run goes on from there",
        )  # fmt: skip
        parser.add_argument(
            "--days", type=_not_negative, default=DEAD_AFTER_DAYS,
            help=f"between two failures by which a source counts as dead (default {DEAD_AFTER_DAYS})",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            uses = uses_of_sources()
            run = Run(
                self.checker(options["pause"]),
                failing_every=timedelta(days=options["days"]),
                is_full=options["all"],
                seconds=options["time_limit"],
            )
            for check in run.over(uses):
                if options["verbosity"] > 1:
                    self.stdout.write(f"{check.status:11} {check.url}")
            self._report(uses, options["days"])
            self._conclude(run, uses)

    def checker(self, pause: float) -> Checker:
        """Hook: tests ask a server of their own."""
        return Checker(pause=pause, agent=agent())

    def _report(self, uses: Uses, days: float) -> None:
        dead = set(dead_sources(days).values_list("url", flat=True))
        found = SourceCheck.objects.exclude(status=SourceCheck.Status.OK)
        by_page: dict[NamingPage, list[tuple[SourceUse, SourceCheck]]] = {}
        for check in found.order_by("status", "url"):
            for use in uses.get(check.url, ()):
                by_page.setdefault(use.page, []).append((use, check))
        for page in sorted(by_page, key=str):
            self.stdout.write(f"\n{page} {page.edit_url}")
            self._tell(by_page[page], dead)

    def _tell(self, found: Iterable[tuple[SourceUse, SourceCheck]], dead: set[str]) -> None:
        for use, check in found:
            word = "DEAD" if check.url in dead else check.status
            code = check.http_status or "-"
            self.stdout.write(f"  {word:11} {code:>3}  {use.words}: {check.url}")
            if check.moved_to:
                self.stdout.write(f"{'':18}now at {check.moved_to}")
            if check.failing_since:
                self.stdout.write(f"{'':18}failing since {check.failing_since:%Y-%m-%d}")

    def _conclude(self, run: Run, uses: Uses) -> None:
        if run.is_offline:
            self.stderr.write("No host answered: is this machine connected? Nothing was recorded.")
        checked = (
            ", ".join(f"{number} {status}" for status, number in sorted(run.counts.items())) or "none due"
        )
        left = f"; {run.left} left for the next run" if run.left else ""
        self.stdout.write(f"\n{len(uses)} addresses; checked now: {checked}{left}.")
