"""manage.py worker: what `make run` starts beside the server; in production it may run by itself."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.background.stopping import Stop
from portal.background.worker import Worker


class Command(BaseCommand):
    help = "Send mail and do the daily work, until it is asked to stop. Any number of workers may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--parent", type=int, default=0, help="end with this process, which began it")

    def handle(self, *args: Any, once: bool, parent: int, **options: Any) -> None:
        jobs = import_module(settings.BACKGROUND_JOBS)
        worker = Worker(daily=jobs.DAILY, frequent=jobs.FREQUENT)
        if once:
            worker.turn()
            return
        worker.run(Stop(parent=parent))
