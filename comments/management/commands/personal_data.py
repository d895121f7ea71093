"""manage.py personal_data: what is stored about one person's comments, handed out or erased."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments.people import comments_of, exported, exported_mail, mails_to, subscriptions_of


class Command(BaseCommand):
    help = "Print all that is stored about one person's comments as JSON Lines, or erase them for good."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--email", default="", help="the address given with the comments")
        parser.add_argument(
            "--receipt",
            action="append",
            default=[],
            help="address of a receipt; or its last part, as --receipt=PART; may be repeated",
        )
        parser.add_argument("--erase", action="store_true", help="erase them instead; this cannot be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        tokens = [receipt.rstrip("/").rpartition("/")[2] for receipt in options["receipt"]]
        if not options["email"] and not tokens:
            raise CommandError("Say who: --email or --receipt.")
        email = options["email"].strip()
        comments = comments_of(email=email, tokens=tokens)
        subscriptions, mails = subscriptions_of(email=email, tokens=tokens), mails_to(email)
        if options["erase"]:
            ended, _mails = subscriptions.end(), mails.delete()
            self.stdout.write(f"{comments.erase()} comments erased, {ended} subscriptions ended.")
            return
        for row in (*exported(comments), *exported_mail(subscriptions, mails)):
            self.stdout.write(json.dumps(row, ensure_ascii=False))
