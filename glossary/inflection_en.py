"""English: plurals in -s and -es, and those of Latin and Greek that medicine uses; British spelling."""

import re
from functools import lru_cache

_FUNCTION_WORDS = (
    "a an the and or nor but if of to in on at by for from with without within as is are was were be been"
    " has have had do does did done this that these those it its he him his she her hers they them their"
    " we us our you your i me my who whom whose which what when where why how not no so than then there"
    " here up down out off over under into onto upon about above below after before between during"
    " through while until because can may might must shall should will would could also very more most"
    " less least such some any each every all both other others another one ones yes always perhaps"
    " thus plus across lens us"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())

_PLURALS = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "lice": "louse",
    "lives": "life",
    "halves": "half",
    "knives": "knife",
    "wives": "wife",
    "leaves": "leaf",
    "calves": "calf",
    "selves": "self",
    "shelves": "shelf",
    "criteria": "criterion",
    "ganglia": "ganglion",
    "phenomena": "phenomenon",
    "mitochondria": "mitochondrion",
    "spermatozoa": "spermatozoon",
    "ova": "ovum",
    "sera": "serum",
    "genera": "genus",
    "viscera": "viscus",
    "lenses": "lens",
    "corpora": "corpus",
    "data": "datum",
    "lumina": "lumen",
    "foramina": "foramen",
    "meninges": "meninx",
    "larynges": "larynx",
    "phalanges": "phalanx",
}
# The first ending that fits is replaced; a singular takes the way of its plural.
_ENDINGS = (
    ("ices", "ic"),  # appendices, services
    ("ice", "ic"),
    ("ix", "ic"),
    ("ex", "ic"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("che", "ch"),  # headache
    ("ses", "s"),  # viruses, doses, metastases
    ("sis", "s"),
    ("xes", "x"),
    ("xis", "x"),
    ("zes", "z"),
    ("ze", "z"),
    ("oes", "o"),
    ("mata", "ma"),
    ("ae", "a"),
    ("ium", "ia"),
)
_UNCHANGED = re.compile(r".*(?:ss|us|is)")
# What American English writes, and what British English or longer forms of the same word have there.
_SPELLINGS = {
    "e": r"(?:ae|oe)(?=[a-z]{2}|a$)",  # anaemia, oestrogen, diarrhoea; not vertebrae
    "or": r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|al$|able$|less$)",  # tumour, behavioural
    "iz": r"(?<=[a-z]{4})is(?=ation|e[ds]?$|ing$|er)",  # immunise
    "er": r"(?<=[bt])re(?=s?$)",  # centre, fibre
    "l": r"(?<=[a-z]{3}[aeiou])ll(?=ed$|ing$|or)",  # counselling
    "log": r"logue(?=s?$)",
    "ic": r"(?<=log|aph|etr)ical$",  # pathological
    "sulf": r"sulph",
}
_SPELLED = re.compile("|".join(f"({pattern})" for pattern in _SPELLINGS.values()))
_MAY_BE_SPELLED = re.compile(r"[ao]e|our|is[aei]|[bt]re|ll|logue|ical|sulph")  # quicker
_REPLACEMENTS = tuple(_SPELLINGS)


@lru_cache(maxsize=20_000)
def number(word: str) -> str:
    """A key of the word and of its plural."""
    word = _PLURALS.get(word, word)
    if len(word) < 4:
        return word
    if len(word) > 4 and _MAY_BE_SPELLED.search(word):
        word = _SPELLED.sub(lambda match: _REPLACEMENTS[(match.lastindex or 1) - 1], word)
    if word.endswith("ies"):
        return f"{word[:-3]}y" if len(word) > 4 else word[:-1]
    for ending, key in _ENDINGS:
        if word.endswith(ending):
            return word[: -len(ending)] + key
    return _regular(word)


def _regular(word: str) -> str:
    if word.endswith("se"):
        return word[:-1]
    if word.endswith("s"):
        return word if _UNCHANGED.fullmatch(word) else word[:-1]
    if word.endswith("ie"):
        return f"{word[:-2]}y"
    if word.endswith("i") and len(word) > 5:  # nuclei
        return f"{word[:-1]}us"
    return word


def adjectives(word: str) -> tuple[str, ...]:
    """Keys of the adjectives that an adverb may come from: surgically, orally, intravenously."""
    if not word.endswith("ly") or len(word) < 6:
        return ()
    return (word[:-4], word[:-2]) if word.endswith("ically") else (word[:-2],)
