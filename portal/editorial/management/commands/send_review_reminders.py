"""manage.py send_review_reminders: the worker does it every day; safe to run twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from portal.background.letters import mail_is_set_up
from portal.background.sending import send_due
from portal.editorial.reminders import send_reminders


class Command(BaseCommand):
    help = "Mail those who signed or wrote pages whose review is due in 60 days, in 30 days, or today."

    def handle(self, *args: Any, **options: Any) -> None:
        if not mail_is_set_up():
            raise CommandError("No mail can be sent: set EMAIL_URL and PORTAL_PUBLIC_URL.")
        written = send_reminders()
        outcome = send_due()
        if outcome.is_out:
            raise CommandError(
                f"The mail server cannot be used ({outcome.problem}). What is written is sent later."
            )
        self.stdout.write(ngettext("%(n)d mail sent.", "%(n)d mails sent.", written) % {"n": written})
