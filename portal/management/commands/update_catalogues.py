import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.catalogues.extracting import messages_of_the_project
from portal.catalogues.updating import SOURCE, catalogue_file, problems, update


class Command(BaseCommand):
    help = "Bring the catalogues of translations in line with the code and the templates."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail on incomplete ones")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        project = messages_of_the_project()
        if not check:
            for language, _ in settings.LANGUAGES:
                update(language, project)
        found = [
            f"{os.path.relpath(catalogue_file(language), settings.BASE_DIR)}: {problem}"
            for language, _ in settings.LANGUAGES
            if language != SOURCE
            for problem in problems(language, project)
        ]
        for line in found:
            self.stdout.write(line)
        if check and found:
            raise CommandError(f"{len(found)} messages are not translated as they should be.")
        self.stdout.write(f"{len(project)} messages, {len(found)} to be looked at.")
