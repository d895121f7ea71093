"""How many syllables a French or an English word has when it is read aloud.

By rules, not by a dictionary. Hyphenation (pyphen, on which textstat rests) was tried first: it finds
70 % of the French and 80 % of the English words of tests/editorial/syllables_*.txt, because printers
part fewer syllables than there are. As in Flesch's own rules abbreviations, figures and symbols count
one, and of two pronunciations the shorter counts.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

CACHED_MAX = 40  # characters; longer words are counted each time, so that no text fills the memory

_LETTERS = re.compile(r"[^\W\d_]+")
_ABBREVIATION = re.compile(r"[A-ZÀ-Þ]{2,5}(?:['’]?s)?")  # DNA, OMS; longer ones are words that shout
_NO_WORD = re.compile(r"[\d@/\\]|\bwww\.")

Rules = list[tuple[re.Pattern[str], str]]


def french_syllables(word: str) -> int:
    """Of one word, with or without its punctuation; at least one."""
    return _cached_french(word) if len(word) <= CACHED_MAX else _count(word, _french_part)


def english_syllables(word: str) -> int:
    """Of one word, with or without its punctuation; at least one."""
    return _cached_english(word) if len(word) <= CACHED_MAX else _count(word, _english_part)


@lru_cache(maxsize=8192)
def _cached_french(word: str) -> int:
    return _count(word, _french_part)


@lru_cache(maxsize=8192)
def _cached_english(word: str) -> int:
    return _count(_CONTRACTED.sub("en't", word.replace("’", "'")).replace("'s", "s"), _english_part)


def _count(word: str, syllables: Callable[[str], int]) -> int:
    parts = _LETTERS.findall(unicodedata.normalize("NFC", word))
    if _NO_WORD.search(word) or any(_ABBREVIATION.fullmatch(part) for part in parts):
        return 1
    return max(1, sum(syllables(part.lower()) for part in parts))


def _rewritten(part: str, rules: Rules) -> str:
    for pattern, replacement in rules:
        part = pattern.sub(replacement, part)
    return part


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# French words in -ent that are no plurals of verbs, so that the ending is heard; families by their end.
# (In -ient there is a syllable either way: étudi-ent, pa-tient; but for that of cli-ent.)
_HEARD_ENT = re.compile(r"(?:esc|[éiyo]val)ent$")
_HEARD_ENT_WORDS = _words(
    "cent vent lent dent gent sent innocent accent récent décent indécent adjacent réticent client"
    " accident incident évident président résident prudent"
    " imprudent précédent antécédent excédent occident dissident confident trident strident ardent régent"
    " tangent argent agent sergent urgent indigent négligent diligent intelligent contingent astringent"
    " détergent convergent divergent émergent souvent couvent auvent avent paravent évent fréquent éloquent"
    " délinquent conséquent subséquent onguent affluent confluent influent effluent congruent talent"
    " virulent purulent opulent turbulent succulent corpulent insolent indolent dolent somnolent violent"
    " excellent pestilent relent permanent éminent imminent proéminent continent incontinent pertinent"
    " abstinent rémanent immanent parent apparent transparent cohérent incohérent inhérent adhérent"
    " différent indifférent référent afférent efférent déférent concurrent récurrent torrent présent absent"
    " consent ressent content mécontent pénitent intermittent impotent compétent incompétent latent patent"
    " rémittent serpent arpent repent"
)
_MUTE_MENT = _words(
    "aiment forment transforment informent déforment dorment endorment affirment confirment infirment"
    " alarment charment arment ferment enferment renferment referment germent calment filment nomment"
    " surnomment consomment somment gomment estiment expriment impriment suppriment dépriment priment"
    " animent raniment légitiment fument hument résument assument présument consument allument parfument"
    " exhument inhument entament réclament proclament déclament acclament diffament blâment brament"
    " sèment parsèment rythment enveniment périment réaniment arriment escriment"
)
_FRENCH_RULES: Rules = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"^août", "out"),
        (r"^pays", "paï"),
        (r"alcoo", "alco"),
        (r"(?<=aut)oi", "oï"),
        (r"qu(?=[aeiouyàâéèêîïôœ]|$)", "q"),
        (r"guë", "gu"),
        (r"gu(?=[eiyéèêîœ])", "g"),
        (r"ge(?=[aouâôû])", "j"),
        (r"œu|oeu", "eu"),
        (r"œi|oei", "ei"),
        (r"œ|æ|^oe(?=[dsn])|(?<=f)oe(?=t)", "é"),
        (r"oê|oe(?=ll)", "oi"),
        (r"ueil", "eil"),
        (r"(?<=[aeou])ill|(?<=[aeou])il(?=s?$)", "l"),
        (r"(?<=[aeou])y(?=[aeouéèêiâ])", "ll"),
        (r"(?<=[iuyé])e(?=ments?$)|(?<=[ao]i)e(?=[rm])", ""),
    ]
]
# One nucleus, maybe after a vowel that glides into it; after "bl", "tr" and the like none glides.
_FRENCH_NUCLEUS = re.compile(
    r"(?:(?<![bcdfgkptv][lr])(?:ou|[iuy])(?=[aeoéèêàâôiuy]))?"
    r"(?:eau|a[iîuy]|e[iîuûy]|o[iîuûy]|u[iy]|ea|[aàâäeéèêëiîïoôöuùûüy])"
)


_MUTE_END = re.compile(r"(?:(?<=g)u)?es?$")


def _french_part(part: str) -> int:
    """Of letters in small type. What holds nothing but a mute e, or elides, has no syllable."""
    if part.endswith("ent") and _ends_mutely(part):
        part = part[:-2]
    part = _MUTE_END.sub("", part)
    return len(_FRENCH_NUCLEUS.findall(_rewritten(part, _FRENCH_RULES)))


def _ends_mutely(part: str) -> bool:
    """Whether the -ent is that of a verb."""
    if part.endswith("ment"):
        return part in _MUTE_MENT
    return part not in _HEARD_ENT_WORDS and not _HEARD_ENT.search(part)


_CONTRACTED = re.compile(r"(?<=[ds])n't\b")
# "-" parts two vowels that are heard apart.
_ENGLISH_RULES: Rules = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"(?<=g)ue(?=s?$)|(?<=q)ue(?=s?$)", ""),
        (r"(?<=[^aeioulrwy])l(?:e|es|ed)$", "el"),
        (r"(?<=[^td])ed$", ""),
        (r"(?<=[^sxzcg])(?<!ch)(?<!sh)es$", "s"),
        (r"(?<=[^aeiouy])e$|(?<=[iuy])e$", ""),
        (r"(?<=[^aeiouyl])e(?=(?:ly|ful|fully|less|ments?|ness|thing|tims?|on)$)", ""),
        (r"^ever(?=y)", "evr"),
        (r"^y|(?<=[aeou])y(?=[aeiou])", "j"),
        (r"(?<=[qg])u(?=[aeiou])", ""),
        (r"(?<=[aeiouy])(?=ing)", "-"),
        (r"(?<![tcsg]i)(?<=i)(?!age)(?=a)", "-"),
        (r"(?<![tscgxnl]i)(?<=i)(?=on|ous)|(?<=i)(?=o(?!n|us))|(?<=i)(?=u)", "-"),
        (r"(?<![tcs]i)(?<=i)(?=e(?:nt|nc|t))|(?<=^sci)(?=en)|(?<=soci)(?=et)", "-"),
        (r"(?<=u)(?=a|en|el|ity|ition)|(?<=^flu)(?=id)|(?<=^ru)(?=in)|(?<=^su)(?=icid)", "-"),
        (r"(?<![gjl]e)(?<=e)(?=o)(?!op)", "-"),
        (r"(?<=re)(?=act)|(?<=cre)(?=at(?!u))|(?<=pancre)(?=as)", "-"),
        (r"(?<=[aeiouy].e)(?=a$)|(?<=[aeiouy]..e)(?=a$)|(?<=[aeiouy]...e)(?=a$)", "-"),
        (r"(?<=[^aeiou]y)(?=[ao])|(?<=^co)(?=op|ord|inc)", "-"),
        (r"(?<=[ai]s)m(?=s?$)|(?<=th)m(?=s?$)", "em"),
    ]
]
_ENGLISH_NUCLEUS = re.compile("[aeiouy]+")


def _english_part(part: str) -> int:
    return len(_ENGLISH_NUCLEUS.findall(_rewritten(part, _ENGLISH_RULES))) or int(len(part) > 1)
