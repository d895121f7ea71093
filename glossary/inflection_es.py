"""Spanish: plurals in -s and -es with the accents they lose or gain, and adjectives in -o and -a."""

import re
from collections.abc import Iterator

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
    r".+(?:ic|os|iv|ad|id|ari|ori|[áéíóú][gn]{1,2}e|oide|ógen|ígen|ógin|tin|gn|nt|stin|ern|er|en|an|in|erm|ect|ult|err|br|ev|ud|ur|ólog|[ií]ac)a"
)
_PARTICIPLE = re.compile(r"(.{3,})([ai])d[oa]")
_VERB = re.compile(r"(.{3,}iz)(?:an|aron|ó)")  # of those in -izar; other endings may be a noun's
_SPELLINGS = (  # both are right
    *(("postop", "posop"), ("postmen", "posmen"), ("posttra", "postra"), ("postquir", "posquir")),
    *(
        ("trans", "tras"),
        ("iac", "íac"),
        ("scopia", "scopía"),
        ("plastia", "plastía"),
        ("periodo", "período"),
    ),
)
_PERSON = re.compile(r".+[dst]ora")


def number(word: str) -> str:
    """A key of the word and of its plural: inyección and inyecciones, examen and exámenes, voz and voces."""
    if len(word) < 4:
        return word
    if word.endswith("icas"):  # an adjective: "genética", the science, has no plural
        return f"{word[:-2]}o"
    if verb := _VERB.fullmatch(word):
        return f"{verb[1]}ar"
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
    """Keys of what an adjective may be the feminine of or a participle may come from."""
    participle = _PARTICIPLE.fullmatch(word.removesuffix("s"))
    verbs = (
        (f"{participle[1]}{'a' if participle[2] == 'a' else 'e'}r", f"{participle[1]}{participle[2]}r")
        if participle
        else ()
    )
    others = (key for other in _other_spellings(word) for key in (number(other), *_genders(other)))
    return (*_genders(word), *verbs, *others)


def _other_spellings(word: str) -> Iterator[str]:
    for pair in _SPELLINGS:
        for one, other in (pair, pair[::-1]):
            if one in word:
                yield word.replace(one, other, 1)


def _genders(word: str) -> tuple[str, ...]:
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
