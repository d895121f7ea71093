"""The words of the indexed pages: which exist, what a beginning stands for, what was probably meant."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from portal.search.analysis import Token, folded_word
from portal.search.engines import engine
from portal.search.engines.base import KnownWord
from portal.search.languages import analyser_of
from portal.search.limits import CORRECTED_FROM, PREFIX_FROM, PREFIX_WORDS, WORD_MAX
from portal.search.models import Word
from portal.search.reading import documents_by_stem, words_between

AT_ONCE = 150  # rows in one statement
LATIN = "abcdefghijklmnopqrstuvwxyz"
LAST = "\U0010ffff"
BLOCK = 128  # characters: the letters of one script beyond Latin lie that near to one another


class Tally:
    """Changes to the numbers of documents that hold each word, stored at the end in one order."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, str], int] = Counter()
        self._written: dict[tuple[str, str], str] = {}

    def count(
        self, language: str, texts: Sequence[str], tokens: Sequence[Sequence[Token]], step: int
    ) -> None:
        """One document more (+1) or less (-1) with the words of these texts, given cut into tokens too."""
        found: set[str] = set()
        for text, row in zip(texts, tokens, strict=True):
            found |= analyser_of(language).vocabulary(row)
            self._remember(language, text, row)
        for word in found:
            self._steps[language, word] += step

    def _remember(self, language: str, text: str, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if (language, token.word) not in self._written:
                self._written[language, token.word] = text[token.start : token.end].lower()[:WORD_MAX]

    def save(self) -> None:
        """Rows in the order of their keys: two who publish at once never wait for one another in a circle."""
        changed = sorted((key, step) for key, step in self._steps.items() if step)
        for start in range(0, len(changed), AT_ONCE):
            self._store(changed[start : start + AT_ONCE])
        self._steps.clear()

    def _store(self, changed: Sequence[tuple[tuple[str, str], int]]) -> None:
        values: list[str | int] = []
        for (language, word), step in changed:
            stem = analyser_of(language).stem(word)
            values += [language, word, stem, self._written.get((language, word), word), step]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_word (language, word, stem, written, documents) VALUES "  # noqa: S608
                + ", ".join(["(%s, %s, %s, %s, %s)"] * len(changed))
                + " ON CONFLICT (language, word)"
                " DO UPDATE SET documents = search_word.documents + excluded.documents",
                values,
            )


def words_of(language: str) -> QuerySet[Word]:
    return Word.objects.filter(language=language, documents__gt=0)


def frequencies(language: str, words: Iterable[str]) -> dict[str, int]:
    """Of these words, in how many documents each or another form of it stands; 0 for unknown ones."""
    stem = analyser_of(language).stem
    stems = {word: stem(word) for word in words}
    found = documents_by_stem(language, sorted(set(stems.values())))
    return {word: found.get(stems[word], 0) for word in stems}


@dataclass(frozen=True)
class Guess:
    """What an unknown word may stand for: stems, how it is written, in how many documents."""

    stems: tuple[str, ...]
    written: str
    documents: int


def beginning_with(language: str, start: str, besides: str = "") -> Guess | None:
    """The most frequent words that begin so, but for those of one stem."""
    if len(start) < PREFIX_FROM:
        return None
    found = words_between(language, start, start + LAST, besides=besides, limit=PREFIX_WORDS)
    if not found:
        return None
    stems = tuple(dict.fromkeys(stem for stem, _ in found))
    return Guess(stems, start, sum(documents for _, documents in found))


def correction(language: str, word: str) -> Guess | None:
    """The word that differs by one typing error, the most frequent of several."""
    if len(word) < CORRECTED_FROM or not word.isalpha():
        return None
    analyser = analyser_of(language)
    stem = analyser.stem(word)
    forms = variants(word) | variants(analyser.singular(word))
    stems = variants(stem) if len(stem) >= CORRECTED_FROM else set()
    found = [one for one in engine().known(language, forms, stems) if analyser.meaningful(one.word)]
    if not found:
        return None
    best = max(found, key=lambda one: (_likelihood(one, word, forms), one.word))
    return Guess((best.stem,), best.written, best.documents)


def _likelihood(row: KnownWord, word: str, forms: set[str]) -> float:
    """Frequency, on a scale of doublings, against how likely people are to make this error."""
    same_start = 3.0 if row.word[:1] == word[:1] else 0.0
    swapped = 1.5 if sorted(row.word) == sorted(word) else 0.0
    doubled = 1.0 if _without_doubles(row.word) == _without_doubles(word) else 0.0
    near = 1.0 if row.word in forms else 0.0
    return math.log2(row.documents + 1) + same_start + swapped + doubled + near


def _without_doubles(word: str) -> str:
    return "".join(c for i, c in enumerate(word) if i == 0 or c != word[i - 1])


def variants(word: str) -> set[str]:
    """All words one typing error away: a letter left out, doubled or wrong, two letters swapped."""
    letters = _letters_near(word)
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + letter + right for left, right in cuts for letter in letters}
    found.update([left + letter + right[1:] for left, right in cuts[:-1] for letter in letters])
    found.update([left + right[1:] for left, right in cuts[:-1]])
    found.update([left + right[1] + right[0] + right[2:] for left, right in cuts[:-2]])
    return found


def _letters_near(word: str) -> str:
    """The letters of the script a word is written in."""
    other = next((c for c in word if not c.isascii()), None)
    if other is None:
        return LATIN
    first = ord(other) // BLOCK * BLOCK
    block = map(chr, range(first, first + BLOCK))
    return "".join(c for c in block if c.isalpha() and folded_word(c) == c)
