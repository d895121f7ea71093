"""How words are folded, sorted and made into addresses."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.text import SLUG_MAX, SORT_KEY_MAX, first_letter, fold, slug_for, sort_key
from tests.yardstick import at_most

# Each list stands in the order of ICU 78 for French.
IN_FRENCH_ORDER = [
    [
        "cote",
        "Cote",
        "COTE",
        "coté",
        "Coté",
        "côte",
        "Côte",
        "côté",
        "CÔTÉ",
    ],  # fr-CA alone puts côte before coté
    ["coeur", "Coeur", "COEUR", "cœur", "Cœur", "CŒUR", "coeurs", "cœurs"],
    ["ae", "AE", "æ", "Æ", "oe", "Oe", "OE", "œ", "Œ", "ss", "SS", "ß", "ẞ"],
    ["e", "é", "è", "ê", "ë", "ė", "ę", "ē"],
    ["anti a", "anti-a", "anti–a", "anti'a", "anti1", "antia"],
    ["d", "đ", "dz", "l", "ł", "lz", "o", "ø", "oz"],
    ["1", "10", "1ᵉʳ", "2", "CO2", "CO₂", "m2", "m²", "z", "α", "β", "β-lactamine", "μ"],
    ["Acide zolédronique", "anti-inflammatoire", "Anti-œstrogènes", "Antiémétiques"],
    ["manageur", "manageur, -euse", "manageurs"],
    ["œdème", "œil", "œstrogène", "Œstrogène", "of"],
    ["_", "-", "–", "—", ",", ";", ":", "!", "?", ".", "…", "'", "“", "«", "»", "(", ")", "[", "@", "/"],
    ["&", "#", "%", "†", "•", "`", "°", "®", "+", "±", "<", "=", ">", "|", "~", "$", "€", "0", "9", "a"],
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("œdème", "oedeme"),
        ("Œstrogène", "oestrogene"),
        ("anti-œstrogène", "anti-oestrogene"),
        ("anti\u2011œstrogène", "anti-oestrogene"),
        ("manageur, -euse", "manageur, -euse"),
        ("côlon", "colon"),
        ("co\u0302lon", "colon"),
        ("Cæcum", "caecum"),
        ("Straße", "strasse"),
        ("L’Immunothérapie", "l'immunotherapie"),
        ("lʼimmunothérapie", "l'immunotherapie"),
        ("  deux\u00a0\u202f\n mots ", "deux mots"),
        ("im\u00admuno\u200bthérapie\x00", "immunotherapie"),
        ("\u00b5g", "μg"),  # the micro sign is the Greek letter
        ("β-lactamine", "β-lactamine"),
        ("CO₂ CD8⁺ 1ᵉʳ", "co2 cd8+ 1er"),
        ("Łódź", "lodz"),
        ("", ""),
    ],
)
def test_two_spellings_of_one_word_match(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_character_folds_to_something_that_stays() -> None:
    characters = [chr(codepoint) for codepoint in range(0x3000)]
    assert [c for c in characters if fold(fold(c)) != fold(c)] == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_a_text_folds_as_its_parts_do(first: str, second: str) -> None:
    assert fold(f"{first} {second}") == " ".join(filter(None, [fold(first), fold(second)]))


@pytest.mark.parametrize("texts", IN_FRENCH_ORDER)
def test_texts_are_sorted_as_french_sorts_them(texts: list[str]) -> None:
    shuffled = random.Random(7).sample(texts, len(texts))
    assert sorted(shuffled, key=sort_key) == texts


def test_keys_sort_alike_as_text_and_as_bytes() -> None:
    keys = [sort_key(text) for texts in IN_FRENCH_ORDER for text in texts]
    assert sorted(keys) == sorted(keys, key=str.encode)


@given(st.text(max_size=60), st.text(max_size=60))
def test_accents_and_capitals_only_settle_equal_letters(first: str, second: str) -> None:
    same_letters = sort_key(first).partition("\t")[0] == sort_key(second).partition("\t")[0]
    assert same_letters == (fold(first) == fold(second))


@given(st.text(alphabet="aàâAoœÉe -'’,1", max_size=8), st.text(alphabet="aàâAoœÉe -'’,1", max_size=8))
def test_the_order_of_letters_is_the_order_of_the_keys(first: str, second: str) -> None:
    if sort_key(fold(first)) < sort_key(fold(second)):
        assert sort_key(first) < sort_key(second)


@given(st.text(max_size=60))
def test_composed_and_decomposed_accents_have_one_key(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", ["é" * 5000, "!" * 5000, "e" + "\u0301" * 5000])
def test_a_key_fits_its_column(text: str) -> None:
    assert len(sort_key(text)) <= SORT_KEY_MAX
    assert len(sort_key(text, max_length=10)) <= 10


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Épithélium", "E"),
        ("œdème", "O"),
        ("Œstrogène", "O"),
        ("anti-œstrogène", "A"),
        ("manageur, -euse", "M"),
        ("côlon", "C"),
        ("µ", "#"),
        ("β-lactamine", "#"),
        ("5-fluorouracile", "#"),
        ("« x »", "#"),
        ("", "#"),
    ],
)
def test_each_term_stands_under_a_letter_of_the_alphabet(text: str, letter: str) -> None:
    assert first_letter(text) == letter


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("l'immunothérapie", "l-immunotherapie"),
        ("Qu’est-ce que l’immunothérapie ?", "qu-est-ce-que-l-immunotherapie"),
        ("manageur, -euse", "manageur-euse"),
        ("Œdème", "oedeme"),
        ("anti-œstrogène", "anti-oestrogene"),
        ("anti-PD-1/PD-L1", "anti-pd-1-pd-l1"),
        ("CO₂ à 20 %", "co2-a-20"),
        ("β-lactamine", "beta-lactamine"),
        ("TNFα", "tnf-alpha"),
        ("µ", "mu"),
        ("  -- ", ""),
        ("→ ☃", ""),
    ],
)
def test_an_address_is_made_of_plain_words(text: str, slug: str) -> None:
    assert slug_for(text) == slug


@pytest.mark.parametrize(
    ("max_length", "slug"), [(3, "imm"), (6, "immuno"), (9, "immuno"), (10, "immuno-onc"), (11, "immuno-onc")]
)
def test_an_address_is_cut_between_two_words(max_length: int, slug: str) -> None:
    assert slug_for("Immuno onc ologie", max_length=max_length) == slug


@given(st.text())
def test_an_address_is_always_one(text: str) -> None:
    slug = slug_for(text)
    assert len(slug) <= SLUG_MAX
    assert slug == "-".join(filter(None, slug.split("-")))
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in slug)


@pytest.mark.parametrize(
    "text", ["a" + "\u0301\u0316" * 50_000, " " * 50_000, "ß" * 50_000, "\ufb2c" * 50_000]
)
def test_no_text_is_slow_to_compare(text: str) -> None:
    with at_most(1):
        fold(text), sort_key(text), slug_for(text)
