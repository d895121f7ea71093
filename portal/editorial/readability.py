"""How easy a text is to read, and which of its sentences are long.

Both formulae weigh words a sentence and syllables a word, from 0, very hard, to 100, very easy:

- French: 207 - 1.015 * words / sentences - 73.6 * syllables / words. L. Kandel and A. Moles,
  "Application de l'indice de Flesch à la langue française", Cahiers d'études de radio-télévision 19,
  1958, p. 253-274.
- English: 206.835 - 1.015 * words / sentences - 84.6 * syllables / words. R. Flesch, "A new readability
  yardstick", Journal of Applied Psychology 32, 1948, p. 221-233.

A heading, a list item and a line are sentences of their own. Tables aren't read as prose: left out.
"""

import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.editorial import pieces as markup
from portal.editorial.limits import ARTICLE_SCORE_MIN, DEFINITION_SCORE_MIN
from portal.editorial.syllables import english_syllables, french_syllables

WORDS_MIN = 20  # fewer say nothing
LONG_SENTENCE = {"fr": 30, "en": 28}  # words; longer ones are pointed out
LONGEST_MAX = 5  # sentences pointed out

TextKind = Literal["article", "definition"]
SCORE_MIN: dict[TextKind, int] = {"article": ARTICLE_SCORE_MIN, "definition": DEFINITION_SCORE_MIN}


@dataclass(frozen=True, slots=True)
class Formula:
    name: str | Promise
    syllables: Callable[[str], int]
    base: float
    a_sentence: float  # what each word a sentence has costs
    a_word: float  # what each syllable a word has costs
    long_sentence: int  # words

    def score(self, *, words: int, sentences: int, syllables: int) -> float:
        """0 to 100, one decimal."""
        score = self.base - self.a_sentence * words / sentences - self.a_word * syllables / words
        return round(min(100.0, max(0.0, score)), 1)


FORMULAE = {
    "fr": Formula(_("Kandel and Moles"), french_syllables, 207, 1.015, 73.6, LONG_SENTENCE["fr"]),
    "en": Formula(_("Flesch Reading Ease"), english_syllables, 206.835, 1.015, 84.6, LONG_SENTENCE["en"]),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is plain, with single spaces."""

    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Readability:
    """`longest` holds the sentences over LONG_SENTENCE words, the longest first, LONGEST_MAX at most."""

    score: float
    words: int
    sentences: int
    syllables: int
    formula: str | Promise
    longest: tuple[Sentence, ...]

    def is_hard(self, kind: TextKind) -> bool:
        """Whether it is harder than such a text should be."""
        return self.score < SCORE_MIN[kind]


def measure(html: str, *, language: str, summary: str = "") -> Readability | None:
    """The readability of clean markup or plain text, after that of a plain summary.

    None in a language without formula and under WORDS_MIN words. The time is linear in the length.
    """
    formula = FORMULAE.get(language.partition("-")[0].lower())
    if formula is None:
        return None
    sentences = [words for text in _texts(summary, html) if (words := _words(text))]
    total = sum(len(words) for words in sentences)
    if total < WORDS_MIN:
        return None
    syllables = sum(formula.syllables(word) for words in sentences for word in words)
    return Readability(
        formula.score(words=total, sentences=len(sentences), syllables=syllables),
        total,
        len(sentences),
        syllables,
        formula.name,
        tuple(_longest(_texts(summary, html), formula.long_sentence)),
    )


def first_sentence(text: str) -> str:
    """The first sentence of a plain text, or what stands before its first line break."""
    line = text.strip().partition("\n")[0]
    start, end = next(_spans(line))
    return line[start:end].strip()


def mark_long(html: str, sentences: Sequence[Sentence]) -> str:
    """Prepared markup with each of these sentences in <mark class="long-sentence">.

    A sentence is known by its words, whatever the typography has made of the rest. One that goes on
    in another element gets a mark for each of its parts, so that no element is cut.
    """
    wanted = {_key(sentence.text) for sentence in sentences}
    pieces = markup.cut(html)
    for line in _lines(pieces):
        spans = [span for span in _spans(line.text) if wanted and _key(line.text[slice(*span)]) in wanted]
        if spans:
            _mark(pieces, line, spans)
    return "".join(pieces)


# ---- Lines: what stands between two blocks or line breaks --------------------------------------------

_BREAKS = frozenset(["br", "li", "figcaption", "div", *markup.BLOCKS])
_RICH = re.compile(rf"</?(?:{'|'.join(sorted(_BREAKS))}|a|strong|em|sub|sup|code|span|img)\b[^<>]*>")


@dataclass(frozen=True, slots=True)
class _Line:
    indices: list[int]  # of the pieces it goes through
    texts: list[str]  # of each of them, unescaped
    text: str


def _texts(summary: str, html: str) -> Iterator[str]:
    """Sentences with single spaces."""
    for text in _plain_lines(summary, html):
        for start, end in _spans(text):
            yield " ".join(text[start:end].split())


def _plain_lines(summary: str, html: str) -> Iterator[str]:
    yield from summary.splitlines()
    if _RICH.search(html):
        yield from (line.text for line in _lines(markup.cut(html)))
    else:
        yield from markup.unescape(html).splitlines()


def _lines(pieces: list[str]) -> Iterator[_Line]:
    """The lines of text outside of tables."""
    tables = 0
    indices: list[int] = []
    for index, piece in enumerate(pieces):
        name = markup.name_of(piece) if index % 2 else ""
        if name in _BREAKS and indices:
            yield _line(pieces, indices)
            indices = []
        if name == "table":
            tables = max(0, tables + markup.step(piece))
        elif index % 2 == 0 and piece and not tables:
            indices.append(index)
    if indices:
        yield _line(pieces, indices)


def _line(pieces: list[str], indices: list[int]) -> _Line:
    texts = [markup.unescape(pieces[index]) for index in indices]
    return _Line(indices, texts, "".join(texts))


# ---- Sentences and words -----------------------------------------------------------------------------

_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]\S*+")
_END = re.compile(r"[.!?…]++(?:\s?[»”’\"')\]])*+(?=\s|\Z)")
_TAIL = re.compile(r"[\w.\-’']{1,12}\Z")
_NEXT = re.compile(r"[\s«“”‘\"'’(\[–—-]*+(\S?)")


def _as_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# After these a full stop ends no sentence.
_ABBREVIATED = _as_set(
    "dr drs pr prof m mm mme mmes mlle mgr me st ste cf ex p pp fig tab vol art éd ed env min max tél tel av"
    " bd chap n no nos vs mr mrs ms jr sr approx dept e.g i.e viz c.-à-d p.ex par.ex c.-a-d resp réf"
)
_ABBREVIATED_MAX = max(map(len, _ABBREVIATED))


def _words(text: str) -> list[str]:
    """As readers see them; an elision, a compound and a figure with its thousands are one word."""
    return _WORD.findall(_THOUSANDS.sub("", text))


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a line begins and ends."""
    start = 0
    for match in _END.finditer(line):
        if _is_end(line, start, match):
            yield start, match.end()
            start = match.end()
    yield start, len(line)


def _is_end(line: str, start: int, match: re.Match[str]) -> bool:
    following = _NEXT.match(line, match.end())
    if following is not None and following[1].islower():
        return False
    if match[0][0] != "." or match[0].startswith(".."):
        return True
    found = _TAIL.search(line, max(start, match.start() - _ABBREVIATED_MAX - 1), match.start())
    last = found[0] if found else ""
    return not (last.lower() in _ABBREVIATED or _is_number_or_initial(line, start, match.start(), last))


def _is_number_or_initial(line: str, start: int, end: int, last: str) -> bool:
    """Whether the word before a full stop counts a list, or shortens a first name: 1. J. Dupont."""
    if not (last.isdigit() or (len(last) == 1 and last.isupper())):
        return False
    before = line[max(start, end - len(last) - 8) : end - len(last)].rstrip()
    return not before.strip("«“\"'( \u00a0\u202f") or (last.isalpha() and before.endswith("."))


def _longest(texts: Iterator[str], limit: int) -> list[Sentence]:
    counted = ((len(_words(text)), text) for text in texts)
    long = ((words, text) for words, text in counted if words > limit)
    return [Sentence(text, words) for words, text in heapq.nlargest(LONGEST_MAX, long, key=lambda s: s[0])]


# ---- Marking -----------------------------------------------------------------------------------------


def _key(text: str) -> str:
    """Its letters and digits, which typography doesn't touch."""
    return "".join(character for character in text if character.isalnum())


def _mark(pieces: list[str], line: _Line, spans: list[tuple[int, int]]) -> None:
    offset = 0
    for index, text in zip(line.indices, line.texts, strict=True):
        pieces[index] = _marked(text, [(start - offset, end - offset) for start, end in spans])
        offset += len(text)


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in spans:
        inner = text[max(start, done) : max(end, 0)]
        if inner.strip():
            begin = max(start, done) + len(inner) - len(inner.lstrip())
            stop = begin + len(inner.strip())
            parts += [markup.escape(text[done:begin]), '<mark class="long-sentence">']
            parts += [markup.escape(text[begin:stop]), "</mark>"]
            done = stop
    return "".join([*parts, markup.escape(text[done:])])
