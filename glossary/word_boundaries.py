"""Where a word begins and ends for a reader, who takes "non-Hodgkin" and "IL-2" for one word each."""

from glossary.inflection import Inflection, plain
from glossary.surfaces import GAPS, Words, bare
from glossary.woven_markup import LINK

_WITHIN_WORDS = frozenset([".", "@"])
_JOINING = "-\u2010\u2011.@'\u2019"
_DEMONSTRATIVES = frozenset(["ci", "là"])
NEGATIONS = frozenset(["non", "no", "not"])


def may_begin(words: Words, index: int, inflection: Inflection) -> bool:
    """Whether a word begins here and not the second half of one: "T-cell", "non-Hodgkin", "aujourd'hui"."""
    gap = words.gaps[index]
    if gap == " " or not index:
        return True
    mark = GAPS[gap]
    if mark is None:
        return gap[-2:-1] != LINK or gap[-1] not in _JOINING
    if mark not in {"-", "'"}:
        return mark not in _WITHIN_WORDS
    before = plain(bare(words.words[index - 1]))
    if mark == "'":
        return inflection.elided is None or before in inflection.elided
    if inflection.compounds and _is_compound(words, index - 1):
        return False
    return len(before) > 1 and before not in NEGATIONS


def may_end(words: Words, index: int, inflection: Inflection) -> bool:
    """Whether a word ends here: not "IL" in "IL-2", nor "cancer" in "cancer.gov", nor "t" in "t'a"."""
    gap = words.gaps[index + 1]
    if gap == " " or index + 1 == len(words.words):
        return True
    mark = GAPS[gap]
    if mark is None:
        return gap[1:2] != LINK or gap[0] not in _JOINING
    if mark == "'":
        return plain(bare(words.words[index])) not in (inflection.elided or ())
    if mark != "-":
        return mark not in _WITHIN_WORDS
    after = bare(words.words[index + 1])
    if inflection.compounds and after not in _DEMONSTRATIVES and _is_compound(words, index):
        return False
    return len(after) > 1 and not after.isdigit()


def _is_compound(words: Words, index: int) -> bool:
    """Whether the words on both sides of a hyphen are ordinary ones: "sang-froid", but not "anti-PD-L1"."""
    return all(word.isalpha() and word[1:].islower() for word in map(bare, words.words[index : index + 2]))
