from typing import Any

from django.core.management.base import BaseCommand

from portal.search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Make the index of the search anew; the site may go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild(self._progress)
        self.stdout.write(f"{count} documents can be found.")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"\r{done} of {total}", ending="\n" if done == total else "")
        self.stdout.flush()
