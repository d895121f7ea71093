from typing import Any

from django.core.management.base import BaseCommand

from portal.catalogues.compiling import compile_changed


class Command(BaseCommand):
    help = "Compile the catalogues of translations that changed."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for catalogue in compile_changed():
            self.stdout.write(f"compiled {catalogue}")
