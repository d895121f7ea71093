"""Requests for medical advice in somebody's own case."""

from comments.triage.reading import Reading, Span


def advice(reading: Reading) -> dict[str, list[Span]]:
    """The requests, each with the rest of its sentence."""
    found = [
        _to_sentence_end(reading, span)
        for span in reading.hits("advice")
        if reading.text[span[0] : span[1]].strip()
    ]
    return {"advice.request": found} if found else {}


def _to_sentence_end(reading: Reading, span: Span) -> Span:
    end = reading.bounds(reading.sentence(span[1] - 1))[1]
    while end > span[1] and reading.text[end - 1].isspace():
        end -= 1
    return span[0], min(end, span[1] + 160)
