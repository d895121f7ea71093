"""How fast texts are woven, how fast a glossary is built, and what it takes in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from string import ascii_uppercase
from time import perf_counter, process_time
from typing import NamedTuple

from glossary.weaving import Entry, Form, Glossary, build
from glossary.woven_markup import MARKUP_MAX

TERMS = (1_000, 10_000, 100_000)
KILOBYTES = (5, 10, 20, 40, 80, 160)
RUNS = 25

_ONSETS = "b c ch d f g gr h l m n p ph pr qu r s st t th tr v"
_VOWELS = "a e i o u é è ou ai eu"
_ENDINGS = "me te se ne logie thérapie gramme tion tique ose ite al aire ant eur cyte"
_COMMON = (
    "le la les un une des de du et en est à pour dans par sur avec ne pas que qui se ce il elle on plus"
    " peut sont être au aux cette ces leur ou mais comme tout aussi très bien entre après sans sous"
)


def _word(chance: Random) -> str:
    syllables = "".join(
        chance.choice(_ONSETS.split()) + chance.choice(_VOWELS.split()) for _ in range(chance.randint(1, 3))
    )
    return syllables + chance.choice(_ENDINGS.split())


def entries(terms: int, chance: Random) -> list[Entry]:
    """As many terms, each with three forms of its own; some words are in many of them."""
    words = [_word(chance) for _ in range(terms)]

    used: set[str] = set()

    def form() -> str:
        parts = [words[int(len(words) * chance.random() ** 2)]]
        parts += [
            words[int(len(words) * chance.random() ** 3)] for _ in range(chance.choice([0, 1, 1, 2, 3]))
        ]
        text = chance.choice([" ", " de "]).join(parts)
        if text in used:
            return form()
        used.add(text)
        return text

    return [
        Entry(key, form(), (Form(form()), Form("".join(chance.choices(ascii_uppercase, k=5)), True)))
        for key in range(terms)
    ]


def article(kilobytes: int, terms: list[Entry], chance: Random) -> str:
    """Paragraphs of common words, words of the glossary and others; a heading before every sixth one."""
    parts: list[str] = []
    size = 0
    while size < kilobytes * 1024:
        heading = f"<h2>{_word(chance)} {_word(chance)}</h2>\n" if len(parts) % 6 == 0 else ""
        parts.append(f"{heading}<p>{_sentence(terms, chance)}</p>\n")
        size += len(parts[-1].encode())
    return "".join(parts)


def _sentence(terms: list[Entry], chance: Random) -> str:
    words = []
    for _ in range(70):
        kind = chance.random()
        if kind < 0.5:
            words.append(chance.choice(_COMMON.split()))
        elif kind < 0.58:
            words.append(chance.choice(terms).name)
        elif kind < 0.6:
            words.append(f"<strong>{chance.choice(terms).name}</strong>")
        else:
            words.append(f"{_word(chance)}um")  # as no word of a term ends
    return " ".join(words) + "."


class Timing(NamedTuple):
    """Medians, in seconds: as a clock shows it, and as the processor worked for it."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall * 1e3:9.2f} ms ({self.processor * 1e3:7.2f})"


def timed(run: Callable[[], object], runs: int = RUNS) -> Timing:
    """The first run only warms up."""
    run()
    walls, processors = [], []
    for _ in range(runs):
        wall, processor = perf_counter(), process_time()
        run()
        walls.append(perf_counter() - wall)
        processors.append(process_time() - processor)
    return Timing(median(walls), median(processors))


def _built(terms: list[Entry]) -> tuple[Glossary, Timing, float]:
    """A glossary, the time it took and the MB it holds."""
    gc.collect()
    took = timed(lambda: build(terms, "fr"), runs=3)
    tracemalloc.start()
    glossary = build(terms, "fr")
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return glossary, took, size


def speed_tables(chance: Random) -> Iterator[str]:
    yield "\nTimes are medians; in brackets that of the processor alone, which other work hardly changes."
    yield "\n   terms    forms                    build   memory          20 KB, warm   cold once   links"
    for number in TERMS:
        terms = entries(number, chance)
        glossary, took, size = _built(terms)
        text = article(20, terms, chance)
        cold = timed_once(lambda g=glossary, t=text: g.weave(t, link="/{key}"))  # type: ignore[misc]
        warm = timed(lambda g=glossary, t=text: g.weave(t, link="/{key}"))  # type: ignore[misc]
        found = len(glossary.weave(text, link="/{key}").keys)
        yield f"{number:8} {3 * number:8} {took} {size:5.0f} MB {warm} {cold * 1e3:8.2f} ms {found:7}"
    yield from _growth(entries(10_000, chance), chance)
    yield from _hostile(entries(10_000, chance))


def timed_once(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _growth(terms: list[Entry], chance: Random) -> Iterator[str]:
    glossary = build(terms, "fr")
    yield "\nBy the length of the text, with 10,000 terms"
    for size in KILOBYTES:
        text = article(size, terms, chance)
        took = timed(lambda t=text: glossary.weave(t, link="/{key}"))  # type: ignore[misc]
        yield f"{size:8} KB {took} {took.processor * 1e3 / size:8.3f} ms/KB"


def _hostile(terms: list[Entry]) -> Iterator[str]:
    glossary = build(terms, "fr")
    name = terms[0].name
    size = MARKUP_MAX - 1
    texts = {
        "2 MB of paragraphs": f"<p>{name}</p>" * (2_000_000 // (len(name) + 7)),
        "paragraphs": f"<p>{name}</p>" * (size // (len(name) + 7)),
        "elements in each other": "<b>" * (size // 7) + name + "</b>" * (size // 8),
        "blocks in each other": "<div>" * 100_000 + name,
        "one endless word": "a" * size,
        "half a tag, again and again": "<p" * (size // 2),
        "quotes that never end": '<p a="' * (size // 6),
        "comments that never end": "<!--" * (size // 4),
        "a name's first word, again and again": f"{name.split()[0]} " * (size // (len(name.split()[0]) + 1)),
        "entities": "&eacute;" * (size // 8),
        "accents": "e" + "\u0301" * (size - 1),
    }
    yield f"\nHostile texts; those of more than {MARKUP_MAX} characters are not looked at"
    for kind, text in texts.items():
        took = timed(lambda t=text: glossary.weave(t, link="/{key}", scope="all"), runs=3)  # type: ignore[misc]
        yield f"{kind:40} {len(text):8} {took}"
