"""English, of folded words; British and American spellings are one."""

from __future__ import annotations

import re

from portal.search.languages.stemming import StemmingAnalyser

_MEANINGLESS = """
a about after again all also am an and any are as at be because been before being but by can could did do
does doing during each for from had has have having he hello her here him his how i if in into is it its
just ll me might more most must my no nor not of on once only or other our out over own please same shall
she should so some such than thank thanks that the their them then there these they this those through to
too under until up very was we were what when where which while who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_MEANINGLESS.split())
POSSESSIVE = frozenset(["d", "ll", "m", "re", "s", "t", "ve"])
IRREGULAR = {
    "children": "child",
    "women": "woman",
    "men": "man",
    "feet": "foot",
    "teeth": "tooth",
    "nuclei": "nucleus",
    "stimuli": "stimulus",
    "criteria": "criterion",
    "bacteria": "bacterium",
    "metastases": "metastasis",
    "diagnoses": "diagnosis",
    "prognoses": "prognosis",
    "analyses": "analysis",
}
DIGRAPHS_FROM = 6  # letters: oedema, not toe
SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2})our(?=(?:s|al|ed|ing|able|less)?$)"), "or"),  # tumour, behavioural
    (re.compile(r"(?<=[a-z]{2})is(?=(?:e|es|ed|ing|ation|ations)$)"), "iz"),  # immunise, immunisation
    (re.compile(r"(?<=[a-z]{2}[tb])re(?=s?$)"), "er"),  # centre, fibre
    (re.compile(r"(?<=[a-z]{2})mme(?=s?$)"), "m"),  # programme
)


class English(StemmingAnalyser):
    algorithm = "english"
    stop_words = STOP_WORDS
    possessive = POSSESSIVE
    other_beginnings = {"e": "ao"}  # edema, oedema

    def singular(self, word: str) -> str:
        """In one spelling too. Snowball takes the regular plurals off by itself."""
        word = IRREGULAR.get(word, word)
        if len(word) >= DIGRAPHS_FROM:
            word = word.replace("ae", "e").replace("oe", "e")
        for pattern, replacement in SPELLINGS:
            word = pattern.sub(replacement, word)
        return word
