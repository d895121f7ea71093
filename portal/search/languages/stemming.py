"""Stems by Snowball, after the plural has been taken off."""

from __future__ import annotations

import snowballstemmer  # type: ignore[import-untyped]

from portal.search.analysis import Analyser

SHORTEST = 4  # letters; shorter words, and those with a digit, are their own stems


class StemmingAnalyser(Analyser):
    """Abstract. Each language names its Snowball algorithm and says how it makes a plural."""

    algorithm: str
    finds_beginnings = False

    def __init__(self) -> None:
        super().__init__()
        self._stemmer = snowballstemmer.stemmer(self.algorithm)

    def _stem(self, word: str) -> str:
        if len(word) < SHORTEST or not word.isalpha():
            return word
        stem: str = self._stemmer.stemWord(self.singular(word))
        return stem or word
