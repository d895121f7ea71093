"""Signals that come from how a comment is written: hardly anything, capitals, rows of marks."""

import re

from comments.triage.folding import Folded, fold_word
from comments.triage.links import links
from comments.triage.reading import Span
from comments.triage.words import plain_words

CAPITALS_LEAST = 12  # letters before capitals count
CAPITALS_SHARE = 0.7
MARKS_LEAST = 5
MEANT_LEAST = 12  # letters in different words before a comment says something
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(r"!(?:\s?!){4,}")
_EMPTY_WORDS = frozenset(fold_word(word) for word in plain_words("empty_words"))


def shouting(folded: Folded) -> dict[str, list[Span]]:
    text = folded.original
    found = {"shouting.marks": [match.span() for match in _MARKS.finditer(text)]}
    words = [match for match in _WORD.finditer(text) if len(match[0]) > 1 or match[0].isupper()]
    letters = [char for char in text if char.isalpha() and (char.isupper() or char.islower())]
    upper = sum(char.isupper() for char in letters)
    loud = [word for word in words if word[0].isupper() and len(word[0]) > 1]
    if len(letters) >= CAPITALS_LEAST and upper >= CAPITALS_SHARE * len(letters) and _are_words(loud):
        found["shouting.capitals"] = [_stripped(text)]
    return {rule: spans for rule, spans in found.items() if spans}


def _are_words(loud: list[re.Match[str]]) -> bool:
    """Two long words, or one very long: a row of acronyms is no shouting."""
    long = [word for word in loud if len(word[0]) >= 5 and any(c in "AEIOUYÉÈÊÀÂÎÔÛÙÇ" for c in word[0])]
    return len(long) >= 2 or any(len(word[0]) >= 12 for word in long)


def little_content(folded: Folded) -> list[Span]:
    """The whole text when it has no letters, one sound repeated, or only greetings and tests."""
    words = [match[0] for match in _WORD.finditer(folded.words.text)]
    if any(char.isdigit() for char in folded.words.text) and len(words) > 3:
        return []
    meant = {word for word in words if word not in _EMPTY_WORDS and not _is_noise(word)}
    if sum(map(len, meant)) >= MEANT_LEAST or len(meant) >= 3:
        return []
    if "@" in folded.plain.text or links(folded):
        return []
    if _contains_number(folded.words.text) or (len(meant) >= 2 and len(words) >= 4):
        return []
    if len(meant) == 1 and len(set(words)) >= 4 and len(next(iter(meant))) >= 5:
        return []
    start, end = _stripped(folded.original)
    return [(start, end)] if end > start else []


def _contains_number(text: str) -> bool:
    return sum(map(len, set(_DIGITS.findall(text)))) >= 4  # "+1 +1 +1 +1" is one figure


def _is_noise(word: str) -> bool:
    """« azeazeaze », "aaaa", "hjkl", "ouiii": few different letters for its length, or no vowel."""
    if len(word) >= 4 and not set(word) & set("aeiouy"):
        return True
    if len(word) >= 9 and len(set(word)) <= len(word) / 3:
        return True
    return (
        any(len(word) >= 2 * size and word == (word[:size] * len(word))[: len(word)] for size in (1, 2, 3, 4))
        and len(word) >= 4
    )


def _stripped(text: str) -> Span:
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))
