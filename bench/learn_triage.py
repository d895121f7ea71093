"""Learn the weights of comments/triage/weighing.py from the open labelled comments: `bench/learn_triage.py`.

`--check` writes nothing: two parts of the comments in turn are weighed by what the other parts teach, which
gives an idea of how new comments would be judged. Support vector machine (squared hinge, L2), by dual
coordinate descent (Hsieh et al., 2008); the same data give the same weights. The held half is never read.
"""
# ruff: noqa: T201

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
SET = ROOT / "tests" / "comments" / "triage"
PARTS = (
    "open",
    "open_first_held",
    "open_second",
    "open_second_held",
    "open_third_held",
    "open_fourth_held",
    "open_fifth_held",
    "phrases",
)
# Comments and phrases that are labelled for these two signals only.
DANGERS, DANGEROUS = ("dangers", "dangers_second", "danger_phrases"), ("distress", "urgent")
LANGUAGES = ("fr", "en")
Judged = tuple[bool, bool, str]
SOFTNESS, SOFTNESS_STRESSED = 10.0, 1.5  # how much a comment on the wrong side costs
ROUNDS = 30
SEEN_LEAST = 2  # sentences
WEIGHT_MIN = 0.1  # smaller ones are dropped: they decide nothing
HEAD = "# {signal}, {language}: learned by bench/learn_triage.py. The line without a word is the start.\n"


@dataclass(frozen=True)
class Sample:
    features: list[str]
    sign: int
    scale: float


def main(arguments: list[str]) -> None:
    settings.configure(USE_I18N=False)
    django.setup()
    from comments.triage.weighing import ENOUGH

    for signal in ENOUGH[LANGUAGES[0]]:
        if "--check" in arguments:
            check(signal)
        else:
            write(signal)


def write(signal: str) -> None:
    from comments.triage.weighing import DELIVERED

    for language in LANGUAGES:
        weights = learn(parts_for(signal), language, signal)
        lines = [f"{weight:+.2f} {name}".rstrip() for name, weight in sorted(weights.items(), key=by_weight)]
        path = DELIVERED / language / f"{signal}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(signal=signal, language=language) + "\n".join(lines) + "\n", "utf-8")
        print(f"{path.relative_to(ROOT)}: {len(lines)} weights")


def learn(parts: Iterable[str], language: str, signal: str) -> dict[str, float]:
    lessons = [sample for row in rows(parts, language) for sample in samples(row, signal)]
    return learned(lessons, is_stressed=signal in DANGEROUS)  # the others have too few comments for that


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
            weights = learn(others, language, signal)
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


def learned(lessons: list[Sample], *, is_stressed: bool) -> dict[str, float]:
    """The weight of each feature, and that of no word at all, the start, under the empty name."""
    stress = telling(lessons) if is_stressed else dict.fromkeys(names_in(lessons), 1.0)
    weights = dict.fromkeys(["", *stress], 0.0)
    slack = slack_of(lessons, SOFTNESS_STRESSED if is_stressed else SOFTNESS)
    pulls = [0.0] * len(lessons)
    values = [values_of(lesson, stress) for lesson in lessons]
    lengths = [
        1 + sum(value * value for value in held.values()) for held in values
    ]  # squared; 1 is the start
    chance = random.Random(1)  # noqa: S311 -- an order, not a secret
    order = list(range(len(lessons)))
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for number in order:
            sign, held = lessons[number].sign, values[number]
            total = weights[""] + sum([weights[name] * value for name, value in held.items()])
            gain = sign * total - 1 + slack[sign] * pulls[number]
            pull = max(0.0, pulls[number] - gain / (lengths[number] + slack[sign]))
            if pull != pulls[number]:
                shift(weights, held, (pull - pulls[number]) * sign)
                pulls[number] = pull
    found = {name: weight * stress.get(name, 1.0) for name, weight in weights.items()}
    return {name: weight for name, weight in found.items() if abs(weight) >= WEIGHT_MIN or not name}


def names_in(lessons: list[Sample]) -> list[str]:
    return [name for lesson in lessons for name in lesson.features]


def telling(lessons: list[Sample]) -> dict[str, float]:
    """How much more often a feature is seen on one side: the root of the logarithm of that ratio.

    After Wang and Manning (2012). Features that one sentence alone has teach nothing about others.
    """
    seen = {sign: Counter(names_in([one for one in lessons if one.sign == sign])) for sign in (1, -1)}
    names = [name for name, count in (seen[1] + seen[-1]).items() if count >= SEEN_LEAST]
    sizes = {sign: sum(seen[sign].values()) + len(seen[1] + seen[-1]) for sign in seen}
    return {
        name: math.sqrt(abs(math.log((seen[1][name] + 1) / sizes[1] * sizes[-1] / (seen[-1][name] + 1))))
        for name in names
    }


def values_of(lesson: Sample, stress: dict[str, float]) -> dict[str, float]:
    return {name: stress[name] / lesson.scale for name in lesson.features if name in stress}


def slack_of(lessons: list[Sample], softness: float) -> dict[int, float]:
    """Both sides weigh the same, however many they are."""
    count = {sign: sum(lesson.sign == sign for lesson in lessons) for sign in (1, -1)}
    return {sign: count[sign] / (softness * len(lessons)) for sign in count}


def shift(weights: dict[str, float], held: dict[str, float], by: float) -> None:
    weights[""] += by
    for name, value in held.items():
        weights[name] += by * value


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
