"""Whether a piece of work takes too long, whatever the machine and however busy it is.

A hostile text that makes a step take the square of its length is what these limits find: it takes a hundred
times as long. A limit in plain seconds also finds the slow machine and the busy one, so the limits are given
in seconds of one on which an everyday piece of work takes EVERYDAY seconds, and that work is done just before
and just after.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

EVERYDAY = 0.055  # seconds of processor time
WORDS = [f"mot{number % 977}" for number in range(80_000)]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Of processor time, of this process alone."""
    slow = everyday_seconds()
    begin = time.process_time()
    yield
    spent = time.process_time() - begin
    slow = max(slow, everyday_seconds(), EVERYDAY) / EVERYDAY
    assert spent < seconds * slow, f"{spent:.3f} s on a machine that is {slow:.1f} times as slow"


def everyday_seconds() -> float:
    """What matching, counting, sorting and joining some words takes at this moment."""
    begin = time.process_time()
    words = Counter(re.findall(r"\w+", " ".join(WORDS)))
    sorted(words.items(), key=lambda item: (-item[1], item[0]))
    "".join(char.upper() for word in WORDS for char in word)
    return time.process_time() - begin
