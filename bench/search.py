"""How fast the search is with 2,000 and 20,000 pages: `make bench-search`.

Each size gets a database of its own, on SQLite and, where DATABASE_URL names one, on PostgreSQL.
Four things are measured for each kind of query in one run: the engine's own query, which only finds and
ranks the same words; the same with the ten rows that a page shows; our search, with typing errors, ranking
and marked passages; and the whole page over HTTP.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

SIZES = (2_000, 20_000)
VOCABULARY = 40_000  # words
ROUNDS = 3  # of all queries; the best of each is taken
ROOT = Path(__file__).resolve().parent.parent
Column = dict[str, Any]  # "of" which database and size; for each thing measured p50 and p95
SYLLABLES = re.findall(".[aeiou]", "bacedifogulameniporusatevizochimupalo")


def main() -> None:
    if len(sys.argv) == 2:
        measure(int(sys.argv[1]))
        return
    server = os.environ.get("DATABASE_URL", "")
    columns = [run(size, "") for size in SIZES]
    for size in SIZES if server.startswith("postgres") else ():
        with scratch_database(server) as address:
            columns.append(run(size, address))
    say(table(columns))


def run(size: int, database: str) -> Column:
    """In a process of its own, which has its own settings and cold caches."""
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    mine = {"PORTAL_DATA_DIR": folder, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, __file__, str(size)]
    try:
        done = subprocess.run(command, env=os.environ | mine, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    column: Column = json.loads(done.stdout.splitlines()[-1])
    return column


def table(columns: Sequence[Column]) -> str:
    """In Markdown; a row for each thing measured, with p50 and p95."""
    names = [name for name in columns[0] if name != "of"]
    lines = [
        " | ".join(["| ms, p50 / p95", *(str(column["of"]) for column in columns)]) + " |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for name in names:
        cells = ["{:.1f} / {:.1f}".format(*column[name]) for column in columns]
        lines.append(" | ".join([f"| {name}", *cells]) + " |")
    return "\n".join(lines)


@contextmanager
def scratch_database(server: str) -> Iterator[str]:
    """Beside the one that the address names, and gone afterwards."""
    name = f"portal_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure(size: int) -> None:
    """Print a line of JSON; a database that is full already is measured as it is."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from portal.search.models import Document

    call_command("migrate", verbosity=0)
    words = Words()
    if not Document.objects.exists():
        fill(size, words)
    column: Column = {"of": f"{connection.display_name}, {size:,} pages"}
    for name, queries in words.queries().items():
        for what, action in MEASURED.items():
            column[f"{name}: {what}"] = percentiles(timed(action, queries))
    column["suggestions"] = percentiles(timed(suggest, words.beginnings()))
    say(json.dumps(column))


class Words:
    """An invented French: as many words as a large portal has, as unevenly used."""

    def __init__(self) -> None:
        self.random = random.Random(7)  # noqa: S311
        made = {
            "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 5)))
            for _ in range(2 * VOCABULARY)
        }
        self.words = sorted(made)[:VOCABULARY]
        self.random.shuffle(self.words)
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def some(self, count: int) -> str:
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=count))

    def queries(self) -> dict[str, list[str]]:
        common, middle, rare = self.words[3:60], self.words[200:2000], self.words[6000:12000]
        pick = self.random.choice
        return {
            "common words": [pick(common) for _ in range(25)],
            "words in between": [pick(middle) for _ in range(50)],
            "rare words": [pick(rare) for _ in range(50)],
            "two and three words": [
                " ".join([pick(common), pick(middle), pick(middle)][: 2 + n % 2]) for n in range(50)
            ],
            "as people search": [self._as_people_search(n) for n in range(100)],
            "typing errors": [self._misspelt(pick(middle)) for _ in range(25)],
        }

    def _as_people_search(self, n: int) -> str:
        return self.some(1 + n % 3) if n % 10 else self._misspelt(self.words[100 + n])

    def _misspelt(self, word: str) -> str:
        place = len(word) // 2
        return word[:place] + word[place + 1 :]

    def beginnings(self) -> list[str]:
        return [word[: 2 + n % 4] for n, word in enumerate(self.random.choices(self.words[:5000], k=100))]


def fill(size: int, words: Words) -> None:
    """Documents as the page apps give them, without the pages."""
    from django.db import connection
    from django.utils import timezone

    from portal.search import indexing
    from portal.search.kinds import Entry

    def entry(number: int) -> Entry:
        kind = "term" if number % 10 == 0 else "article"
        return Entry(
            kind=kind,
            object_pk=number,
            part=number,
            language="fr",
            url=f"/fr/{kind}/{number}/",
            title=words.some(1 if kind == "term" else 6).capitalize(),
            names=[words.some(1)] if kind == "term" else [],
            summary=words.some(25),
            text=words.some(words.random.randint(150, 600)),
            public_from=timezone.now(),
        )

    for start in range(0, size, 500):
        indexing.add(entry(number) for number in range(start, min(size, start + 500)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself after a while


def search(query: str) -> None:
    from portal.search.searching import Asked
    from portal.search.searching import search as search_in

    search_in(Asked(query, "fr"))


def page(query: str) -> None:
    from django.test import Client

    answer = Client().get("/fr/recherche/", {"q": query}, headers={"host": "localhost"})
    assert answer.status_code == 200  # noqa: S101


def suggest(typed: str) -> None:
    from portal.search.suggesting import suggestions

    suggestions(typed, "fr")


def engine_keys(query: str) -> None:
    """The same stems found and ranked by the database alone: ten keys."""
    raw_query("d.id", query)


def engine_rows(query: str) -> None:
    """The same with what a page of results is made of."""
    raw_query("d.id, d.kind, d.title, d.url, d.names, d.category_name, d.summary, d.text", query)


MEASURED = {
    "engine's own query, keys": engine_keys,
    "engine's own query, rows": engine_rows,
    "search": search,
    "whole page": page,
}


def raw_query(columns: str, query: str) -> None:
    from django.db import connection

    from portal.search.languages import analyser_of

    stems = [analyser_of("fr").stem(word) for word in query.split()]
    live = (
        "d.language = 'fr' AND d.public_from <= CURRENT_TIMESTAMP"
        " AND (d.public_until IS NULL OR d.public_until > CURRENT_TIMESTAMP)"
    )
    statement, joint, quoted = {
        "sqlite": (
            f"SELECT {columns} FROM search_fts f JOIN search_document d ON d.id = f.rowid"  # noqa: S608
            f" WHERE search_fts MATCH %s AND {live} ORDER BY f.rank LIMIT 10",
            " AND ",
            '"{}"',
        ),
        "postgresql": (
            f"SELECT {columns} FROM search_document d, CAST(%s AS tsquery) q"  # noqa: S608
            f" WHERE d.search_whole @@ q AND {live} ORDER BY ts_rank(d.search_whole, q) DESC LIMIT 10",
            " & ",
            "'{}'",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement, [joint.join(map(quoted.format, stems))])
        cursor.fetchall()


def timed(action: Callable[[str], None], queries: Sequence[str]) -> list[float]:
    """Milliseconds for each query, the best of some rounds, after one that does not count."""
    for query in queries:
        action(query)
    return [min(once(action, query) for _ in range(ROUNDS)) for query in queries]


def once(action: Callable[[str], None], query: str) -> float:
    begin = time.perf_counter()
    action(query)
    return 1000 * (time.perf_counter() - begin)


def percentiles(times: Sequence[float]) -> list[float]:
    ordered = sorted(times)
    return [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.50, 0.95)]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
