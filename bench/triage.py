"""Measure triage on the labelled comments: `make bench-triage`, or `bench/triage.py open` for one half.

Times are CPU times of the one thread.
"""
# ruff: noqa: T201

import json
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
SET = ROOT / "tests" / "comments" / "triage"
PARTS = {
    "open": "*_open*.jsonl",
    "held": "*_held_sixth.jsonl",
    "dangers": "*_dangers.jsonl",
    "phrases": "*_phrases.jsonl",
}
HOSTILE = {
    "one letter": "a" * 2000,
    "one vowel with marks": "e\u0301\u0301" * 666,
    "digits": "1" * 2000,
    "phone-like": "06 " * 666,
    "number words": "zero six " * 220,
    "dots": "." * 2000,
    "domains": "a.fr " * 400,
    "labels": "a." * 1000,
    "at signs": "a@" * 1000,
    "mail-like": "a.b@c." * 333,
    "spaced letters": "m o u r i r " * 166,
    "titles": "Dr " * 666,
    "names": "Dr Martin " * 200,
    "distress words": "je veux mourir " * 133,
    "weak words": "je n'en peux plus sans moi mieux adieu " * 51,
    "urgent words": "douleur poitrine fievre 39 sang " * 62,
    "gaps": "douleur et et et et " * 100,
    "questions": "est-ce que je peux prendre ? " * 68,
    "emoji": "\U0001f642" * 2000,
    "Arabic ligatures": "\ufdfa" * 2000,
    "brackets": "[(." * 666,
    "exclamation marks": "! " * 1000,
    "mixed": ("éà'’@#1a " * 250)[:2000],
}


def main(halves: list[str]) -> None:
    settings.configure(USE_I18N=False)
    django.setup()
    for phrase in comments("phrases"):
        timed(phrase["text"], phrase["language"])
    for half in halves:
        report(half)
    hostile()


def report(half: str) -> None:
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    failures: list[str] = []
    rows = comments(half)
    first = [timed(comment["text"], comment["language"])[1] for comment in rows]
    times: list[float] = []
    for comment in rows:
        found, seconds = timed(comment["text"], comment["language"])
        times.append(seconds)
        for signal in {*found, *comment["signals"]}:
            kind = 0 if signal in found and signal in comment["signals"] else 1 if signal in found else 2
            counts[signal, comment["language"]][kind] += 1
            counts[signal, "both"][kind] += 1
            if kind:
                failures.append(f"{comment['id']} {signal} {('found wrongly', 'missed')[kind - 1]}")
    print_table(half, counts, failures)
    print_times(f"{len(times)} comments, never seen before", first[1:])
    print_times(f"{len(times)} comments, second time", times)


def comments(half: str) -> list[dict[str, Any]]:
    return [
        json.loads(line) for path in sorted(SET.glob(PARTS[half])) for line in path.open(encoding="utf-8")
    ]


def timed(text: str, language: str) -> tuple[dict[str, Any], float]:
    from comments.triage import examine

    begin = time.thread_time()
    found = examine(text, language=language)
    return found.signals, time.thread_time() - begin


def print_table(half: str, counts: dict[tuple[str, str], list[int]], failures: list[str]) -> None:
    print(f"\n{half} half\nsignal          language   right wrong missed  precision  recall")
    for (signal, language), (right, wrong, missed) in sorted(counts.items()):
        precision, recall = share(right, wrong), share(right, missed)
        print(f"{signal:16}{language:10}{right:6}{wrong:6}{missed:7}{precision:>11}{recall:>8}")
    print(f"failures: {'; '.join(sorted(failures)) or 'none'}")


def share(part: int, rest: int) -> str:
    return f"{part / (part + rest):.2f}" if part + rest else "-"


def print_times(title: str, times: list[float]) -> None:
    ordered = sorted(seconds * 1000 for seconds in times)
    p95 = ordered[int(len(ordered) * 0.95)]
    middle = statistics.median(ordered)
    print(f"{title}: median {middle:.2f} ms, 95 % {p95:.2f} ms, slowest {ordered[-1]:.2f} ms")


def hostile() -> None:
    print("\nhostile texts of 2,000 characters, the slower language; first and second time, ms")
    for name, text in HOSTILE.items():
        first, second = (max(timed(text, language)[1] for language in ("fr", "en")) * 1000 for _ in range(2))
        print(f"{name:24}{first:8.1f}{second:8.1f}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:] or ["open", "held"])
