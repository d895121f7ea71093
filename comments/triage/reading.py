"""One comment as all rules see it: folded, cut into sentences, with the hits of each word list."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from comments.triage.folding import Folded
from comments.triage.words import Lists, overlap

Span = tuple[int, int]
_END = re.compile(r"[.!?…]+(?=[\s\"')~]|$)|\n+|;")
_ABBREVIATION = re.compile(r"\b(?:dr|drs|pr|prof|mr|mrs|ms|st|ste|mme|m|av|bd|approx|env|n|tel|cf|vs|[a-z])$")


class Reading:
    """Spans are positions in the `words` layer; `origin` leads back to the text."""

    def __init__(self, folded: Folded, lists: list[Lists]) -> None:
        self.folded = folded
        self.text = folded.words.text
        self._bytes = self.text.encode("ascii", "replace")
        self._lists = lists
        self._hits: dict[str, list[Span]] = {}
        self._starts = _sentence_starts(self.text)

    def hits(self, *names: str) -> list[Span]:
        """Where the entries of these lists stand, in order."""
        if len(names) == 1:
            return self._hits_of(names[0])
        return sorted(span for name in names for span in self._hits_of(name))

    def _hits_of(self, name: str) -> list[Span]:
        if name not in self._hits:
            found = {
                span for lists in self._lists if name in lists for span in lists[name].spans(self._bytes)
            }
            self._hits[name] = sorted(found)
        return self._hits[name]

    def sentence(self, position: int) -> int:
        """The number of the sentence in which the position is."""
        return bisect_right(self._starts, position) - 1

    @property
    def sentence_count(self) -> int:
        return len(self._starts)

    def bounds(self, sentence: int) -> Span:
        last = sentence + 1 >= len(self._starts)
        return self._starts[sentence], len(self.text) if last else self._starts[sentence + 1]

    def has(self, span: Span, *names: str, before: int = 0, after: int = 0) -> bool:
        """Whether an entry of the lists stands in the sentence of the span, or so many before or after it."""
        first = max(0, self.sentence(span[0]) - before)
        last = min(self.sentence_count - 1, self.sentence(span[1] - 1) + after)
        return self.touches((self.bounds(first)[0], self.bounds(last)[1]), *names)

    def close(self, span: Span, *names: str, before: int, after: int) -> bool:
        """Whether an entry stands within so many characters of the span and in its sentence."""
        start, end = self.bounds(self.sentence(span[0]))[0], self.bounds(self.sentence(span[1] - 1))[1]
        return self.touches((max(start, span[0] - before), min(end, span[1] + after)), *names)

    def touches(self, span: Span, *names: str) -> bool:
        return any(overlap(span, hit) for name in names for hit in self._hits_of(name))

    def origin(self, spans: Iterable[Span]) -> list[Span]:
        return [self.folded.words.origin(*span) for span in spans]


def _sentence_starts(text: str) -> list[int]:
    starts = [0]
    for match in _END.finditer(text):
        if match[0] == "." and _ABBREVIATION.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        if match.end() < len(text):
            starts.append(match.end())
    return starts
