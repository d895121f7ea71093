"""Names that share words: "lung and bladder cancers" are both cancers, "du sein et de l'ovaire" too.

One of the names is whole. What stands alone of the other one ("lung") is linked to the term that the
whole name would be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from glossary.matching import Phrases
from glossary.surfaces import GAPS, Found, Words, bare
from glossary.word_boundaries import may_begin, may_end

PART_MAX = 4  # words that may stand alone

_BEFORE_NOUN = 2  # words between the conjunction and the noun that is shared
_IN_LISTS = frozenset(["", ", "])
_WITHIN_NAMES = frozenset(["", "-", "'"])


def with_shared_words(phrases: Phrases, words: Words, linked: Sequence[int]) -> list[Found]:
    """The forms in a text, and those of which a word is in one of them only.

    Beside a conjunction that joins them to a link to a term, at one of these places, nothing is told:
    the link may hide the name that they share a word with.
    """
    whole = list(phrases.find(words))
    if phrases.inflection.noun is None:
        return whole
    sharing = _Sharing(phrases, words)
    others = {other for one in whole if one.last > one.first for other in sharing.other(one)}
    result = _with(sorted(others.union(sharing.before_nouns())), whole)
    if linked:
        hidden = sharing.beside(linked)
        return [one for one in result if one.first not in hidden and one.last not in hidden]
    return result


class _Sharing:
    def __init__(self, phrases: Phrases, words: Words) -> None:
        self._phrases = phrases
        self._words = words
        self._inflection = phrases.inflection
        self._nouns_last = phrases.inflection.noun == -1
        self._looked_up: dict[str, tuple[int, ...]] = {}

    def other(self, one: Found) -> Iterator[Found]:
        """What shares words with that form: the longest that a conjunction joins to it."""
        joint = one.first - 1 if self._nouns_last else one.last + 1
        if self._is_conjunction(joint):
            for first, last in self._parts(joint):
                for text in self._names(one, first, last):
                    owners = self._owners(text)
                    if len(owners) == 1:
                        yield Found(self._content(first), last, owners)
                        return

    def before_nouns(self) -> Iterator[Found]:
        """What shares a noun with words that are no form: "benign and malignant brain tumors"."""
        words = self._words
        if self._nouns_last:
            for joint, word in enumerate(words.words):
                if word in self._inflection.conjunctions and GAPS[words.gaps[joint]] in _IN_LISTS:
                    for noun in self._nouns_after(joint):
                        yield from self._sharing_noun(joint, words.words[noun])

    def _nouns_after(self, joint: int) -> Iterator[int]:
        """The words that may be the noun, after one or two others."""
        words = self._words
        for index in range(joint + 1, min(joint + 1 + _BEFORE_NOUN, len(words.words) - 1)):
            is_apart = GAPS[words.gaps[index]] not in _WITHIN_NAMES
            if is_apart or words.words[index] in self._inflection.function_words:
                return
            if GAPS[words.gaps[index + 1]] in _WITHIN_NAMES:
                yield index + 1

    def _sharing_noun(self, joint: int, noun: str) -> Iterator[Found]:
        if self._phrases.knows(noun):
            for first, last in self._parts(joint):
                owners = self._owners(f"{self._words.text(first, last)} {noun}")
                if len(owners) == 1:
                    yield Found(first, last, owners)
                    return

    def beside(self, linked: Sequence[int]) -> set[int]:
        """The words that may share others with those in a link."""
        words = self._words
        result: set[int] = set()
        for joint, word in enumerate(words.words):
            if word in self._inflection.conjunctions and self._is_at_link(joint, linked):
                first = joint - PART_MAX if self._nouns_last else joint + 1
                result.update(range(first, first + PART_MAX))
        return result

    def _is_at_link(self, joint: int, linked: Sequence[int]) -> bool:
        """Whether a link to a term is where a name would be that this conjunction joins."""
        for index in self._gaps_towards_name(joint):
            end = self._words.start(index)
            start = end - len(self._words.gaps[index])
            if bisect_left(linked, start) < bisect_left(linked, end):
                return True
        return False

    def _gaps_towards_name(self, joint: int) -> Iterator[int]:
        """The gaps in which the link would be. Tags beside it count as words of no letters."""
        words = self._words.words
        step, index, left = (1, joint + 1, _BEFORE_NOUN) if self._nouns_last else (-1, joint, 0)
        while left >= 0:
            yield index
            beside = index if step > 0 else index - 1
            if not 0 <= beside < len(words):
                return
            left -= bool(bare(words[beside]))
            index += step

    def _is_conjunction(self, index: int) -> bool:
        words, gaps = self._words.words, self._words.gaps
        return (
            0 < index < len(words) - 1
            and words[index] in self._inflection.conjunctions
            and GAPS[gaps[index]] == GAPS[gaps[index + 1]] == ""
        )

    def _parts(self, joint: int) -> Iterator[tuple[int, int]]:
        """First and last word of what may stand alone, on the other side of the conjunction."""
        words = self._words
        parts = []
        for length in range(1, PART_MAX + 1):
            first = joint - length if self._nouns_last else joint + 1
            last = first + length - 1
            newest, gap = (first, first + 1) if self._nouns_last else (last, last)
            if not 0 <= newest < len(words.words) or not self._phrases.knows(words.words[newest]):
                break
            if length > 1 and GAPS[words.gaps[gap]] not in _WITHIN_NAMES:
                break
            if self._is_part(first, last):
                parts.append((first, last))
        return reversed(parts)

    def _is_part(self, first: int, last: int) -> bool:
        words, inflection = self._words, self._inflection
        return (
            words.words[last] not in inflection.function_words
            and (not self._nouns_last or words.words[first] not in inflection.function_words)
            and may_begin(words, first, inflection)
            and may_end(words, last, inflection)
        )

    def _names(self, one: Found, first: int, last: int) -> Iterator[str]:
        """What stands alone with as many words of the form as there are, less one each time."""
        alone = self._words.text(first, last)
        for index in range(one.last - one.first):
            if self._nouns_last:
                yield f"{alone} {self._words.text(one.first + 1 + index, one.last)}"
            else:
                yield f"{self._words.text(one.first, one.last - 1 - index)} {alone}"

    def _owners(self, text: str) -> tuple[int, ...]:
        if text not in self._looked_up:
            self._looked_up[text] = self._phrases.named(Words(text))
        return self._looked_up[text]

    def _content(self, first: int) -> int:
        """The first word from there on that a link may begin with."""
        while self._words.words[first] in self._inflection.function_words:
            first += 1
        return first


def _with(others: Iterable[Found], whole: Sequence[Found]) -> list[Found]:
    """Those forms too, without what is inside them; not those that overlap a longer one."""
    firsts = [one.first for one in whole]
    lasts = [one.last for one in whole]
    added: list[Found] = []
    inside: set[int] = set()
    for other in others:
        over = range(bisect_left(lasts, other.first), bisect_right(firsts, other.last))
        is_free = not added or added[-1].last < other.first
        if is_free and all(other.first <= firsts[index] and lasts[index] <= other.last for index in over):
            added.append(other)
            inside.update(over)
    if not added:
        return list(whole)
    return sorted([*added, *(one for index, one in enumerate(whole) if index not in inside)])
