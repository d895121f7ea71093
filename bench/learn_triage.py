"""Learn the weights of comments/triage/weighing.py from the open labelled comments: `bench/learn_triage.py`.

`--check` writes nothing: two parts of the comments in turn are weighed by what the other parts teach, which
gives an idea of how new comments would be judged. Support vector machine (squared hinge, L2), by dual
coordinate descent (Hsieh et al., 2008); the same data give the same weights. The held half is never read.
"""
# ruff: noqa: T201

import json
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
SET = ROOT / "tests" / "comments" / "triage"
PARTS = ("open", "open_first_held", "open_second", "open_second_held", "phrases")
# Comments that are labelled for these two signals only.
DANGERS, DANGEROUS = ("dangers",), ("distress", "urgent")
LANGUAGES = ("fr", "en")
Judged = tuple[bool, bool, str]
SOFTNESS = 10.0  # how much a comment on the wrong side costs
ROUNDS = 30
WEIGHT_MIN = 0.1  # smaller ones are dropped: they decide nothing
HEAD = "# {signal}, {language}: learned by bench/learn_triage.py. The line without a word is the start.\n"


@dataclass(frozen=True)
class Sample:
    features: list[str]
    sign: int
    scale: float

    @property
    def length(self) -> float:
        """Squared, with the start as one more feature."""
        return 1 + len(self.features) / self.scale**2


def main(arguments: list[str]) -> None:
    settings.configure(USE_I18N=False)
    django.setup()
    from comments.triage.weighing import ENOUGH

    for signal in ENOUGH:
        if "--check" in arguments:
            check(signal)
        else:
            write(signal)


def write(signal: str) -> None:
    from comments.triage.weighing import DELIVERED

    for language in LANGUAGES:
        weights = learned([s for row in rows(parts_for(signal), language) for s in samples(row, signal)])
        lines = [f"{weight:+.2f} {name}".rstrip() for name, weight in sorted(weights.items(), key=by_weight)]
        path = DELIVERED / language / f"{signal}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(signal=signal, language=language) + "\n".join(lines) + "\n", "utf-8")
        print(f"{path.relative_to(ROOT)}: {len(lines)} weights")


def parts_for(signal: str) -> tuple[str, ...]:
    return PARTS + DANGERS if signal in DANGEROUS else PARTS


def by_weight(item: tuple[str, float]) -> tuple[bool, float, str]:
    return item[0] != "", -round(item[1], 2), item[0]


def check(signal: str) -> None:
    from comments.triage import weighing

    judged: dict[str, list[Judged]] = {language: [] for language in LANGUAGES}
    for part in PARTS[1:-1]:
        for language in LANGUAGES:
            others = [name for name in parts_for(signal) if name != part]
            weights = learned([s for row in rows(others, language) for s in samples(row, signal)])
            model = weighing.Model(weights.pop(""), weights)
            weighing.models()[language] = weighing.models()[language] | {signal: model}
            judged[language] += [judge(row, signal) for row in rows([part], language)]
    print(f"\n{signal}, each part judged by what the others teach")
    everything = [one for results in judged.values() for one in results]
    for name, results in (*judged.items(), ("both", everything)):
        right, wrong, missed = (sum(one[:2] == kind for one in results) for kind in KINDS)
        print(f"{name:5} right {right:3} wrong {wrong:3} missed {missed:3}", end="  ")
        print(f"precision {right / (right + wrong):.2f} recall {right / (right + missed):.2f}")
    print("wrong:", *(name for found, wanted, name in everything if found > wanted))
    print("missed:", *(name for found, wanted, name in everything if found < wanted))


KINDS = ((True, True), (True, False), (False, True))


def judge(row: dict[str, Any], signal: str) -> Judged:
    """Whether the signal is found, whether it should be, and in which comment."""
    from comments.triage import examine

    return signal in examine(row["text"], language=row["language"]), signal in row["signals"], row["id"]


def rows(parts: Iterable[str], language: str) -> list[dict[str, Any]]:
    paths = [SET / f"{language}_{part}.jsonl" for part in parts]
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def samples(row: dict[str, Any], signal: str) -> list[Sample]:
    """The sentences of a comment; those of a marked one that do not justify the signal teach nothing."""
    from comments.triage.folding import fold
    from comments.triage.reading import Reading
    from comments.triage.weighing import scale, sentences
    from comments.triage.words import load

    reading = Reading(fold(row["text"]), [load().languages[row["language"]]])
    found = []
    for place in sentences(reading):
        [(start, end)] = reading.origin([(place.spans[0][0], place.spans[-1][1])])
        is_reason = any(overlaps(row["text"], words, start, end) for words in row["signals"].get(signal, []))
        if is_reason or signal not in row["signals"]:
            found.append(Sample(sorted(place.features), 1 if is_reason else -1, scale(place.features)))
    return found


def overlaps(text: str, words: str, start: int, end: int) -> bool:
    begin = text.find(words)
    return begin < end and start < begin + len(words)


def learned(lessons: list[Sample]) -> dict[str, float]:
    """The weight of each feature, and that of no word at all, the start, under the empty name."""
    weights: dict[str, float] = dict.fromkeys((name for lesson in lessons for name in lesson.features), 0.0)
    weights[""] = 0.0
    slack = softness(lessons)
    pulls = [0.0] * len(lessons)
    chance = random.Random(1)  # noqa: S311 -- an order, not a secret
    order = list(range(len(lessons)))
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for number in order:
            lesson = lessons[number]
            pull = pulls[number]
            gain = lesson.sign * total(weights, lesson) - 1 + slack[lesson.sign] * pull
            pulls[number] = max(0.0, pull - gain / (lesson.length + slack[lesson.sign]))
            if pulls[number] != pull:
                shift(weights, lesson, (pulls[number] - pull) * lesson.sign)
    return {name: weight for name, weight in weights.items() if abs(weight) >= WEIGHT_MIN or not name}


def softness(lessons: list[Sample]) -> dict[int, float]:
    """Both sides weigh the same, however many they are."""
    count = {sign: sum(lesson.sign == sign for lesson in lessons) for sign in (1, -1)}
    return {sign: count[sign] / (SOFTNESS * len(lessons)) for sign in count}


def total(weights: dict[str, float], lesson: Sample) -> float:
    return weights[""] + sum([weights[name] for name in lesson.features]) / lesson.scale


def shift(weights: dict[str, float], lesson: Sample, by: float) -> None:
    weights[""] += by
    share = by / lesson.scale
    for name in lesson.features:
        weights[name] += share


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
