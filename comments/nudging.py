"""Before a comment is stored: whether it tells how to reach its author, who then decides about that."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from comments.forms import Words
from comments.senders import keyed_hash

logger = logging.getLogger(__name__)
AROUND = 30  # characters quoted on each side
PASSAGES_MAX = 5


@dataclass(frozen=True)
class Passage:
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class Nudge:
    """What the form quotes, and the word by which its author insists on this very text."""

    passages: list[Passage]
    anyway: str


def nudge_about(form: Words) -> bool:
    """Let a valid form quote what its text reveals; False when it reveals nothing, or its author insists."""
    text = form.cleaned_data["text"]
    spans = revealed(text)
    anyway = keyed_hash("anyway", text)
    if not spans or form.data.get("anyway") == anyway:
        return False
    form.nudge = Nudge([_quoted(text, *span) for span in spans[:PASSAGES_MAX]], anyway)
    return True


def revealed(text: str) -> list[tuple[int, int]]:
    """Where the text lets others reach or identify somebody. Raises nothing: the comment comes first."""
    try:
        from comments.triage.personal import contact_details  # reads word lists when it is imported

        return contact_details(text)
    except Exception as error:
        # Without the error's own words and trace, which may hold some of the text.
        logger.error("Personal data cannot be looked for: %s", type(error).__name__)
        return []


def _quoted(text: str, start: int, end: int) -> Passage:
    before = text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Passage(before, text[start:end], after)
