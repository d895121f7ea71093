"""Two rich texts in one, block by block, then word by word in those that resemble each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.editorial import pieces as markup
from portal.editorial.aligning import Effort, dice, paired
from portal.editorial.marking import Mark, Token, html_tokens, marked, start_of
from portal.editorial.typography import typeset_pieces

DEPTH_MAX = 12  # elements in each other; what lies deeper is compared as a whole

_PARTS = frozenset(["li", "caption", "thead", "tbody", "tr", "th", "td", "figcaption"])
_BLOCKS = markup.BLOCKS | _PARTS
_CELLS = frozenset(["li", "caption", "th", "td", "figcaption"])  # in which a mark may stand
_ROWS = frozenset(["tr", "thead", "tbody"])  # in which none may
# Two of them in the same place belong together, though no word be the same.
_FIXED = frozenset(["", "caption", "th", "td", "figcaption", "thead", "tbody", *markup.HEADINGS])
_ALIKE_MIN = 0.3
_UNSEEN = re.compile(r' scope="[^"]*"')  # told to screen readers, and told anew when a page is made


@dataclass(slots=True)
class Node:
    """An element, or a run of text and elements within a line, whose name is ""; a range of pieces."""

    pieces: list[str]
    name: str
    start: int
    end: int = 0  # excluded
    children: list["Node"] = field(default_factory=list)
    is_whole: bool = False  # too deep to be looked into
    tokens: list[Token] = field(default_factory=list)
    key: tuple[object, ...] = ()
    words: frozenset[object] = frozenset()

    @property
    def tag(self) -> str:
        return self.pieces[self.start] if self.name else ""

    @property
    def html(self) -> str:
        return "".join(self.pieces[self.start : self.end])

    def finish(self, end: int) -> None:
        """Work out by what this is known, when its end has been found."""
        self.end = end
        if not self.name or self.is_whole:
            self.tokens = html_tokens(self._words() if self.is_whole else self.pieces[self.start : end])
            self.key = (self.tag, *(self._structure() if self.is_whole else ()), *_keys(self.tokens))
            self.words = frozenset(token.key for token in self.tokens if token.words)
        else:
            self.key = (self.tag, *(child.key for child in self.children))
            self.words = frozenset().union(*(child.words for child in self.children))

    def _words(self) -> list[str]:
        """The texts, parted."""
        pieces = self.pieces[self.start : self.end]
        return [" " if piece.startswith("<") else piece for piece in pieces]

    def _structure(self) -> list[str]:
        return [piece for piece in self.pieces[self.start : self.end] if piece.startswith("<")]


def _keys(tokens: Sequence[Token]) -> Iterator[object]:
    return (token.key for token in tokens)


def marked_blocks(old: str, new: str, *, languages: tuple[str, str], effort: Effort) -> tuple[str, int]:
    """Two clean texts in one, and the number of words that differ, 0 only if nothing does."""
    marking = _Marking(effort)
    marking.mark_all(_nodes(old, languages[0]), _nodes(new, languages[1]))
    return "".join(marking.parts), marking.words


class _Marking:
    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        self.parts: list[str] = []
        self.words = 0

    def mark_all(self, old: list[Node], new: list[Node]) -> None:
        for before, after in paired(old, new, lambda node: node.key, _resemblance, self.effort):
            if before and after:
                self._mark_pair(before, after)
            elif before:
                self._mark_whole("del", before)
            elif after:
                self._mark_whole("ins", after)

    def _mark_pair(self, old: Node, new: Node) -> None:
        if old.key == new.key:
            self.parts.append(new.html)
        elif old.is_whole or new.is_whole:
            self._mark_whole("del", old)
            self._mark_whole("ins", new)
        elif not new.name:
            html, words = marked(old.tokens, new.tokens, self.effort)
            self.parts.append(html)
            self.words += words
        else:
            self.parts.append(new.tag)
            self.mark_all(old.children, new.children)
            self.parts.append(f"</{new.name}>")

    def _mark_whole(self, mark: Mark, node: Node) -> None:
        self.words += max(1, _weight(node))
        pieces = node.pieces[node.start : node.end]
        if node.name in _ROWS:
            self._mark_cells(mark, pieces)
        elif node.name in _CELLS:
            self.parts += [pieces[0], *_around(mark, pieces[1:-1]), pieces[-1]]
        else:
            self.parts += _around(mark, pieces)

    def _mark_cells(self, mark: Mark, pieces: list[str]) -> None:
        """Mark what each cell holds: nothing may stand round a row."""
        depth = 0  # of tables in the cells
        start = 0
        for index, piece in enumerate(pieces):
            name = markup.name_of(piece) if piece.startswith("<") else ""
            if name == "table":
                depth += markup.step(piece)
            if name in _CELLS and name in ("td", "th") and not depth:
                if markup.is_end(piece):
                    self.parts += _around(mark, pieces[start:index])
                else:
                    self.parts += [*pieces[start:index], piece]
                    piece, start = "", index + 1
                    continue
                start = index
        self.parts += pieces[start:]


def _around(mark: Mark, pieces: list[str]) -> list[str]:
    return [start_of(mark, "block"), *pieces, f"</{mark}>"] if any(pieces) else []


def _weight(node: Node) -> int:
    weight, waiting = 0, [node]
    while waiting:
        some = waiting.pop()
        weight += sum(token.words for token in some.tokens)
        waiting += some.children
    return weight


def _resemblance(old: Node, new: Node) -> float:
    if old.tag != new.tag:
        return 0.0
    alike = dice(old.words, new.words)
    if old.name in _FIXED:
        return max(alike, 0.05)
    return alike if alike >= _ALIKE_MIN else 0.0


# ---- Reading -----------------------------------------------------------------------------------------


def _nodes(html: str, language: str) -> list[Node]:
    """The blocks of clean markup, in the typography of the language."""
    pieces = markup.cut(html)
    typeset_pieces(pieces, language)
    pieces[1::2] = [_UNSEEN.sub("", tag) for tag in pieces[1::2]]
    return _Reading(pieces).nodes()


class _Reading:
    """Makes a tree of pieces, without recursion: no depth is too much for it."""

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.boxes = _boxes(pieces)
        self.root = Node(pieces, "root", 0)
        self.open = [self.root]
        self.run: Node | None = None

    def nodes(self) -> list[Node]:
        ends: list[bool] = []  # of each open element: whether it is a box
        for index in range(1, len(self.pieces), 2):
            self._read_text(index - 1)
            piece = self.pieces[index]
            step = markup.step(piece)
            if step > 0:
                ends.append(index in self.boxes)
            is_box = ends.pop() if step < 0 else (index in self.boxes)
            if is_box:
                self._read_box(index, step)
            elif piece:
                self._read_inline(index)
        self._read_text(len(self.pieces) - 1)
        self._end_run(len(self.pieces))
        return self.root.children

    def _read_text(self, index: int) -> None:
        if self.pieces[index].strip():
            self._read_inline(index)

    def _read_inline(self, index: int) -> None:
        if self.run is None and not self.open[-1].is_whole:
            self.run = Node(self.pieces, "", index)

    def _read_box(self, index: int, step: int) -> None:
        self._end_run(index)
        if step >= 0:
            self._begin(index)
        if step <= 0:
            node = self.open.pop()
            if not self.open[-1].is_whole:
                node.finish(index + 1)

    def _begin(self, index: int) -> None:
        node = Node(self.pieces, markup.name_of(self.pieces[index]), index)
        node.is_whole = len(self.open) > DEPTH_MAX
        if not self.open[-1].is_whole:
            self.open[-1].children.append(node)
        self.open.append(node)

    def _end_run(self, index: int) -> None:
        if self.run is not None:
            run, self.run = self.run, None
            run.is_whole = _depth(self.pieces[run.start : index]) > DEPTH_MAX
            run.finish(index)
            if run.tokens:
                self.open[-1].children.append(run)


def _depth(pieces: list[str]) -> int:
    depth = deepest = 0
    for piece in pieces:
        depth += markup.step(piece) if piece.startswith("<") else 0
        deepest = max(deepest, depth)
    return deepest


def _boxes(pieces: list[str]) -> set[int]:
    """The start tags of blocks, and of what else has one in it."""
    boxes: set[int] = set()
    opened: list[int] = []
    for index in range(1, len(pieces), 2):
        step = markup.step(pieces[index])
        if step < 0:
            opened.pop()
        elif markup.name_of(pieces[index]) in _BLOCKS:
            boxes.add(index)
            for outer in reversed(opened):
                if outer in boxes:
                    break
                boxes.add(outer)
        if step > 0:
            opened.append(index)
    return boxes
