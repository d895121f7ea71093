"""Spanish: plurals in -s and -es with the accents they lose or gain, and adjectives in -o and -a."""

import re

_FUNCTION_WORDS = (
    "el la los las lo un una unos unas al del de a en y e o u ni que quien quienes cual cuales cuyo como"
    " con sin por para pero sino si no sí se su sus mi mis tu tus me te le les nos os es son era eran fue"
    " ser está están estar ha han hay haber más menos muy tan también ya entre sobre hasta desde hacia"
    " según ante bajo tras este esta estos estas ese esa esos esas eso esto aquel otro otra otros otras"
    " uno dos tres todo toda todos todas cada cuando donde mientras durante antes después luego además"
    " puede pueden veces pues quizás tras mediante solo sólo mismo misma"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())

_ACUTE = str.maketrans("áéíóú", "aeiou")
_CONSONANT_E = re.compile(r".*[aeiouáéíóú][dlnrs]e")
_ADJECTIVE = re.compile(
    r".+(?:ic|os|iv|ad|id|ari|ori|áne|áge|óge|ógen|ígen|ógin|tin|gn|nt|stin|ern|en|an|in|erm|ect|ult|err|br|ev)a"
)
_PERSON = re.compile(r".+[dt]ora")


def number(word: str) -> str:
    """A key of the word and of its plural: inyección and inyecciones, examen and exámenes, voz and voces."""
    if len(word) < 4:
        return word
    if word.endswith("icas"):  # an adjective: "genética", the science, has no plural
        return f"{word[:-2]}o"
    if word.endswith(("és", "ís")):
        return word.translate(_ACUTE)
    if word.endswith("s"):
        word = word[:-1]
    if word.endswith("ce"):
        return f"{word[:-2]}z"
    if _CONSONANT_E.fullmatch(word):
        word = word[:-1]
    return word.translate(_ACUTE) if word[-1:] in "ns" else word


def genders(word: str) -> tuple[str, ...]:
    if word.endswith("icas"):
        return (word[:-1],)
    singular = number(word)
    if _PERSON.fullmatch(singular):
        return (singular[:-1],)
    if len(singular) < 5:
        return ()
    if _ADJECTIVE.fullmatch(singular):
        return (f"{singular[:-1]}o",)
    if singular.endswith("o") and _ADJECTIVE.fullmatch(f"{singular[:-1]}a"):
        return (f"{singular[:-1]}a",)
    return ()
