"""The text of a comment with the places marked that triage has found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from comments.findings import Signal

Place = tuple[int, int, str]  # start and end in code points, and the signal
GRAVER_FIRST: list[str] = Signal.values


def marked(text: str, places: Iterable[Place]) -> SafeString:
    """Escaped, letter for letter the given text, so that a selection in it can be counted.

    Where signals overlap, the mark is that of the graver one.
    """
    return mark_safe("".join(_pieces(text, [place for place in places if place[0] < place[1]])))  # noqa: S308


def _pieces(text: str, places: list[Place]) -> Iterator[str]:
    cuts = {cut for start, end, _signal in places for cut in (start, end) if cut < len(text)}
    for start, end in pairwise(sorted({0, len(text), *cuts})):
        signals = [signal for begin, until, signal in places if begin <= start and end <= until]
        words = text[start:end]
        yield _mark(words, min(signals, key=_rank)) if signals else escape(words)


def _mark(words: str, signal: str) -> str:
    return format_html('<mark class="signal signal-{}">{}</mark>', signal, words)


def _rank(signal: str) -> int:
    return GRAVER_FIRST.index(signal)
