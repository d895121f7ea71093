"""What `make run` and `make dev` call: prepare the data, then become the server."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.catalogues.compiling import compile_changed
from portal.launch import administrator, data, static, supervising
from portal.launch.address import check_free, port_number, web_address
from portal.launch.server import become_development_server, serve, threads, workers

SHOWN_ONCE = "(shown this once; change it after signing in)"


class Command(BaseCommand):
    help = "Prepare the data folder and the database, then serve the portal."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")
        parser.add_argument("--reload", action="store_true", help="for development: reload changed code")

    def handle(self, *args: Any, host: str, port: str, reload: bool, **options: Any) -> None:
        number = port_number(port)
        workers(), threads(), supervising.is_wanted()
        check_free(host, number)
        with data.alone_in(settings.DATA_DIR), data.impatient():
            self._prepare(collect=not (reload or settings.DEBUG))
            self._welcome(web_address(host, number))
        (become_development_server if reload else serve)(host, number)

    def _prepare(self, *, collect: bool) -> None:
        compile_changed()
        file = data.sqlite_file()
        if file and data.holds_nothing(file):
            data.make_whole(file, self._fill)
        elif data.migrations_wait():
            self._migrate()
        if collect and static.collect_changed():
            self._tell("Static files are collected and compressed.")

    def _fill(self) -> None:
        self._migrate()
        self._tell("Writing the demonstration content ...")
        call_command("demo", stdout=self.stdout)

    def _migrate(self) -> None:
        self._tell("Bringing the database up to date ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("make_renditions", verbosity=0)

    def _welcome(self, address: str) -> None:
        lines = {"Portal": address, "Administration": f"{address}admin/"}
        if not administrator.is_missing():
            return self._list(lines)
        lines["User name"] = administrator.free_name()
        password = administrator.one_time_password()
        with transaction.atomic():
            administrator.create(lines["User name"], password)
            # Shown before it is final: whoever is interrupted here gets another one at the next start.
            self._list(lines | {"Password": f"{password}  {SHOWN_ONCE}"})
        return None

    def _list(self, lines: dict[str, str]) -> None:
        width = max(map(len, lines)) + 2
        for name, value in lines.items():
            self._tell(f"{name:{width}}{value}")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
