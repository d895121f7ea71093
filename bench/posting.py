"""What posting a comment costs beside a view that does nothing: `make bench-posting`.

CPU time of the one process, kernel time included, on a scratch SQLite database, through the whole handler
with all middleware, limits and rules on. Posts of 300 characters, by forty senders, alternate with bare
answers, so that both find the processor as the other left it. What the triage takes once the comment is
stored is told apart, and not part of the ratio. Told: median of the blocks, lowest, highest.
"""
# ruff: noqa: T201

from __future__ import annotations

import io
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
BLOCKS, ROUNDS, WARMING = 15, 40, 60
SENTENCE = "Bonjour, je suis suivie depuis un an et je voulais dire merci pour cette page, qui m’a aidée. "
TEXT_LENGTH = 300  # characters
LIMIT = 8  # times a bare view


def main() -> None:
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    os.environ |= {"PORTAL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    sys.path.insert(0, str(ROOT))
    try:
        measure()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    path = prepare()
    measure_triage()
    for number in range(WARMING):
        post(path, number)
        bare()
    blocks = [block(path, WARMING + index * ROUNDS) for index in range(BLOCKS)]
    for name, place in (("bare view", 0), ("post", 1), ("triage after it", 2)):
        told(f"{name}, CPU ms", [1000 * figures[place] for figures in blocks], "{:.2f}")
    ratios = [posting / bare_view for bare_view, posting, _triage in blocks]
    told("ratio", ratios, "{:.1f}")
    print(f"wanted: at most {LIMIT}")


def prepare() -> str:
    """A page with a discussion; the limits count, as they do by default, and refuse nobody."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from articles.models import Article

    settings.COMMENT_RATE = settings.COMMENT_RATE_TOTAL = (10**6, 600)
    call_command("migrate", verbosity=0)
    page = Article.objects.create(title="Essai", slug="essai", summary="Un résumé.", body="<p>Un texte.</p>")
    stored = Article.objects.get(pk=page.pk)
    stored._make_public(Article.revision_model().freeze(stored, by=None), timezone.now(), None)
    return "/fr/articles/essai/"


def block(path: str, first: int) -> tuple[float, float, float]:
    """CPU seconds of a bare answer, of a post, and of the triage after it; each the median of its round."""
    _triage.clear()
    rounds = [(bare(), post(path, first + number)) for number in range(ROUNDS)]
    bare_views, posts = zip(*rounds, strict=True)
    apart = [whole - triage for whole, triage in zip(posts, _triage, strict=True)]
    return statistics.median(bare_views), statistics.median(apart), statistics.median(_triage)


_triage: list[float] = []


def measure_triage() -> None:
    """Note what each look at a stored comment takes."""
    from comments import sorting

    look_at = sorting.look_at

    def timed(comment_pk: int) -> None:
        begin = time.process_time()
        look_at(comment_pk)
        _triage.append(time.process_time() - begin)

    sorting.look_at = timed


def bare() -> float:
    return spent("200", environ("GET", "/health/live/"))


def post(path: str, number: int) -> float:
    text = f"{number:06} {SENTENCE * 9}"[:TEXT_LENGTH]
    fields = {"name": "Camomille", "email": "", "subject": "", "text": text, "parent": ""}
    return spent("303", environ("POST", path, urlencode(fields).encode(), by=f"192.0.2.{number % 40}"))


_handler: list[Any] = []


def spent(status: str, request: dict[str, Any]) -> float:
    """CPU seconds of the answer, read to its end and closed, as a server does."""
    from django.core.handlers.wsgi import WSGIHandler

    if not _handler:
        _handler.append(WSGIHandler())
    statuses: list[str] = []
    begin = time.process_time()
    response = _handler[0](request, lambda status, headers: statuses.append(status))
    b"".join(response)
    response.close()
    seconds = time.process_time() - begin
    if not statuses[0].startswith(status):
        raise SystemExit(f"{request['PATH_INFO']} answers {statuses[0]}")
    return seconds


def environ(method: str, path: str, sent: bytes = b"", *, by: str = "192.0.2.1") -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "REMOTE_ADDR": by,
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost", "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_ACCEPT_LANGUAGE": "fr", "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(sent)), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(sent),
        "wsgi.errors": sys.stderr,
    }  # fmt: skip


def told(name: str, figures: list[float], form: str) -> None:
    shown = [form.format(value) for value in (statistics.median(figures), min(figures), max(figures))]
    print(f"{name:20} median {shown[0]:>6}   ({shown[1]} to {shown[2]})")


if __name__ == "__main__":
    main()
