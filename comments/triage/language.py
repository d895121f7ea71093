"""Which language a comment is in, by its commonest words: enough to tell a moderator, and to pick lists."""

import re

from comments.triage.folding import Folded, fold
from comments.triage.words import common_words

WORDS_LEAST = 4

_SETS = common_words()
_SCRIPTS = re.compile(r"[\u0370-\u1fff\u3040-\uabff]")
_WORD = re.compile(r"[a-z']+")


def guess(folded: Folded) -> str | None:
    """The code of the language, "und" for another script, None when the text is too short to tell."""
    text = folded.original
    letters = sum(map(str.isalpha, text))
    if letters >= WORDS_LEAST and len(_SCRIPTS.findall(text)) > letters / 2:
        return "und"
    words = _WORD.findall(folded.plain.text.lower())
    if len(words) < WORDS_LEAST:
        return None
    shares = sorted(
        ((sum(word in common for word in words) / len(words), code) for code, common in _SETS.items()),
        reverse=True,
    )
    (best, code), (second, _) = shares[:2]
    return code if best >= 0.15 and best - second >= 0.05 else None


def other_language(text: str, *, expected: str) -> str | None:
    """The language the text seems to be in when that is not the expected one, else None."""
    found = guess(fold(text))
    return found if found not in (None, expected) else None
