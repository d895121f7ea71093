from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from glossary.weaving import SCOPES, build
from glossary.woven_terms import addresses, entries


class Command(BaseCommand):
    help = "Print a text in HTML with links to the live terms of the glossary; see docs/weaving.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.html", help="UTF-8; - for the standard input")
        parser.add_argument("--language", required=True, metavar="LANG", help="of the text and of the terms")
        parser.add_argument(
            "--scope", choices=SCOPES, default="section", help="in what the first use of a term is linked"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"]
        languages = [code for code, _name in settings.LANGUAGES]
        if language not in languages:
            raise CommandError(f"{language}: unknown language. There are: {', '.join(languages)}.")
        html = _read(options["file"])
        urls = addresses(language)
        glossary = build((entry for entry in entries(language) if entry.key in urls), language)
        woven = glossary.weave(html, link=lambda key, _text: urls[key], scope=options["scope"])
        self.stdout.write(woven.html, ending="")


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name}: not in UTF-8, as byte {error.start + 1} shows.") from error
