"""Two texts in one, with <del> round the words that went and <ins> round those that came.

Without what stands in <del> it reads as the new text, without what stands in <ins> as the old one.
What only typography tells apart (spaces, apostrophes, quotation marks, dots) is equal.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from portal.editorial import pieces as markup
from portal.editorial.aligning import Effort, steps

Mark = Literal["", "ins", "del"]

_LETTERS = r"[\w\u0300-\u036f\u00ad\u200b-\u200d\u2060]+"
_TOKEN = re.compile(
    rf"(\s*+)((?i:[cdjlmnst]|(?:jus|lors|puis|quoi|pres|quel)?qu)['’](?=\w)"
    rf"|{_LETTERS}(?:[-.,'’\u2010\u2011]{_LETTERS})*|\.{{3,}}|[^\w\s])"
)
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060])
_SAME = {**_INVISIBLE, **{ord("’"): "'", ord("“"): '"', ord("”"): '"', 0x2010: "-", 0x2011: "-"}}
_LINK = re.compile(r'href="([^"]*)"')
_SOURCE = re.compile(r'src="([^"]*)"')
_ALTERNATIVE = re.compile(r'alt="([^"]*)"')


class Token(NamedTuple):
    """The least that can differ. `html` is escaped; `tags` are those it stands in, the outer first."""

    key: Hashable
    space: str  # before it
    html: str
    tags: tuple[str, ...]
    words: int = 0
    kind: str = ""  # of what isn't shown unless it differs


def text_tokens(text: str) -> list[Token]:
    """Of plain text; each line break is a <br>."""
    tokens: list[Token] = []
    for number, line in enumerate(text.splitlines()):
        if number:
            tokens.append(Token("br", "", "<br>", ()))
        tokens += _tokens_of(line, (), is_glued=False)
    return tokens


def html_tokens(pieces: Sequence[str]) -> list[Token]:
    """Of a run of clean markup: text, and elements that stand within a line."""
    tokens: list[Token] = []
    tags: tuple[str, ...] = ()
    before = ""  # the last text of this line
    for piece in pieces:
        if not piece.startswith("<"):
            text = markup.unescape(piece)
            space = before[len(before.rstrip()) :] + text
            tokens += _tokens_of(space, tags, is_glued=before[-1:].isalnum())
            before = space or before
        elif markup.step(piece) > 0:
            tags = (*tags, piece)
        elif markup.step(piece) < 0:
            address = _LINK.search(tags[-1])
            tags = tags[:-1]
            tokens += [_hidden("address", address[1], tags)] if address else []
        else:
            tokens += _void_tokens(piece, tags)
            before = ""
    return tokens


def _tokens_of(text: str, tags: tuple[str, ...], *, is_glued: bool) -> Iterator[Token]:
    """`is_glued` tells that a word ends where this text begins: CO<sub>2</sub> is not CO <sub>2</sub>."""
    names = tuple(sorted({_told_by(tag) for tag in tags}))
    for match in _TOKEN.finditer(text.rstrip()):
        space, word = match.groups()
        is_joined = is_glued and match.start() == 0 and not space and word[0].isalnum()
        counts = word[-1] not in "'’" and any(character.isalnum() for character in word)
        yield Token((same(word), names, is_joined), space, markup.escape(word), tags, int(counts))


def _told_by(tag: str) -> str:
    """Its name, but for a span, which says what it says by its attributes."""
    name = markup.name_of(tag)
    return tag if name == "span" else name


def same(word: str) -> str:
    """What two spellings that only typography tells apart have in common."""
    text = unicodedata.normalize("NFC", word).translate(_SAME)
    return "…" if text.startswith("...") else text


def _void_tokens(tag: str, tags: tuple[str, ...]) -> list[Token]:
    source, alternative = _SOURCE.search(tag), _ALTERNATIVE.search(tag)
    if not source:
        return [Token(tag, "", tag, tags)]
    tokens = [Token(("img", source[1]), "", tag, tags), _hidden("address", source[1], tags)]
    if alternative and alternative[1].strip():
        tokens.append(_hidden("alternative", alternative[1], tags))
    return tokens


def _hidden(kind: str, value: str, tags: tuple[str, ...]) -> Token:
    keys = tuple(same(match[2]) for match in _TOKEN.finditer(markup.unescape(value)))
    words = 1 if kind == "address" else max(1, len(keys))
    return Token((kind, value if kind == "address" else keys), " ", value, tags, words, kind)


def marked(old: Sequence[Token], new: Sequence[Token], effort: Effort) -> tuple[str, int]:
    """Both texts in one, and the number of words that differ: a word that replaces another counts once.

    The number is 0 only where nothing differs.
    """
    writer = _Writer()
    words = 0
    for step in steps([token.key for token in old], [token.key for token in new], effort):
        olds, news = old[step.old.start : step.old.stop], new[step.new.start : step.new.stop]
        if step.is_equal:
            writer.write("", (token for token in news if not token.kind))
            continue
        writer.write("del", olds)
        writer.write("ins", news)
        words += max(1, sum(token.words for token in olds), sum(token.words for token in news))
    return writer.finished(), words


def start_of(mark: Mark, kind: str) -> str:
    return f'<{mark} class="diff-{kind}">'


class _Writer:
    """Joins tokens to markup. Marks stand innermost, so that they never cut an element."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.tags: tuple[str, ...] = ()
        self.mark: tuple[Mark, str] = ("", "")

    def write(self, mark: Mark, tokens: Iterable[Token]) -> None:
        for token in tokens:
            self._turn_to(mark, token)
            self.parts.append(token.html)

    def _turn_to(self, mark: Mark, token: Token) -> None:
        wanted: tuple[Mark, str] = (mark, token.kind or "words") if mark else ("", "")
        if wanted == self.mark and token.tags == self.tags:
            self.parts.append(token.space)
            return
        self._close_to(token.tags)
        if not mark:
            self.parts.append(token.space)
        self.parts += token.tags[len(self.tags) :]
        self.tags = token.tags
        if mark:
            self.parts += [start_of(mark, wanted[1]), token.space]
        self.mark = wanted

    def _close_to(self, tags: tuple[str, ...]) -> None:
        """Close the mark, and each element in which what follows doesn't stand."""
        if self.mark[0]:
            self.parts.append(f"</{self.mark[0]}>")
            self.mark = ("", "")
        depth = 0
        for ours, theirs in zip(self.tags, tags, strict=False):
            if ours != theirs:
                break
            depth += 1
        self.parts += [f"</{markup.name_of(tag)}>" for tag in reversed(self.tags[depth:])]
        self.tags = self.tags[:depth]

    def finished(self) -> str:
        self._close_to(())
        return "".join(self.parts)
