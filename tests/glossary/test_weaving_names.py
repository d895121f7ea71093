"""Names that a text writes apart, together, without a word, or sharing a word with another name."""

from __future__ import annotations

import pytest

from glossary.choosing import EVERYDAY_FROM
from glossary.ellipsis import BEGINNING_FROM, GENERAL_FROM, RARE_UP_TO, VAGUE_FROM
from glossary.weaving import Entry, Form, Glossary, Linking, build
from tests.glossary.test_weaving import found

ENGLISH = [
    Entry(1, "first-degree relative"),
    Entry(2, "postoperative pain"),
    Entry(3, "Crohn disease"),
    Entry(4, "Alzheimer's disease"),
    Entry(5, "lung"),
    Entry(6, "lung cancer"),
    Entry(7, "bladder cancer"),
    Entry(8, "small cell lung cancer"),
    Entry(9, "non-small cell lung cancer"),
    Entry(10, "cancer"),
    Entry(11, "oesophageal tumor"),
]
FRENCH = [
    Entry(1, "cancer du sein"),
    Entry(2, "cancer de l’ovaire"),
    Entry(3, "ovaire"),
    Entry(4, "tumeur bénigne"),
    Entry(5, "tumeur maligne"),
    Entry(6, "lymphocyte T"),
    Entry(7, "lymphocyte B"),
    Entry(8, "sein"),
]
SPANISH = [
    Entry(1, "cáncer de pulmón"),
    Entry(2, "cáncer de vejiga"),
    Entry(3, "vejiga"),
    Entry(4, "genética"),
    Entry(5, "genético"),
]
GLOSSARIES = {"en": build(ENGLISH, "en"), "fr": build(FRENCH, "fr"), "es": build(SPANISH, "es")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("first degree relatives", [(1, "first degree relatives")]),
        ("post-operative pain", [(2, "post-operative pain")]),
        ("Crohn's disease, Crohn’s disease", [(3, "Crohn's disease"), (3, "Crohn’s disease")]),
        ("Alzheimer disease", [(4, "Alzheimer disease")]),
        ("a cancer's spread", [(10, "cancer")]),
        ("an esophageal tumour", [(11, "esophageal tumour")]),
        ("first, degree relative; post operative pain; Crohn's. Disease; Crohn's's disease", []),
    ],
)
def test_the_spellings_of_an_english_compound_are_one(text: str, expected: list[tuple[int, str]]) -> None:
    assert found(GLOSSARIES["en"], text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "lung and bladder cancers", [(6, "lung"), (7, "bladder cancers")]),
        (
            "en",
            "small cell or non-small cell lung cancer",
            [(8, "small cell"), (9, "non-small cell lung cancer")],
        ),
        ("en", "gut, lung, and rare cancers", [(6, "lung"), (10, "cancers")]),
        ("en", "lung or rare bile cancers", [(6, "lung"), (10, "cancers")]),
        ("fr", "cancers du sein et de l’ovaire", [(1, "cancers du sein"), (2, "ovaire")]),
        ("fr", "cancer de l’ovaire ou sein", [(2, "cancer de l’ovaire"), (8, "sein")]),
        ("fr", "des tumeurs bénignes et malignes", [(4, "tumeurs bénignes"), (5, "malignes")]),
        ("fr", "lymphocytes T ou B", [(6, "lymphocytes T"), (7, "B")]),
        ("es", "cánceres de pulmón y de vejiga", [(1, "cánceres de pulmón"), (2, "vejiga")]),
        ("es", "cáncer de pulmón o vejiga", [(1, "cáncer de pulmón"), (2, "vejiga")]),
    ],
)
def test_names_may_share_a_word(language: str, text: str, expected: list[tuple[int, str]]) -> None:
    assert found(GLOSSARIES[language], text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the lung. And bladder cancer", [5, 7]),
        ("en", "lung; and bladder cancer", [5, 7]),
        ("en", "the lung and rare (other) cancers", [5, 10]),
        ("en", "the lung and the cancer", [5, 10]),
        ("en", "non-lung and bladder cancer", [7]),
        ("fr", "cancer du sein, et l’ovaire", [1, 3]),
        ("fr", "<p>cancer du sein</p><p>et de l’ovaire</p>", [1, 3]),
        ("fr", "cancer du sein et la fonction de l’ovaire", [1, 3]),
        ("fr", "cancer du sein et de l’ovaire-test", [1]),
    ],
)
def test_what_is_not_joined_shares_nothing(language: str, text: str, expected: list[int]) -> None:
    assert [key for key, _ in found(GLOSSARIES[language], text)] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "cancer de l’ovaire. Cancers du sein et de l’ovaire."),
        ("fr", "cancer de l’ovaire. <strong>Cancers du sein</strong> et de l’ovaire."),
        ("en", "lung cancer. Lung and bladder cancer."),
        ("en", "lung cancer. Lung and <em>bladder cancer</em>."),
        ("en", "lung cancer. Lung and rare bladder cancer."),
    ],
)
def test_a_link_keeps_what_shares_a_word_with_it_from_being_taken_for_another_term(
    language: str, text: str
) -> None:
    glossary = GLOSSARIES[language]
    once = glossary.weave(text, link="/{key}").html
    assert once.count("data-term") == 2
    assert glossary.weave(once, link="/{key}").html == once


def test_a_plural_in_icas_is_an_adjective_rather_than_a_science() -> None:
    assert found(GLOSSARIES["es"], "la genética, pruebas genéticas") == [(4, "genética"), (5, "genéticas")]


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("fr", "cancer du poumon", "cancers pulmonaires"),
        ("fr", "cancer de l’œil", "cancer oculaire"),
        ("fr", "maladie des os", "maladies osseuses"),
        ("fr", "cancer d’ovaire", "cancer ovarien"),
        ("fr", "tumeur cérébrale", "tumeurs du cerveau"),
        ("fr", "greffe hépatique", "greffe de foie"),
        ("fr", "infection vaginale", "infection du vagin"),
        ("es", "cáncer de ojo", "cánceres oculares"),
        ("es", "cáncer ovárico", "cáncer de los ovarios"),
        ("es", "actividad ovárica", "actividad del ovario"),
    ],
)
def test_parts_of_the_body_are_one_with_their_adjectives(language: str, name: str, text: str) -> None:
    assert found(build([Entry(1, name)], language), text) == [(1, text)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("poumon", "pulmonaire"),
        ("cancer du poumon", "cancer, pulmonaire"),
        ("cancer du poumon", "cancer hépatique"),
        ("cancer du foie", "foie hépatique"),
        ("tumeur cérébrale", "tumeur de plus"),
        ("tumeur cérébrale", "tumeur du, cerveau"),
    ],
)
def test_an_adjective_alone_is_no_part_of_the_body(name: str, text: str) -> None:
    assert found(build([Entry(1, name)], "fr"), text) == []


def test_the_word_that_a_name_has_goes_before_its_adjective() -> None:
    both = build([Entry(1, "tumeur cérébrale"), Entry(2, "tumeur du cerveau")], "fr")
    assert found(both, "tumeurs du cerveau, tumeurs cérébrales") == [
        (2, "tumeurs du cerveau"),
        (1, "tumeurs cérébrales"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("diseminar", "diseminados"),
        ("infundir", "infundida"),
        ("responder", "respondido"),
        ("especializan", "especializado"),
        ("metastatizar", "metastatizó"),
    ],
)
def test_a_spanish_participle_is_its_verb(name: str, text: str) -> None:
    assert found(build([Entry(1, name)], "es"), text) == [(1, text)]


@pytest.mark.parametrize(
    ("name", "text"),
    [("antiinflamatorio", "anti-inflamatorios"), ("linfoma no Hodgkin", "linfomas no-Hodgkin")],
)
def test_a_spanish_name_may_have_a_hyphen_in_the_text(name: str, text: str) -> None:
    assert found(build([Entry(1, name)], "es"), text) == [(1, text)]


def test_a_spanish_verb_is_not_its_participle() -> None:
    assert found(build([Entry(1, "localizado")], "es"), "localizar, localizan") == []


def large(*entries: Entry, nouns: int = GENERAL_FROM, language: str = "en") -> Glossary:
    """A glossary large enough to tell general nouns, with `nouns` diseases and therapies among others."""
    many = [Entry(1000 + number, f"term{number}") for number in range(EVERYDAY_FROM)]
    noun = "disease" if language == "en" else ""
    general = [Entry(3000 + number, f"kind{number} {noun}") for number in range(nouns - 1) if noun]
    return build([*many, *general, *entries], language)


def syndromes(*entries: Entry, others: int = BEGINNING_FROM - 1) -> Glossary:
    """A large Spanish glossary, with names that begin with "síndrome"."""
    others_entries = [Entry(5000 + number, f"síndrome kind{number}") for number in range(others)]
    return large(*others_entries, *entries, language="es")


def test_a_name_may_go_without_the_beginning_that_many_have() -> None:
    lynch = Entry(1, "síndrome de Li-Fraumeni")
    assert found(syndromes(lynch), "genes de Li-Fraumeni") == [(1, "Li-Fraumeni")]
    assert found(syndromes(lynch, others=BEGINNING_FROM - 2), "genes de Li-Fraumeni") == []
    two = [Entry(number, f"ensayo clínico kind{number}") for number in range(2, BEGINNING_FROM + 1)]
    trial = Entry(1, "ensayo clínico no aleatorizado")
    assert found(large(*two, trial, language="es"), "eran no aleatorizados") == [(1, "no aleatorizados")]


@pytest.mark.parametrize(
    "entries",
    [
        [Entry(1, "síndrome de Li-Fraumeni", linking="exact")],
        [Entry(1, "síndrome de Li-Fraumeni", linking="never")],
        [Entry(1, "síndrome de Li-Fraumeni"), Entry(2, "síndrome con Li-Fraumeni")],
        [Entry(1, "síndrome de Li-Fraumeni"), *(Entry(n, f"Li-Fraumeni x{n}") for n in range(2, 6))],
        [Entry(1, "síndrome de Fraumeni")],
        [Entry(1, "síndrome de la parte general")],
    ],
)
def test_other_endings_of_names_stand_for_none(entries: list[Entry]) -> None:
    assert found(syndromes(*entries), "Li-Fraumeni; Fraumeni; la parte general") == []


def test_a_name_that_was_given_goes_before_the_ending_of_another() -> None:
    glossary = syndromes(Entry(1, "síndrome de vitamina B"), Entry(2, "vitamina"))
    assert found(glossary, "vitamina B, síndrome de vitamina B") == [
        (2, "vitamina"),
        (1, "síndrome de vitamina B"),
    ]


def test_a_name_that_would_be_one_of_many_terms_is_none() -> None:
    stages = [Entry(number, f"kind{number} in stage IV") for number in range(2, VAGUE_FROM + 2)]
    one = Entry(1, "adrenal cancer in stage IV", (Form("stage IV"),))
    given = [Entry(100, "stage"), Entry(101, "IV")]
    assert found(large(one, *stages, *given), "stage IV") == [(100, "stage")]
    assert found(large(one, *stages[1:], *given), "stage IV") == [(1, "stage IV")]
    assert found(large(one, *stages, *given), "adrenal cancer in stage IV")[0][0] == 1


def test_a_name_that_two_terms_were_given_is_ambiguous_rather_than_vague() -> None:
    stages = [Entry(number, f"kind{number} in stage IV") for number in range(2, VAGUE_FROM + 2)]
    two = [Entry(n, f"cancer{n} in stage IV", (Form("stage IV"),)) for n in (100, 101)]
    assert found(large(*stages, *two, Entry(102, "stage")), "stage IV") == []


def test_a_name_may_go_without_its_general_noun() -> None:
    glossary = large(Entry(1, "progressive disease"))
    assert found(glossary, "progressive melanoma") == [(1, "progressive")]


@pytest.mark.parametrize(
    ("entry", "nouns"),
    [
        (Entry(1, "progressive disease"), GENERAL_FROM - 1),
        (Entry(1, "progressive chronic disease"), GENERAL_FROM),
        (Entry(1, "progressive disease", linking="exact"), GENERAL_FROM),
        (Entry(1, "progressive disease", linking="never"), GENERAL_FROM),
        (Entry(1, "x", (Form("progressive disease", is_abbreviation=True),)), GENERAL_FROM),
    ],
)
def test_other_names_are_whole_or_not_found(entry: Entry, nouns: int) -> None:
    assert found(large(entry, nouns=nouns), "progressive melanoma") == []


@pytest.mark.parametrize("linking", ["auto", "exact"])
def test_a_word_that_is_a_name_itself_stands_for_no_other_term(linking: Linking) -> None:
    glossary = large(Entry(1, "progressive disease"), Entry(2, "progressive", linking=linking))
    assert found(glossary, "progressive") == [(2, "progressive")]


def test_a_word_of_many_names_stands_for_none() -> None:
    entries = [Entry(number, f"progressive kind{number} x") for number in range(2, RARE_UP_TO + 1)]
    assert found(large(Entry(1, "progressive disease"), *entries), "progressive") == [(1, "progressive")]
    one_more = Entry(RARE_UP_TO + 1, "progressive y")
    assert found(large(Entry(1, "progressive disease"), *entries, one_more), "progressive") == []


def test_an_everyday_word_stands_for_no_name() -> None:
    assert found(large(Entry(1, "small disease")), "small") == []


def test_a_word_that_a_term_has_with_several_nouns_may_be_in_more_names_and_an_everyday_word() -> None:
    several = Entry(1, "small disease", (Form("small illness"),))
    others = [Entry(number, f"small kind{number} x") for number in range(2, 2 * RARE_UP_TO + 1)]
    assert found(large(several, *others), "small") == [(1, "small")]
    assert found(large(several, *others, Entry(99, "small y")), "small") == []
    assert large(several).weave("small", link="").keys == ()


def test_a_small_glossary_shortens_no_name() -> None:
    entries = [Entry(number, f"kind{number} disease") for number in range(GENERAL_FROM)]
    assert found(build(entries, "en"), "kind1") == []
