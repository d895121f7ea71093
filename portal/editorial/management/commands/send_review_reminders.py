"""manage.py send_review_reminders: for a daily timer; safe to run twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from portal.editorial.reminders import send_reminders


class Command(BaseCommand):
    help = "Mail those who signed or wrote pages whose review is due in 60 days, in 30 days, or today."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sent = send_reminders()
        except OSError as error:
            raise CommandError(
                f"Some mail could not be sent and is tried again by the next run: {error}"
            ) from error
        self.stdout.write(ngettext("%(n)d mail sent.", "%(n)d mails sent.", sent) % {"n": sent})
