"""French: plurals in -s, -x and -aux, and the feminines that are regular enough to be told.

Where a feminine is a word of its own ("médecine", "reine", "glande", "porte") nothing is told.
"""

import re

_ELIDED = "l d j m t s c n qu jusqu lorsqu puisqu quoiqu quelqu"
ELIDED = frozenset(_ELIDED.split())

_FUNCTION_WORDS = (
    "le la les l un une des du de d à au aux en et ou où ni ne non pas plus moins que qu qui quoi dont"
    " ce cet cette ces son sa ses mon ma mes ton ta tes notre nos votre vos leur leurs se si sans sous"
    " sur vers dans par pour avec chez entre car mais donc or je tu il elle on nous vous ils elles lui"
    " eux y est es sont suis sommes êtes était fait fais faites a as ont ai avons avez avoir être"
    " puis depuis lors alors ainsi très trop tous tout toute toutes ait ici là comme même mêmes quel quelle"
    " quels quelles jamais toujours après dès près hors plusieurs autre autres"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())

_SHORT_NOUNS = (
    "air an ans art bec cas col dos dû eau fer feu fil foi gaz ion jus mal mer mot nez nom os rue sac"
)
SHORT_NOUNS = frozenset(f"{_SHORT_NOUNS} sel sol son ton vie vin vue".split())

# Without the -s they would be other words.
_UNCHANGED = frozenset(["avis", "bras", "cours", "fils", "fois", "lis", "mois", "sens", "temps", "vis"])

_PLURALS = {
    "yeux": "oeil",
    "cieux": "ciel",
    "travaux": "travail",
    "coraux": "corail",
    "émaux": "émail",
    "vitraux": "vitrail",
    "soupiraux": "soupirail",
    "baux": "bail",
    "aulx": "ail",
    "idéaux": "idéal",
}
_IN_AU = re.compile(r"(?:[éy]|(?:^|[^aeiou])(?:land|sarr|ét|mal|glu))aux")
_IN_EU = re.compile(r"(?:.*chev|(?:en)?j|f|(?:mi)?li|nev|av|adi|pi|v[œo]|pn|essi|moy)e?ux")
_IN_OU = re.compile(r"(?:gen|bij|caill|ch|hib|jouj|p)oux")

_FEMININES = {
    "bénigne": "bénin",
    "maligne": "malin",
    "longue": "long",
    "oblongue": "oblong",
    "aiguë": "aigu",
    "ambiguë": "ambigu",
    "sèche": "sec",
    "fraîche": "frais",
    "blanche": "blanc",
    "franche": "franc",
    "douce": "doux",
    "rousse": "roux",
    "fausse": "faux",
    "vieille": "vieux",
    "nouvelle": "nouveau",
    "jumelle": "jumeau",
    "belle": "beau",
    "molle": "mou",
    "folle": "fou",
    "grosse": "gros",
    "grasse": "gras",
    "basse": "bas",
    "épaisse": "épais",
    "publique": "public",
    "grecque": "grec",
    "grande": "grand",
    "profonde": "profond",
    "sourde": "sourd",
    "froide": "froid",
    "chaude": "chaud",
    "petite": "petit",
    "complète": "complet",
    "concrète": "concret",
    "secrète": "secret",
    "inquiète": "inquiet",
    "discrète": "discret",
    "étroite": "étroit",
    "droite": "droit",
    "maîtresse": "maître",
    "héroïne": "héros",
    "sage-femme": "sage-homme",
}
# ending, its masculines, letters that a word must have for it
_ENDINGS: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("trice", ("teur",), 8),
    ("ienne", ("ien",), 6),
    ("éenne", ("éen",), 6),
    ("onne", ("on",), 6),
    ("ière", ("ier",), 6),
    ("gère", ("ger",), 6),
    ("euse", ("eur", "eux"), 6),
    ("ante", ("ant",), 7),
    ("ente", ("ent",), 7),
    ("aine", ("ain",), 7),
    ("érine", ("érin",), 6),
    ("inine", ("inin",), 6),
    ("uline", ("ulin",), 7),
    ("pheline", ("phelin",), 8),
    ("elle", ("el",), 6),
    ("ette", ("et",), 6),
    ("aise", ("ais",), 7),
    ("oise", ("ois",), 7),
    ("ale", ("al",), 6),
    ("ive", ("if",), 6),
    ("aite", ("ait",), 7),
    ("ée", ("é",), 5),
    ("ie", ("i",), 6),
    ("ue", ("u",), 6),
)


def number(word: str) -> str:
    """The singular, or a key as good: "corps" and "virus" lose an -s that no other word misses."""
    if len(word) < 4 or word[-1] not in "sx":
        return word
    if word[-1] == "s":
        return word if word.endswith("ss") or word in _UNCHANGED else word[:-1]
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("eaux") or _IN_OU.fullmatch(word) or _IN_EU.fullmatch(word):
        return word[:-1]
    if word.endswith("aux"):
        return word[:-1] if _IN_AU.search(word) else f"{word[:-3]}al"
    return word


def genders(word: str) -> tuple[str, ...]:
    singular = number(word)
    if singular in _FEMININES:
        return (number(_FEMININES[singular]),)
    if not singular.endswith("e"):
        return ()
    for ending, masculines, letters in _ENDINGS:
        if singular.endswith(ending) and len(singular) >= letters:
            stem = singular[: -len(ending)]
            return tuple(number(stem + masculine) for masculine in masculines)
    return ()
