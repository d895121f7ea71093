"""How fast the moderation desk is with 10,000 comments that wait: `make bench-queue`.

A scratch database. Each page is asked in turn with a bare view of the same process, so that a busy machine
slows both. Told are the ratio to that view (median, least and most of the rounds) and the queries of a page.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIZES = (100, 10_000)
ROUNDS = 15
ROOT = Path(__file__).resolve().parent.parent
LIST = "/admin/comments/comment/"


def main() -> None:
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    os.environ |= {"PORTAL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    sys.path[0] = str(ROOT)  # beside this file, Python would take it for its own module of that name
    try:
        measure()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    moderator = User.objects.create_user("bench", is_staff=True)
    moderator.groups.set(Group.objects.filter(name="Moderators"))
    client = Client()
    client.force_login(moderator)
    page, number = make_page(), 0
    print(f"{'':34}{'waiting':>8}{'queries':>8}{'ms':>8}   times a bare view: median (min-max)")  # noqa: T201
    for size in SIZES:
        fill(page, size - number)
        number = size
        for address in addresses():
            report(client, address, size)


def make_page() -> Any:
    from django.utils import timezone

    from articles.models import Article

    article = Article.objects.create(title="Banc", slug="banc", summary="Un résumé.", body="<p>Un texte.</p>")
    revision = type(article).revision_model().freeze(article, by=None)
    article._make_public(revision, timezone.now(), None)
    return article


def fill(page: Any, count: int) -> None:
    """One in twenty is urgent; each has two findings."""
    from datetime import timedelta

    from django.utils import timezone

    from comments.models import Comment, Finding

    now = timezone.now()
    rows = Comment.objects.bulk_create(
        Comment(
            discussion=page.discussion, name="Camomille", text="Un commentaire pour mesurer. " * 10,
            created_at=now - timedelta(minutes=number), priority=90 if number % 20 == 0 else 0,
            sender_key=f"s{number % 500}",
        )
        for number in range(count)
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(comment=row, signal=signal, rule=f"{signal}.x", start=3, end=14)
        for row in rows
        for signal in ("link", "advice")
    )


def addresses() -> list[str]:
    from comments.models import Comment

    first = Comment.objects.urgent_first()[0]
    narrowed = [f"{LIST}?age=late", f"{LIST}?signal=link", f"{LIST}?q=mesurer"]
    return [LIST, f"{LIST}?p=2", *narrowed, f"{LIST}next/", f"{LIST}{first.pk}/change/"]


def report(client: Any, address: str, size: int) -> None:
    queries = count_queries(client, address)
    times, ratios = [], []
    for _ in range(ROUNDS):
        bare = once(client, "/health/live/")
        times.append(once(client, address))
        ratios.append(times[-1] / bare)
    name = address.replace(LIST, "list ", 1).replace("list next", "next").strip("/ ")
    told = f"{statistics.median(ratios):6.1f} ({min(ratios):.1f}-{max(ratios):.1f})"
    print(f"{name:34}{size:>8}{queries:>8}{1000 * statistics.median(times):>8.0f}   {told}")  # noqa: T201


def count_queries(client: Any, address: str) -> int:
    from django.db import connection

    statements: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        statements.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        answer = client.get(address)
    if answer.status_code not in {200, 302}:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return len(statements)


def once(client: Any, address: str) -> float:
    begin = time.perf_counter()
    client.get(address)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
