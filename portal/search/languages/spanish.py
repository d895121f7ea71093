"""Spanish, of folded words."""

from __future__ import annotations

from portal.search.languages.stemming import StemmingAnalyser

_MEANINGLESS = """
a al algo algun alguna algunas algunos ante antes aquel aquella como con contra cual cuales cuando cuanto de
del desde donde dos e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estan estas este
esto estos fue fueron gracias ha haber hace han hasta hay hola la las le les lo los mas me mi mis mucho muy
nada ni no nos o os otra otras otro otros para pero poco por porque puede pueden puedo que quien se ser si
sin sobre son soy su sus tambien tan te tengo tiene tienen todo todos tu tus u un una unas uno unos y ya yo
"""
STOP_WORDS = frozenset(_MEANINGLESS.split())
PLURAL_FROM = 5  # letters


class Spanish(StemmingAnalyser):
    algorithm = "spanish"
    stop_words = STOP_WORDS

    def singular(self, word: str) -> str:
        if len(word) < PLURAL_FROM or not word.endswith("s"):
            return word
        if word.endswith("ces"):
            return f"{word[:-3]}z"
        return word[:-2] if word.endswith("es") and word[-3] not in "aeiou" else word[:-1]
