"""How fast the search is with 2,000 and 20,000 pages: `make bench-search`.

Each size gets a database of its own, on SQLite and, where DATABASE_URL names one, on PostgreSQL; a column
DATABASE=sqlite or DATABASE=postgresql in the environment leaves the other out.

Beside our search, what the database does by itself, through one bare cursor and with words that are
stems already:

- "ten keys": it finds the pages that hold all words and are live, and ranks them; the keys of the best ten.
- "its page": of these ten also all that a page of results shows, the passage by the database's own function
  for that, and how many pages there are, up to as many as our search counts. It is what one would write
  without us, and what "times" compares us with.

Ours adds what was meant, pages that hold most of the words where few hold all, names, the comparison of the
first thirty word by word, topics to choose from. "Over HTTP" is the page as a reader gets it. The same
queries are asked of both sizes, all actions one after another for each query, and the best of some rounds
is taken. Processor time is that of this process and of its PostgreSQL backend, where that can be read.
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
from urllib.parse import urlsplit

import psycopg
from database_alone import backend_time, its_page, ten_keys

SIZES = (2_000, 20_000)
VOCABULARY = 40_000  # words
ROUNDS = 3  # of all queries; the best of each is taken
ROOT = Path(__file__).resolve().parent.parent
Spread = tuple[float, float]  # p50 and p95, milliseconds
Figures = dict[str, dict[str, Spread]]  # by kind of query: each action, and its processor time
SYLLABLES = re.findall(".[aeiou]", "bacedifogulameniporusatevizochimupalo")
CPU = " (processor)"
MISSPELT = "typing errors"  # of which the database by itself finds none, so that there is nothing to compare


def main() -> None:
    if len(sys.argv) == 2:
        measure(int(sys.argv[1]))
        return
    only, server = os.environ.get("DATABASE", ""), os.environ.get("DATABASE_URL", "")
    if only != "postgresql":
        report("SQLite", [run(size, "") for size in SIZES])
    if only != "sqlite" and server.startswith("postgres"):
        found = []
        for size in SIZES:
            with scratch_database(server) as address:
                found.append(run(size, address))
        report("PostgreSQL", found)


def run(size: int, database: str) -> Figures:
    """In a process of its own, which has its own settings and cold caches."""
    folder = tempfile.mkdtemp(prefix="portal-bench-")
    mine = {"PORTAL_DATA_DIR": folder, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, __file__, str(size)]
    begin = time.monotonic()
    try:
        done = subprocess.run(command, env=os.environ | mine, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    note(f"{size:,} pages measured in {time.monotonic() - begin:.0f} s")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def report(database: str, found: Sequence[Figures]) -> None:
    """A table in Markdown for each size; a row for each kind of query."""
    small = found[0]
    for size, figures in zip(SIZES, found, strict=True):
        is_small = figures is small
        say(f"\n**{database}, {size:,} pages**: ms, p50 / p95\n")
        growth = [] if is_small else [f"growth since {SIZES[0]:,}"]
        titles = ["", *COLUMNS, "times its page", f"times{CPU}", *growth]
        say(f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|")
        for kind, row in figures.items():
            cells = [shown(row.get(column)) for column in COLUMNS]
            for measured in ("", CPU):
                alone = row.get(f"its page{measured}") if kind != MISSPELT else None
                cells.append(shown(ratio(row[f"search{measured}"], alone)))
            cells += [] if is_small else [shown(ratio(row["search"], small[kind]["search"]))]
            say(f"| {kind} | {' | '.join(cells)} |")


def ratio(one: Spread, other: Spread | None) -> Spread | None:
    return (one[0] / other[0], one[1] / other[1]) if other else None


def shown(spread: Spread | None) -> str:
    return "{:.1f} / {:.1f}".format(*spread) if spread else ""


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
    import django

    django.setup()
    from django.core.management import call_command

    from portal.search.models import Document

    call_command("migrate", verbosity=0)
    words = Words()
    if not Document.objects.exists():
        fill(size, words)
    figures = {name: timed(ACTIONS, queries) for name, queries in words.queries().items()}
    figures["suggestions"] = timed({"search": suggest}, words.beginnings())
    say(json.dumps(figures))


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
        """The same whatever was made of the words before."""
        self.random.seed(8)
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
            MISSPELT: [self._misspelt(pick(middle)) for _ in range(25)],
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


ACTIONS: dict[str, Callable[[str], None]] = {
    "ten keys": ten_keys,
    "its page": its_page,
    "search": search,
    "over HTTP": page,
}
COLUMNS = [*ACTIONS, f"search{CPU}"]


def timed(actions: dict[str, Callable[[str], None]], queries: Sequence[str]) -> dict[str, Spread]:
    """The best of some rounds for each query, after one that does not count."""
    best: dict[str, list[float]] = {}
    for query in queries:
        for name, action in actions.items():
            action(query)
            rounds = [once(action, query) for _ in range(ROUNDS)]
            best.setdefault(name, []).append(min(wall for wall, _ in rounds))
            best.setdefault(f"{name}{CPU}", []).append(min(busy for _, busy in rounds))
    return {name: spread(times) for name, times in best.items()}


def once(action: Callable[[str], None], query: str) -> tuple[float, float]:
    """Milliseconds, and of processor time."""
    backend = backend_time()
    begin, busy = time.perf_counter_ns(), time.process_time_ns()
    action(query)
    wall, busy = time.perf_counter_ns() - begin, time.process_time_ns() - busy
    return wall / 1e6, (busy + backend_time() - backend) / 1e6


def spread(times: Sequence[float]) -> Spread:
    ordered = sorted(times)
    p50, p95 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.50, 0.95))
    return p50, p95


def note(line: str) -> None:
    """What is no part of the tables."""
    sys.stderr.write(f"{line}\n")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
