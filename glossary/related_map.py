"""A small map of the terms related to one, as coordinates for an SVG."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from glossary.models import TermRevision

WIDTH = 320  # units, one of which is a pixel on the narrowest screen
ROW = 72  # from one row of names to the next
LINE, LINES = 19, 3
STEM = 18  # from the middle to the ring of a name
NAME = 138  # broad at most, which holds so many characters of 15 px:
CHARACTERS = 17
CENTRE_CHARACTERS, CENTRE_WIDTH = 26, 240


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name, line by line, each with the place of its base line; `is_cut` if it did not fit."""

    x: float
    lines: list[tuple[float, str]]
    is_cut: bool
    box: Box  # what can be touched
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Its parts are placed within its row, so that all nodes are written alike and pages stay small."""

    label: Label
    side: str  # of the middle: "left" or "right"
    x: float  # of the ring at its end
    y: float
    top: int  # of its row
    path: str  # of the line from the middle, which is placed within the map


@dataclass(frozen=True, slots=True)
class RelatedMap:
    width: int
    height: float
    centre: Label
    branches: list[Branch]


def related_map(term: TermRevision, related: Sequence[TermRevision]) -> RelatedMap | None:
    """The term in the middle, the others around it, row by row; None with fewer than two."""
    if len(related) < 2:
        return None
    rows = ceil(len(related) / 2)
    above = ceil(rows / 2)
    middle = (above + 0.5) * ROW
    centre = _centre(term, middle)
    branches = [_branch(other, place, above, middle) for place, other in enumerate(related)]
    return RelatedMap(WIDTH, (rows + 1) * ROW, centre, branches)


def _centre(term: TermRevision, y: float) -> Label:
    lines = _wrapped(term.title, CENTRE_CHARACTERS, 2)
    height = LINE * len(lines) + 24
    box = Box((WIDTH - CENTRE_WIDTH) / 2, y - height / 2, CENTRE_WIDTH, height)
    return _label(term, WIDTH / 2, y, lines, box)


def _branch(other: TermRevision, place: int, above: int, middle: float) -> Branch:
    row, is_right = divmod(place, 2)
    top = row * ROW if row < above else (row + 1) * ROW
    y = top + ROW / 2
    side = 1 if is_right else -1
    ring = WIDTH / 2 + STEM * side
    lines = _wrapped(other.title, CHARACTERS, LINES)
    left = ring + 4 if is_right else ring - 4 - NAME
    label = _label(other, ring + 10 * side, ROW / 2, lines, Box(left, 4, NAME, ROW - 8))
    near = y + (12 if y < middle else -12)
    path = f"M{WIDTH / 2:g} {middle:g}V{near:g}Q{WIDTH / 2:g} {y:g} {ring - 6 * side:g} {y:g}"
    return Branch(label, "right" if is_right else "left", ring, ROW / 2, top, path)


def _wrapped(title: str, characters: int, most: int) -> list[str]:
    return textwrap.wrap(title, characters, max_lines=most, placeholder="…", break_on_hyphens=True)


def _label(term: TermRevision, x: float, y: float, lines: list[str], box: Box) -> Label:
    first = y - LINE * (len(lines) - 1) / 2 + 5
    placed = [(first + LINE * number, line) for number, line in enumerate(lines)]
    is_cut = bool(lines) and lines[-1].endswith("…") and not term.title.endswith("…")
    return Label(x, placed, is_cut, box, term.title, term.url)
