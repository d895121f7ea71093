"""The typography of French and English, and of nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.editorial.typography import typeset
from tests.yardstick import at_most

N = "\u202f"  # narrow no-break space
W = "\u00a0"  # no-break space

FRENCH = [
    ("Qu'est-ce que l'immunothérapie ?", f"Qu’est-ce que l’immunothérapie{N}?"),
    ("Vraiment? Oui! Non; peut-être", f"Vraiment{N}? Oui{N}! Non{N}; peut-être"),
    ("Quoi ?! Non!!", f"Quoi{N}?! Non{N}!!"),
    ("Les médecins peuvent :", f"Les médecins peuvent{W}:"),
    ("Attention: fragile", f"Attention{W}: fragile"),
    (f"déjà{W}? et{N}: non", f"déjà{N}? et{W}: non"),
    (" ? Après un mot en gras", f"{N}? Après un mot en gras"),
    ("« réponse immunitaire »", f"«{N}réponse immunitaire{N}»"),
    ("«antigène»?", f"«{N}antigène{N}»{N}?"),
    ("aujourd'hui, l'«effet», l'", f"aujourd’hui, l’«{N}effet{N}», l’"),
    ("jusqu'", "jusqu’"),
    ("et ainsi de suite...", "et ainsi de suite…"),
    ("10 mg, 5 mg/kg, 38 °C, 38°C, 20 %, 20%", f"10{N}mg, 5{N}mg/kg, 38{N}°C, 38{N}°C, 20{N}%, 20{N}%"),
    ("1 000 patients, 12 345 678,9 €", f"1{N}000 patients, 12{N}345{N}678,9{N}€"),
]
FRENCH_UNTOUCHED = [
    "https://exemple.fr/?q=a;b!c:d'e...",
    "www.exemple.fr/a?b et mailto:a@exemple.fr?subject=x",
    "marie.o@exemple.fr",
    "à 10:30",
    "dans un rapport 1:2",
    "la région 5'-UTR, un angle de 3'",
    "en 2020 150 personnes",
    "2 mètres, 10 malades",
    "(?) [!]",
    "fin....",
    "AT&T;x",
]
ENGLISH = [
    ("don't, the patient's, the patients' rights", "don’t, the patient’s, the patients’ rights"),
    ('He said "yes" and "no".', "He said “yes” and “no”."),
]
ENGLISH_UNTOUCHED = [
    'a 5" needle',
    'the "beginning of',
    "'quoted words'",
    'a "b "c" d"',
    "What? Yes: 10 mg; 20 %",
]


@pytest.mark.parametrize(("typed", "shown"), FRENCH)
def test_french_has_its_spaces_quotation_marks_and_apostrophes(typed: str, shown: str) -> None:
    assert typeset(typed, "fr") == shown


@pytest.mark.parametrize("typed", FRENCH_UNTOUCHED)
def test_french_leaves_addresses_times_and_primes_alone(typed: str) -> None:
    assert typeset(typed, "fr") == typed


def test_a_question_after_an_address_is_still_set() -> None:
    assert typeset("Voir https://exemple.fr/?a=1 ?", "fr") == f"Voir https://exemple.fr/?a=1{N}?"


@pytest.mark.parametrize(("typed", "shown"), ENGLISH)
def test_english_has_its_quotation_marks_and_apostrophes(typed: str, shown: str) -> None:
    assert typeset(typed, "en") == shown


@pytest.mark.parametrize("typed", ENGLISH_UNTOUCHED)
def test_english_leaves_inches_and_halves_of_quotations_alone(typed: str) -> None:
    assert typeset(typed, "en") == typed


def test_a_variety_of_french_is_french() -> None:
    assert typeset("Oui ?", "fr-CH") == f"Oui{N}?"


@pytest.mark.parametrize("language", ["de", "es", "", "xx"])
def test_a_language_without_rules_stays_as_typed(language: str) -> None:
    assert typeset("Ist's so ? 10 mg...", language) == "Ist's so ? 10 mg..."


@given(
    st.text(alphabet="aLls1 0\u00a0\u202f\n'’\"«»;:!?.…%°C@/-(", max_size=40), st.sampled_from(["fr", "en"])
)
def test_setting_twice_changes_nothing(text: str, language: str) -> None:
    once = typeset(text, language)
    assert typeset(once, language) == once


@given(
    st.lists(
        st.sampled_from(
            ["www.x", "https://", "a@b.c", "tel:", " ?", "...", "1 000", " mg", "'", "«", " »", ":"]
        )
    )
)
def test_setting_addresses_twice_changes_nothing(parts: list[str]) -> None:
    once = typeset("".join(parts), "fr")
    assert typeset(once, "fr") == once


@pytest.mark.parametrize(
    "unit", ["a", " ", "1 ", " 000", "?", "'", '"', '"a', "«", "a@", "a.", "https://", "m/", "."]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_is_slow_to_set(unit: str, language: str) -> None:
    text = unit * (200_000 // len(unit))
    with at_most(1):
        typeset(text, language)
