"""Which of a term's other names stand in the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.search.analysis import compounds
from portal.search.languages import analyser_of
from portal.search.text import fold


def index_names(title: str, synonyms: Iterable[Mapping[str, str]], language: str) -> list[str]:
    """Each once, without those that differ from it or from the title by a hyphen or an ending only."""
    analyser = analyser_of(language)

    def key(text: str) -> str:
        return analyser.key(compounds(analyser.tokens(text.replace("-", " ")))) or fold(text)

    once = {key(title): ""}
    for row in synonyms:
        once.setdefault(key(row["text"]), row["text"])
    return [text for text in once.values() if text]
