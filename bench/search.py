"""How fast the search is with 2,000 and 20,000 pages: `make bench-search`.

Each size gets a database of its own, on SQLite and, where DATABASE_URL names one, on PostgreSQL.
The engine's own query is measured beside ours in the same run.
"""

from __future__ import annotations

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
from urllib.parse import urlsplit

import psycopg

SIZES = (2_000, 20_000)
VOCABULARY = 40_000  # words
ROUNDS = 3  # of all queries; the best of each is taken
ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = re.findall(".[aeiou]", "bacedifogulameniporusatevizochimupalo")


def main() -> None:
    if len(sys.argv) == 2:
        measure(int(sys.argv[1]))
        return
    server = os.environ.get("DATABASE_URL", "")
    for size in SIZES:
        run(size, "")
    for size in SIZES if server.startswith("postgres") else ():
        with scratch_database(server) as address:
            run(size, address)


def run(size: int, database: str) -> None:
    """In a process of its own, which has its own settings and cold caches."""
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    mine = {"PORTAL_DATA_DIR": folder, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    try:
        subprocess.run([sys.executable, __file__, str(size)], env=os.environ | mine, cwd=ROOT, check=True)  # noqa: S603
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    words = Words()
    seconds = fill(size, words)
    say(f"\n{connection.vendor}, {size} pages; indexed in {seconds:.0f} s")
    say(f"{'':34}{'p50':>8}{'p95':>8}  ms")
    for name, queries in words.queries().items():
        measure_searches(name, queries)
    report("suggestions", timed(suggest, words.beginnings()))


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


def fill(size: int, words: Words) -> float:
    """Documents as the page apps give them, without the pages; return how many seconds it took."""
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

    begin = time.perf_counter()
    for start in range(0, size, 500):
        indexing.add(entry(number) for number in range(start, min(size, start + 500)))
    seconds = time.perf_counter() - begin
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself after a while
    return seconds


def measure_searches(name: str, queries: Sequence[str]) -> None:
    raw, ours = timed(raw_query, queries), timed(search, queries)
    report(f"{name}: engine's own query", raw)
    report(f"{name}: search", ours, beside=raw)


def search(query: str) -> None:
    from portal.search.searching import Asked
    from portal.search.searching import search as search_in

    search_in(Asked(query, "fr"))


def suggest(typed: str) -> None:
    from portal.search.suggesting import suggestions

    suggestions(typed, "fr")


def raw_query(query: str) -> None:
    """What the engine takes to find and rank the same words, all by itself, ten pages of it."""
    from django.db import connection

    from portal.search.languages import analyser_of

    stems = [analyser_of("fr").stem(word) for word in query.split()]
    statements = {
        "sqlite": ("SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rank LIMIT 10", " AND "),
        "postgresql": (
            "SELECT id FROM search_document, CAST(%s AS tsquery) q WHERE search_whole @@ q"
            " ORDER BY ts_rank(search_whole, q) DESC LIMIT 10",
            " & ",
        ),
    }
    statement, joint = statements[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [joint.join(f'"{stem}"' if joint == " AND " else f"'{stem}'" for stem in stems)]
        )
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


def percentiles(times: Sequence[float]) -> Iterator[float]:
    ordered = sorted(times)
    for share in (0.50, 0.95):
        yield ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(name: str, times: Sequence[float], beside: Sequence[float] = ()) -> None:
    p50, p95 = percentiles(times)
    line = f"{name:42}{p50:8.2f}{p95:8.2f}"
    if beside:
        ratios = [mine / other for mine, other in zip(percentiles(times), percentiles(beside), strict=True)]
        line += "   {:.1f} and {:.1f} times that".format(*ratios)
    say(line)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
