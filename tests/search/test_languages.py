"""What the rules of a language hold for one word."""

from __future__ import annotations

import pytest

from portal.search.languages import analyser_of
from portal.search.limits import WORD_MAX
from portal.search.marking import Marker

SAME_IN_FRENCH = [
    "cancer Cancers", "traitement traitements", "canal canaux", "hôpital hôpitaux", "médical médicaux",
    "œil yeux", "genou genoux", "peau peaux", "cancéreux cancéreuse", "métastase métastases", "œdème OEDEMES",
    "côlon colon", "tumeur tumeurs", "virus VIRUS", "cheveu cheveux", "nausée nausees", "travail travaux",
    "cutané cutanées", "fatigué fatiguée", "avancé avancée",
]  # fmt: skip
SAME_IN_ENGLISH = [
    "cell cells", "study studies", "tumour tumors", "leukaemia leukemia", "immunisation immunizations",
    "oedema edema", "metastasis metastases", "biopsy biopsies", "child children", "centre centers",
    "behavioural behavioral", "oesophagus esophagus", "therapy therapies", "patient's patients",
    "haematology hematology", "paediatrician pediatricians", "anaemia anemia", "foetuses fetus",
]  # fmt: skip
DIFFERENT_IN_FRENCH = [
    "sein sain",
    "vaisseau vessie",
    "immunité immunothérapie",
    "rein rien",
    "os or",
    "dur durée",
]


def key(text: str, language: str) -> str:
    return "".join(analyser_of(language).stems(analyser_of(language).tokens(text)))


@pytest.mark.parametrize("pair", SAME_IN_FRENCH)
def test_french_words_are_one_whatever_their_number_and_accents(pair: str) -> None:
    one, other = pair.split()
    assert key(one, "fr") == key(other, "fr") != ""


@pytest.mark.parametrize("pair", SAME_IN_ENGLISH)
def test_english_words_are_one_whatever_their_number_and_spelling(pair: str) -> None:
    one, other = pair.split()
    assert key(one, "en") == key(other, "en") != ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whichever_form_was_looked_for_all_are_marked(language: str) -> None:
    analyser = analyser_of(language)
    for pair in {"fr": SAME_IN_FRENCH, "en": SAME_IN_ENGLISH}[language]:
        marker = Marker(analyser, frozenset([key(pair.split()[0], language)]))
        shown = f"{pair.lower()} {pair.upper()}"
        assert len(marker.marks(shown)) == 4, pair


@pytest.mark.parametrize("pair", ["vacuna vacunas", "célula celulas", "voz voces", "tumor tumores"])
def test_spanish_has_its_plurals(pair: str) -> None:
    one, other = pair.split()
    assert key(one, "es") == key(other, "es")


@pytest.mark.parametrize("pair", DIFFERENT_IN_FRENCH)
def test_words_that_only_look_alike_stay_apart(pair: str) -> None:
    one, other = pair.split()
    assert key(one, "fr") != key(other, "fr")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’immunothérapie d'aujourd’hui", ["immunotherapie", "aujourd", "hui"]),
        ("anti-PD-1", ["anti", "pd", "1"]),
        ("y a-t-il", ["y", "a", "il"]),
        ("vitamine C, lymphocyte T", ["vitamine", "c", "lymphocyte", "t"]),
        ("co\u0302lon im\u00admunité CO₂", ["colon", "immunite", "co2"]),
        ("😀 % \x00", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert [token.word for token in analyser_of("fr").tokens(text)] == words


def test_hyphenated_words_are_also_written_as_one() -> None:
    assert {"anti", "pd", "1", "antipd1", "pd1"} == set(
        analyser_of("fr").stems(analyser_of("fr").tokens("anti-PD-1"))
    )


def test_any_other_language_forgives_accents_and_case_and_finds_beginnings() -> None:
    assert key("Šíření ĐAK", "xx") == key("sireni dak", "xx")
    assert analyser_of("xx").finds_beginnings
    assert analyser_of("fr-ca") is analyser_of("fr")


def test_a_word_without_end_is_cut() -> None:
    assert len(key("x" * 5_000, "fr")) <= WORD_MAX
