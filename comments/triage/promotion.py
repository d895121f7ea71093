"""Miracle cures and sales: what is sold, what it is said to do, how and for how much, added up."""

from comments.triage.reading import Reading, Span

WEIGHTS = {"remedy": 1, "cure": 2, "claim": 1, "sale": 1}
THRESHOLD = 3


def miracle(reading: Reading) -> dict[str, list[Span]]:
    if _is_warning(reading):
        return {}
    if traded := reading.hits("fraud"):
        return {"miracle.trade": traded}
    best: list[Span] = []
    for sentence in range(reading.sentence_count):
        found = {name: _within(reading, name, sentence) for name in WEIGHTS}
        if sum(WEIGHTS[name] for name, spans in found.items() if spans) >= THRESHOLD and _is_offer(
            reading, found
        ):
            best += [span for spans in found.values() for span in spans]
    return {"miracle.cure": best} if best else {}


def _is_offer(reading: Reading, found: dict[str, list[Span]]) -> bool:
    """A remedy with what it does or costs; or a promise of cure that no medical treatment made."""
    if found["remedy"]:
        return bool(found["cure"] or found["sale"])
    return bool(found["cure"] and (found["sale"] or (found["claim"] and not reading.hits("medical"))))


def _within(reading: Reading, name: str, sentence: int) -> list[Span]:
    """Hits in this sentence and its two neighbours."""
    first, last = max(0, sentence - 1), min(reading.sentence_count - 1, sentence + 1)
    start, end = reading.bounds(first)[0], reading.bounds(last)[1]
    return [span for span in reading.hits(name) if start <= span[0] < end]


def _is_warning(reading: Reading) -> bool:
    return bool(reading.hits("warning")) and not reading.hits("no_warning")
