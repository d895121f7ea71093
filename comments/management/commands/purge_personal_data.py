"""manage.py purge_personal_data: for a daily timer; safe to run twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from comments.retention import purge


class Command(BaseCommand):
    help = "Erase what is kept of commenters beyond the time that the privacy page promises."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in purge().items():
            self.stdout.write(f"{name}: {count}")
