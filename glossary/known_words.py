"""What the words of texts may be of the words of names. Each is looked up once and remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from glossary.inflection import Inflection
from glossary.surfaces import WORD_MAX, Words, bare, keys
from glossary.word_trie import Node, after

_KNOWN_MAX = 50_000  # words that are remembered


class Guesses(NamedTuple):
    """What else it may be, if the words as they are make no name; see glossary/rewordings.py."""

    starts: tuple[Node | int, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()  # what names may have in its place
    adjectives: tuple[str, ...] = ()  # and in place of a preposition and it
    is_preposition: bool = False
    is_joint: bool = False
    is_filler: bool = False


NO_GUESSES = Guesses()


class KnownWord(NamedTuple):
    """What a word may be, and words after it that belong to it: "post-operative" is "postoperative"."""

    starts: tuple[tuple[Node | int, int, int], ...]  # where phrases that begin with it go on
    keys: tuple[tuple[str, int, int], ...]  # each with its cost and how many further words it takes
    paths: tuple[tuple[str, ...], ...] = ()  # what names may have in its place: "du poumon" for "pulmonaire"
    adjectives: tuple[str, ...] = ()  # what they may have in place of it and the "of" before it
    is_of: bool = False
    is_article: bool = False  # that may follow it
    is_reworded: bool = False  # whether names may have something else in its place
    guesses: Guesses = NO_GUESSES


_UNKNOWN = KnownWord((), ())


class KnownWords:
    def __init__(self, inflection: Inflection, vocabulary: Mapping[str, str], root: Node) -> None:
        """`vocabulary` are the keys of all words in names, `root` is where names begin; both may grow."""
        self._inflection = inflection
        self._vocabulary = vocabulary
        self._root = root
        self._known: dict[str, KnownWord] = {}
        self.prefixes: frozenset[str] = frozenset()  # that names are stored with

    def all_of(self, words: Words) -> list[KnownWord]:
        """What is known of each word, and one unknown word after the last."""
        get = self._known.get
        known = [*(get(surface) or self._met(surface) for surface in words.words), _UNKNOWN]
        if self._inflection.hyphenates:
            for index in words.hyphens():
                known[index] = self._joined(known[index], *words.words[index : index + 2])
        return known

    def word(self, surface: str) -> KnownWord:
        return self._known.get(surface) or self._met(surface)

    def _joined(self, word: KnownWord, surface: str, other: str) -> KnownWord:
        """That word, which may be one with the next: "post-operative"."""
        if not (surface.isalpha() and other.isalpha()):
            return word
        whole = self.word(surface + other)
        if not whole.keys:
            return word
        starts = [(node, 1, cost + 1) for node, _further, cost in whole.starts]
        keys = [(key, 1, cost + 1) for key, _further, cost in whole.keys]
        return word._replace(starts=(*word.starts, *starts), keys=(*word.keys, *keys))

    def _met(self, surface: str) -> KnownWord:
        """A word that is new to this glossary, or stands around a tag."""
        word = bare(surface)
        if len(word) > WORD_MAX:
            return _UNKNOWN
        result = self._known.get(word)
        if result is None:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()
            result = self._known[word] = self._looked_up(word)
        return result

    def _looked_up(self, word: str) -> KnownWord:
        every = tuple(keys(word, self.prefixes, self._inflection))
        found = tuple((key, 0, cost) for key, cost in every if key in self._vocabulary)
        parts, root = self._inflection.body_parts, self._root
        paths = tuple(path for key, _cost in every for path in parts.paths(key))
        is_of = any(key in parts.prepositions for key, _cost in every)
        result = KnownWord(
            tuple((root[key], 0, cost) for key, _further, cost in found if key in root),
            found,
            paths,
            tuple(word for key, _cost in every for word in parts.adjectives.get(key, ())),
            is_of,
            word in parts.articles,
            is_of or bool(paths) or word in self._inflection.articles,
            self._guesses([key for key, _cost in every]) if self._inflection.rewordings else NO_GUESSES,
        )
        return _UNKNOWN if result == _UNKNOWN else result

    def _guesses(self, every: Sequence[str]) -> Guesses:
        rewordings, vocabulary = self._inflection.rewordings, self._vocabulary
        paths = dict.fromkeys(
            path for key in every for path in rewordings.paths(key) if path[-1] in vocabulary
        )
        starts = (after(self._root, path) for path in paths if len(path) == 1)
        guesses = Guesses(
            tuple(start for start in starts if start is not None),
            tuple(paths),
            tuple(
                adjective for key in every for adjective in rewordings.derived(key) if adjective in vocabulary
            ),
            not rewordings.prepositions.isdisjoint(every),
            not rewordings.joints.isdisjoint(every),
            not rewordings.fillers.isdisjoint(every),
        )
        return NO_GUESSES if guesses == NO_GUESSES else guesses
