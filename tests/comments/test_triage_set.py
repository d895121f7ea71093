"""The floors that a change of rules, words or weights must keep, on the open comments and on the held half.

The held half serves no development.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from comments.triage import SIGNALS, examine

SET = Path(__file__).parent / "triage"
SHARED = {"open": 0.95, "held": 0.9}  # of the marked places
RECALL = {"distress": 0.9, "urgent": 0.9}
PRECISION = 0.8
HALVES = {"open": "*_open*.jsonl", "held": "*_held_sixth.jsonl"}


def comments(half: str) -> list[dict[str, Any]]:
    files = sorted(SET.glob(HALVES[half]))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def counts(half: str) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for comment in comments(half):
        found = examine(comment["text"], language=comment["language"]).signals
        for signal in {*found, *comment["signals"]}:
            right = signal in found and signal in comment["signals"]
            counted[signal, "right" if right else "wrong" if signal in found else "missed"] += 1
    return counted


def recall(signal: str, half: str) -> float:
    right, missed = counts(half)[signal, "right"], counts(half)[signal, "missed"]
    return right / (right + missed)


def precision(signal: str, half: str) -> float:
    right, wrong = counts(half)[signal, "right"], counts(half)[signal, "wrong"]
    return right / (right + wrong)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("signal", SIGNALS)
def test_what_is_marked_is_mostly_right(signal: str, half: str) -> None:
    assert precision(signal, half) >= PRECISION


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("signal", RECALL)
def test_distress_and_urgent_symptoms_are_hardly_ever_missed(signal: str, half: str) -> None:
    assert recall(signal, half) >= RECALL[signal]


@pytest.mark.parametrize("half", HALVES)
def test_the_marked_words_overlap_those_that_justify_the_signal(half: str) -> None:
    shared = total = 0
    for comment in comments(half):
        text, found = comment["text"], examine(comment["text"], language=comment["language"]).signals
        for signal in found.keys() & comment["signals"].keys():
            wanted = [
                (text.find(words), text.find(words) + len(words)) for words in comment["signals"][signal]
            ]
            shared += any(a < d and c < b for a, b in found[signal] for c, d in wanted)
            total += 1
    assert shared >= SHARED[half] * total
