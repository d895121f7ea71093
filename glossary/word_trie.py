"""Phrases of words, and those that begin at a place of a text.

A node is a dict from the next word to a node; a phrase that none goes on is a bare number. Words
parted by white space are stored as they are, others with what parts them in front: "pd", "-1".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Node: TypeAlias = "dict[str, Node | int]"

END = ""  # no word is empty


class WordTrie:
    def __init__(self) -> None:
        self.root: Node = {}

    def add(self, words: Sequence[str], number: int) -> int:
        """Store a phrase under this number, unless it has one already; return its number."""
        node = self.root
        for word in words[:-1]:
            child = node.get(word)
            if not isinstance(child, dict):
                child = {} if child is None else {END: child}
                node[word] = child
            node = child
        last = node.setdefault(words[-1], number)
        if isinstance(last, dict):
            last = last.setdefault(END, number)
        assert isinstance(last, int)  # noqa: S101
        return last

    def number(self, words: Sequence[str]) -> int | None:
        """That of the phrase, None if it isn't stored."""
        node = after(self.root, words)
        last = node.get(END) if isinstance(node, dict) else node
        return last if isinstance(last, int) else None


def after(node: Node, words: Sequence[str]) -> Node | int | None:
    """Where these words lead from there, None if no phrase goes on so."""
    reached: Node | int | None = node
    for word in words:
        if not isinstance(reached, dict):
            return None
        reached = reached.get(word)
    return reached
