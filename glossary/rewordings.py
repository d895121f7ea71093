"""What a text may say in other words than a name: an "examen de laboratorio" is a "prueba de laboratorio".

A guess each time. It counts only where the words as they are name nothing longer; see Phrases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# Spanish words which say the same beside another word of a name, though perhaps not alone.
_SPANISH = (
    "examen prueba análisis",  # what is done to find something out
    "asesoramiento consejería orientación",  # "counselling", which each country translates its own way
    "asesor consejero orientador",
    "tratamiento terapia",
    "enfermedad trastorno afección",
    "médico doctor facultativo",
    "medicamento fármaco",
    "ensayo estudio",  # "clínico"
    "cuidado atención",  # both for "care"
    "función funcionamiento",  # of an organ
    "cirugía operación",
    "estadio etapa",  # of a cancer: in Spain, and in America
    "detección tamizaje cribado",
    "recidiva recurrencia",
    "recidivante recurrente",
    "hemorragia sangrado",
    "supervivencia sobrevida",
    "niñez infancia",
    "mama seno",
    "ecografía ultrasonografía ultrasonido",
    "computarizado computado",
    "donante donador",
    "cerebro encéfalo",  # both are "cerebral"
)
_SPANISH_PREPOSITIONS = ("de", "en", "con", "por", "para", "a", "entre")
_SPANISH_ARTICLES = ("el", "la", "los", "las")
_NUMERALS = ("i", "ii", "iii", "iv", "v")

_Key = Callable[[str], str]
_Path = tuple[str, ...]


@dataclass(frozen=True)
class Rewordings:
    """All by the keys of words; `others` are those that names may have in place of each."""

    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joints: frozenset[str] = frozenset()  # after them, one of the fillers may be there or not
    fillers: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    derived: Callable[[str], tuple[str, ...]] = lambda _noun: ()  # adjectives made from a noun
    sources: Callable[[str], tuple[str, ...]] = lambda _adjective: ()  # nouns that one is made from

    def __bool__(self) -> bool:
        return bool(self.others)

    def paths(self, key: str) -> Iterator[_Path]:
        """What names may have in place of a word."""
        for other in self.others.get(key, ()):
            yield (other,)
        for noun in self.sources(key):
            for preposition in ("de", "en"):
                yield preposition, noun


def spanish(key: _Key) -> Rewordings:
    groups = [*map(str.split, _SPANISH), _SPANISH_PREPOSITIONS, *_numerals()]
    return Rewordings(
        _others(groups, key),
        joints=frozenset([*_SPANISH_PREPOSITIONS, "y", "o", "e", "u"]),
        fillers=frozenset(["de", *_SPANISH_ARTICLES]),
        prepositions=frozenset(_SPANISH_PREPOSITIONS),
        derived=_spanish_adjectives,
        sources=_spanish_nouns,
    )


def _numerals() -> Iterable[list[str]]:
    return ([roman, str(number)] for number, roman in enumerate(_NUMERALS, 1))


def _others(groups: Iterable[Iterable[str]], key: _Key) -> Mapping[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for group in groups:
        words = list(map(key, group))
        for word in words:
            result[word] += tuple(other for other in words if other != word)
    return dict(result)


def _spanish_adjectives(noun: str) -> tuple[str, ...]:
    """genética: genético; citología: citológico; nutrición: nutricional."""
    if noun.endswith("logía"):
        return f"{noun[:-5]}lógico", f"{noun[:-5]}lógica"
    if noun.endswith("ica"):
        return f"{noun[:-1]}o", noun
    return (f"{noun}al",) if noun.endswith("cion") else ()


def _spanish_nouns(adjective: str) -> tuple[str, ...]:
    if adjective.endswith("lógico"):
        return (f"{adjective[:-6]}logía",)
    if adjective.endswith("ico"):
        return (f"{adjective[:-1]}a",)
    return (adjective[:-2],) if adjective.endswith("cional") else ()
