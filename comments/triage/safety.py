"""Distress, and symptoms that cannot wait. Rather one too many: these two must hardly ever be missed."""

from comments.triage.reading import Reading, Span
from comments.triage.words import overlap

NEGATION_REACH = 28  # characters before a symptom in which "no" counts
SOON_AFTER = 8
PAIRS_MAX = 20
NOW_REACH = 60  # characters


# Two of these lists in one sentence, or the second in the next, are as much as a plain word.
TOGETHER = (
    ("means", "intent"), ("absence", "relief"), ("farewell", "absence"), ("farewell", "unanswered"),
)  # fmt: skip
WEAK_KINDS_LEAST = 2


def distress(reading: Reading) -> dict[str, list[Span]]:
    plain = [span for span in reading.hits("distress") if not _is_told_as_over(reading, span)]
    if plain:
        return {"distress.words": plain}
    several = [span for one, other in TOGETHER for span in _together(reading, one, other)]
    several += _weak(reading)
    return {"distress.several": several} if several else {}


def _together(reading: Reading, one: str, other: str) -> list[Span]:
    """Hits of both lists that stand in one sentence, or in two that follow each other, not in one place."""
    found = []
    for span in reading.hits(one):
        for beside in reading.hits(other):
            near = abs(reading.sentence(span[0]) - reading.sentence(beside[0])) <= (one == "farewell")
            if near and not overlap(span, beside) and not _is_told_as_over(reading, span):
                found += [span, beside]
    return found[: 2 * PAIRS_MAX] if not reading.hits("over") else []


def _weak(reading: Reading) -> list[Span]:
    weak = reading.hits("distress_weak")
    kinds = {reading.text[start:end].split()[0] + reading.text[start:end][-4:] for start, end in weak}
    return weak if len(kinds) >= WEAK_KINDS_LEAST and not reading.hits("over") else []


def _is_told_as_over(reading: Reading, span: Span) -> bool:
    """« En 2019 j'ai voulu mourir. Je vais bien aujourd'hui. »: past beside it, and well somewhere."""
    return bool(reading.hits("over")) and reading.close(span, "past", before=45, after=25)


def urgent(reading: Reading) -> dict[str, list[Span]]:
    signs = [span for span in reading.hits("urgent") if _is_possible(reading, span)]
    symptoms = [span for span in reading.hits("urgent_symptom") if _is_possible(reading, span)]
    found = {"urgent.sign": signs, "urgent.present": [s for s in symptoms if _is_present(reading, s)]}
    found["urgent.several"] = [s for s in symptoms if _is_one_of_several(reading, s, symptoms)]
    return {rule: spans for rule, spans in found.items() if spans}


def _is_possible(reading: Reading, span: Span) -> bool:
    """Neither denied, nor supposed, nor remembered."""
    if _is_denied(reading, span) or reading.close(span, "hypothetical", before=90, after=25):
        return False
    if reading.close(span, "past", before=70, after=45):
        return reading.close(span, "now", before=60, after=60) and not reading.has(span, "over")
    return not reading.has(span, "over")


def _is_denied(reading: Reading, span: Span) -> bool:
    start = reading.bounds(reading.sentence(span[0]))[0]
    reach = (max(start, span[0] - NEGATION_REACH), span[0])
    return any(
        reach[0] <= begin and end <= span[0] and len(reading.text[end : span[0]].split()) <= 1
        and span[0] - end <= SOON_AFTER
        for begin, end in reading.hits("not")
    )  # fmt: skip


def _is_present(reading: Reading, span: Span) -> bool:
    """With a word of the present beside it, or farther in the sentence with somebody who has it."""
    if reading.close(span, "now", before=NOW_REACH, after=NOW_REACH):
        return True
    return reading.has(span, "now") and reading.has(span, "_subject_now", "_kin", before=1, after=1)


def _is_one_of_several(reading: Reading, span: Span, symptoms: list[Span]) -> bool:
    """Told of somebody in one sentence with another symptom; no word of time is needed then."""
    sentence = reading.sentence(span[0])
    others = [other for other in symptoms if reading.sentence(other[0]) == sentence and other != span]
    return bool(others) and reading.has(span, "_subject_now")
