"""Words that texts use often and that the glossary does not explain."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.everyday_words import everyday_words
from glossary.inflection import inflection_of
from glossary.models import TermRevision
from portal.search.languages import analyser_of
from portal.search.models import Document, Word

LOOKED_AT = 4000  # of the words that most pages hold
LENGTH_MIN = 5  # letters
PAGES_MIN = 2
COMMON_SHARE = 0.15  # of the pages; a word that more of them hold is general language
COMMON_FROM = 40  # pages, below which shares say nothing

# Endings that words of medicine have from Greek and Latin, folded, in any of our languages.
_LEARNED = (
    *("mab", "nib", "zumab", "ximab", "itis", "atite", "osis", "ome", "oma", "emie", "emia", "urie", "uria"),
    *("pathie", "pathy", "therapie", "therapy", "cyte", "cytes", "genique", "genic", "logie", "logy"),
    *("tomie", "tomy", "scopie", "scopy", "gramme", "graphie", "graphy", "plasie", "kine", "kines", "phage"),
    *("phages", "blaste", "blast", "algie", "algia", "penie", "penia", "toxique", "toxic", "lysis"),
)


def candidates(language: str) -> list[tuple[str, int]]:
    """The words, as they are written, and in how many pages; learned-looking ones first. Three queries."""
    explained = set(_explained(language))
    found = [one for one in _frequent(language) if not explained & _keys(one[0], language)]
    found.sort(key=lambda one: (not one[0].endswith(_LEARNED), -one[1], one[0]))
    return found


def _frequent(language: str) -> Iterator[tuple[str, int]]:
    analyser, inflection = analyser_of(language), inflection_of(language)
    common = {inflection.key(word) for word in everyday_words(language)} | inflection.function_words
    pages = Document.objects.live().in_language(language).count()
    most = int(pages * COMMON_SHARE) if pages >= COMMON_FROM else pages
    words = Word.objects.filter(language=language, documents__range=(PAGES_MIN, most))
    words = words.order_by("-documents", "word")
    seen: set[str] = set()
    for word, stem, written, count in words.values_list("word", "stem", "written", "documents")[:LOOKED_AT]:
        if stem in seen or len(word) < LENGTH_MIN or not word.isalpha() or not analyser.meaningful(word):
            continue
        seen.add(stem)
        if inflection.key(written) not in common:
            yield written, count


def _explained(language: str) -> Iterator[str]:
    """The stems of all words in names of live terms."""
    live = TermRevision.objects.live().in_language(language).order_by()
    for title, synonyms in live.values_list("title", "synonym_rows").iterator():
        for text in (title, *(row["text"] for row in synonyms)):
            yield from _keys(text, language)


def _keys(word: str, language: str) -> set[str]:
    analyser = analyser_of(language)
    return {analyser.stem(token.word) for token in analyser.tokens(word)}
