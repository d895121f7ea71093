"""Two sequences laid beside each other: what they share, what each has alone, what resembles what.

Comparing takes the square of the length in the worst case, so every step is paid for from an Effort;
once that is spent, what is left counts as different, which is true of any two texts, if not minute.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

DIRECT_MAX = 200_000  # steps; what costs more is cut where an item occurs once on either side
WINDOW = 60  # items that are tried with each other for resemblance
_CUTS_MAX = 4  # times a part is cut again
_WIDTHS = (1, 4)  # items in a row that may be found once

Item = TypeVar("Item")
Match = tuple[int, int, int]  # where it begins in the old and in the new, and its length


@dataclass(slots=True)
class Effort:
    """Steps left for the comparison of two texts, each under a microsecond."""

    left: int = 6_000_000

    def spend(self, steps: int) -> bool:
        """Whether there was enough left; if not, nothing is spent."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


@dataclass(frozen=True, slots=True)
class Step:
    """Either equal items, as many of each, or old ones in the place of which new ones stand."""

    is_equal: bool
    old: range
    new: range


def steps(old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort) -> Iterator[Step]:
    """The way from the old to the new; equal and different parts take turns."""
    old_done = new_done = 0
    for old_start, new_start, size in _merged(_matches(old, new, effort, _CUTS_MAX)):
        if old_done < old_start or new_done < new_start:
            yield Step(False, range(old_done, old_start), range(new_done, new_start))
        old_done, new_done = old_start + size, new_start + size
        yield Step(True, range(old_start, old_done), range(new_start, new_done))
    if old_done < len(old) or new_done < len(new):
        yield Step(False, range(old_done, len(old)), range(new_done, len(new)))


def _merged(matches: Iterator[Match]) -> Iterator[Match]:
    last: Match | None = None
    for match in matches:
        if last and (last[0] + last[2], last[1] + last[2]) == match[:2]:
            last = (last[0], last[1], last[2] + match[2])
        elif match[2]:
            if last:
                yield last
            last = match
    if last:
        yield last


def _matches(old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort, cuts: int) -> Iterator[Match]:
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    yield 0, 0, head
    for i, j, size in _inner(old[head:old_end], new[head:new_end], effort, cuts):
        yield head + i, head + j, size
    yield old_end, new_end, tail


def _inner(old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort, cuts: int) -> Iterator[Match]:
    """Of two that differ at their beginning and at their end."""
    old_counts, new_counts = Counter(old), Counter(new)
    pairs = sum(count * new_counts[item] for item, count in old_counts.items() if item in new_counts)
    # At worst difflib looks at all pairs again for each match it finds.
    cost = len(old) + len(new) + pairs * (min(len(old), len(new)) // 3 + 1)
    if not pairs:
        return
    if cost > DIRECT_MAX and cuts:
        anchors = _anchors(old, new)
        if anchors:
            yield from _between(old, new, anchors, effort, cuts - 1)
            return
    if effort.spend(cost):
        yield from SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest row of what occurs once on either side, in the same order on both."""
    for width in _WIDTHS:
        found = _rising(
            _once(
                list(zip(*_shifted(old, width), strict=False)), list(zip(*_shifted(new, width), strict=False))
            )
        )
        if found:
            return found
    return []


def _shifted(items: Sequence[Hashable], width: int) -> list[Sequence[Hashable]]:
    return [items[shift:] for shift in range(width)]


def _once(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The places of what occurs once on either side."""
    old_counts, new_counts = Counter(old), Counter(new)
    places = {item: j for j, item in enumerate(new) if new_counts[item] == old_counts[item] == 1}
    return [(i, places[item]) for i, item in enumerate(old) if item in places]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs, sorted by the first number, in which the second rises too."""
    ends: list[int] = []  # by length: the least place in the new at which such a row can end
    rows: list[int] = []  # the pair at that place
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1], rows[length : length + 1] = [j], [number]
    anchors = []
    number = rows[-1] if rows else -1
    while number >= 0:
        anchors.append(pairs[number])
        number = before[number]
    return anchors[::-1]


def _between(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    anchors: list[tuple[int, int]],
    effort: Effort,
    cuts: int,
) -> Iterator[Match]:
    old_done = new_done = 0
    for i, j in [*anchors, (len(old), len(new))]:
        for old_start, new_start, size in _matches(old[old_done:i], new[new_done:j], effort, cuts):
            yield old_done + old_start, new_done + new_start, size
        if i < len(old):
            yield i, j, 1
        old_done, new_done = i + 1, j + 1


def paired(
    old: Sequence[Item],
    new: Sequence[Item],
    key: Callable[[Item], Hashable],
    resemblance: Callable[[Item, Item], float],
    effort: Effort,
) -> Iterator[tuple[Item | None, Item | None]]:
    """Each item with that of the other side with which it is equal or which it resembles, or None.

    Both keep their order. `resemblance` is 0 for two that must not be paired.
    """
    for step in steps([key(item) for item in old], [key(item) for item in new], effort):
        olds, news = old[step.old.start : step.old.stop], new[step.new.start : step.new.stop]
        if step.is_equal:
            yield from zip(olds, news, strict=True)
        else:
            for some_old, some_new in _windows(olds, news):
                yield from _alike(some_old, some_new, resemblance, effort)


def _windows(old: Sequence[Item], new: Sequence[Item]) -> Iterator[tuple[Sequence[Item], Sequence[Item]]]:
    number = -(-max(len(old), len(new)) // WINDOW)
    for n in range(number):
        yield (
            old[n * len(old) // number : (n + 1) * len(old) // number],
            new[n * len(new) // number : (n + 1) * len(new) // number],
        )


def _alike(
    old: Sequence[Item],
    new: Sequence[Item],
    resemblance: Callable[[Item, Item], float],
    effort: Effort,
) -> Iterator[tuple[Item | None, Item | None]]:
    """The pairs of which the resemblances add up to most."""
    i = j = 0
    if effort.spend(20 * len(old) * len(new)):
        found = [[resemblance(a, b) for b in new] for a in old]
        best = _best(found)
        while i < len(old) and j < len(new):
            if found[i][j] and best[i][j] == best[i + 1][j + 1] + found[i][j]:
                yield old[i], new[j]
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                yield old[i], None
                i += 1
            else:
                yield None, new[j]
                j += 1
    yield from ((item, None) for item in old[i:])
    yield from ((None, item) for item in new[j:])


def _best(found: list[list[float]]) -> list[list[float]]:
    """The most that can be had from each place on, with one row and one column more than `found`."""
    best = [[0.0] * (len(found[0]) + 1 if found else 1)]
    for row in reversed(found):
        below, line = best[-1], [0.0]
        for j in reversed(range(len(row))):
            joined = below[j + 1] + row[j] if row[j] else 0.0
            line.append(max(joined, below[j], line[-1]))
        best.append(line[::-1])
    return best[::-1]


def dice(one: frozenset[object], other: frozenset[object]) -> float:
    """How much two sets share, from 0 to 1; two empty ones are the same."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
