"""How the lists of the administration grow from 100 to 10,000 pages: `make bench-admin`.

Each size gets a scratch database. Every list is asked nine times after a first one that is not counted;
the ratio is that of the medians, of 10,000 pages to 100, in one run.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIZES = (100, 10_000)
ROUNDS = 9
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    if len(sys.argv) == 2:
        measure(int(sys.argv[1]))
        return
    figures = [run(size) for size in SIZES]
    print(f"{'':44}{'queries':>8}{SIZES[0]:>9}{SIZES[1]:>9}  ms, median (min-max)   ratio")  # noqa: T201
    for small, large in zip(*figures, strict=True):
        name, queries, *few = small.split("\t")
        _name, more_queries, *many = large.split("\t")
        ratio = float(many[0]) / float(few[0])
        told = f"{name:44}{queries:>4}/{more_queries:<4}{few[0]:>8}{many[0]:>9} ({many[1]}-{many[2]})"
        print(f"{told:82}{ratio:>8.1f}")  # noqa: T201


def run(size: int) -> list[str]:
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    environment = {**os.environ, "PORTAL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, __file__, str(size)],
            env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [line for line in done.stdout.splitlines() if "\t" in line]


def measure(size: int) -> None:
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from articles.models import Article
    from glossary.models import Term

    call_command("migrate", verbosity=0)
    for model in (Article, Term):
        fill(model, size)
    client = Client()
    client.force_login(User.objects.create_superuser("bench"))
    for address in addresses():
        report(client, address)


def addresses() -> list[str]:
    from portal.editorial.models import PageState

    lists = ("/admin/articles/article/", "/admin/glossary/term/")
    states = [f"{lists[0]}?state={state}" for state in PageState.values]
    searches = [f"{address}?q=titre+77" for address in lists]
    return ["/admin/", *lists, f"{lists[0]}?p=2", *states, *searches, f"{lists[0]}translations/?language=en"]


def fill(model: Any, size: int) -> None:
    """Half of them live, some withdrawn, overdue, in review, signed or returned, the rest drafts."""
    from datetime import timedelta

    from django.utils import timezone

    from comments.models import Discussion

    now = timezone.now()
    discussions = Discussion.objects.bulk_create(Discussion(language="fr") for _ in range(size))
    pages = [
        model(
            language="fr", title=f"Titre {number}", slug=f"titre-{number}", summary="Un résumé.", version=1,
            body="<p>Un texte.</p>" * 20, discussion=discussion,
        )
        for number, discussion in enumerate(discussions)
    ]  # fmt: skip
    for page in pages:
        page.derive()
    pages = model.objects.bulk_create(pages)
    revisions = []
    for number, page in enumerate(pages):
        kind = number % 10
        if kind == 9:
            continue
        revision = model.revision_model().drawn_from(page)
        revision.derive()
        revision.number = 1
        if kind < 7:
            revision.public_from = revision.published_at = now - timedelta(days=9)
        if kind == 6:
            revision.public_until = now - timedelta(days=1)
        if kind in (4, 5, 8):
            revision.review = "signed"
            revision.signed_number, revision.signed_at = 1, now
            revision.signer_name, revision.signer_qualification = "Essai", "médecin"
            revision.review_due_on = (now + timedelta(days=-1 if kind == 5 else 300)).date()
        if kind == 7:
            revision.review, revision.public_from = "asked", None
        revisions.append(revision)
    model.revision_model().objects.bulk_create(revisions)


def report(client: Any, address: str) -> None:
    from django.db import connection

    statements = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        statements.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    times = sorted(once(client, address) for _ in range(ROUNDS))
    figures = (statistics.median(times), times[0], times[-1])
    print(address, len(statements), *(f"{1000 * value:.0f}" for value in figures), sep="\t")  # noqa: T201


def once(client: Any, address: str) -> float:
    begin = time.perf_counter()
    client.get(address)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
