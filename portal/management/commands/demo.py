from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from portal.demo.loading import load
from portal.demo.removing import remove


class Command(BaseCommand):
    help = "Load the demonstration content, or take it out again. Running it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete the demonstration content")

    def handle(self, *args: Any, **options: Any) -> None:
        with override("fr"):
            if options["remove"]:
                remove(self.stdout.write)
                self.stdout.write("The demonstration content is removed.")
            else:
                new = load(self.stdout.write)
                self.stdout.write(f"{new} new pages of demonstration content.")
