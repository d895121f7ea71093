"""Spanish names in other words that say the same, and what must not be taken for them."""

from __future__ import annotations

import pytest

from glossary.choosing import EVERYDAY_FROM
from glossary.ellipsis import BEGINNING_FROM
from glossary.walking import GUESSES_MAX
from glossary.weaving import Entry, Form, Linking, build
from tests.glossary.test_weaving import found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prueba de laboratorio", "exámenes de laboratorio"),
        ("asesoramiento genético", "orientación genética"),
        ("consejero genético", "asesora genética"),
        ("terapia contra el cáncer", "tratamientos contra el cáncer"),
        ("enfermedad mental", "trastornos mentales"),
        ("cáncer de mama", "cáncer del seno"),
        ("tumor de cerebro", "tumores del encéfalo"),
        ("interacción entre medicamentos", "interacciones con los fármacos"),
        ("cáncer en la niñez", "cáncer de la infancia"),
        ("tumores del cerebro y la médula espinal", "tumores de cerebro y de médula espinal"),
        ("tumores del cerebro y de la médula espinal", "tumores de cerebro y médula espinal"),
        ("tumores del cerebro y la médula espinal", "tumores de encéfalo y de la médula espinal"),
        ("asesor genético", "asesores en genética"),
        ("asesor en genética", "asesores genéticos"),
        ("prueba citológica", "prueba de citología"),
        ("prueba de citología", "prueba citológica"),
        ("consejo nutricional", "consejos de nutrición"),
        ("ensayo clínico de fase III", "ensayo clínico de fase 3"),
        ("diabetes tipo 2", "diabetes tipo II"),
        ("cáncer en estadio IV", "cáncer en etapa 4"),
    ],
)
def test_other_words_may_say_the_same(name: str, text: str) -> None:
    assert found(build([Entry(1, name)], "es"), f"Hay {text}.") == [(1, text)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("análisis", "el examen y la prueba"),  # alone it may be another thing
        ("prueba de laboratorio", "examen, de laboratorio"),
        ("prueba de laboratorio", "examen de (laboratorio)"),
        ("interacción entre medicamentos", "interacción, con medicamentos"),
        ("prueba de laboratorio", "examen sin laboratorio"),
        ("prueba de laboratorio", "examen del mejor laboratorio"),
        ("terapia de del", "tratamiento de dolor, tratamiento del dolor, TRATAMIENTO DEL DOLOR"),
        ("factor 9", "factor IX"),
        ("tumor de cerebro y médula", "tumor de encéfalo y la médula"),  # or the tumor, and the cord
    ],
)
def test_what_may_mean_something_else_is_not_found(name: str, text: str) -> None:
    assert found(build([Entry(1, name)], "es"), text) == []


def test_only_spanish_names_are_put_in_other_words() -> None:
    names = [Entry(1, "prueba de laboratorio"), Entry(2, "stade IV"), Entry(3, "test of blood")]
    for language in ("fr", "en", "de"):
        assert found(build(names, language), "examen de laboratorio, stade 4, test in blood") == []


def test_a_few_words_may_be_others_and_not_more() -> None:
    glossary = build([Entry(1, "prueba o médico de cirugía y cuidado")], "es")
    assert GUESSES_MAX == 3
    assert len(found(glossary, "examen o doctor de operación y cuidado")) == 1
    assert found(glossary, "examen o doctor de operación y atención") == []


def test_the_words_that_a_term_was_given_go_before_others() -> None:
    both = build([Entry(1, "prueba genética"), Entry(2, "examen genético")], "es")
    assert found(both, "exámenes genéticos y pruebas genéticas") == [
        (2, "exámenes genéticos"),
        (1, "pruebas genéticas"),
    ]


def test_other_words_of_two_terms_leave_the_names_in_them_to_their_terms() -> None:
    names = [Entry(1, "prueba genética"), Entry(2, "análisis genético"), Entry(3, "genético")]
    assert found(build(names, "es"), "examen genético") == [(3, "genético")]


def test_a_name_that_goes_on_behind_is_not_cut() -> None:
    names = [Entry(1, "prueba de laboratorio"), Entry(2, "laboratorio clínico")]
    glossary = build(names, "es")
    assert found(glossary, "examen de laboratorio clínico") == [(2, "laboratorio clínico")]
    assert found(glossary, "examen de laboratorio") == [(1, "examen de laboratorio")]


def test_a_name_of_the_same_term_is_linked_alone() -> None:
    glossary = build([Entry(1, "tratamiento de radioterapia", (Form("radioterapia"),))], "es")
    assert found(glossary, "tratamiento con radioterapia") == [(1, "radioterapia")]


def test_names_on_both_sides_of_an_and_that_may_join_more_are_linked_alone() -> None:
    names = ["tumores del cerebro y la médula espinal", "tumor cerebral", "médula espinal"]
    glossary = build([Entry(number, name) for number, name in enumerate(names, 1)], "es")
    text = "tumores del encéfalo y la médula espinal"
    assert found(glossary, text) == [(2, "tumores del encéfalo"), (3, "médula espinal")]
    text = "tumores del encéfalo y de la médula espinal"
    assert found(glossary, text) == [(1, text)]


@pytest.mark.parametrize("linking", ["exact", "never"])
def test_a_term_that_is_found_as_given_only_is_not_found_in_other_words(linking: Linking) -> None:
    names = [Entry(1, "prueba de laboratorio", linking=linking), Entry(2, "laboratorio")]
    assert found(build(names, "es"), "examen de laboratorio") == [(2, "laboratorio")]


def test_an_abbreviation_is_not_put_in_other_words() -> None:
    glossary = build([Entry(1, "vacuna", (Form("FASE V", True), Form("ADN y ARN", True)))], "es")
    assert found(glossary, "FASE V, FASE 5, ADN y de ARN") == [(1, "FASE V")]


def test_a_name_that_was_shortened_is_not_also_put_in_other_words() -> None:
    many = [Entry(1000 + number, f"term{number}") for number in range(EVERYDAY_FROM)]
    others = [Entry(5000 + number, f"síndrome kind{number}") for number in range(BEGINNING_FROM)]
    glossary = build([*many, *others, Entry(1, "síndrome de terapia fraumeni")], "es")
    assert found(glossary, "la terapia fraumeni") == [(1, "terapia fraumeni")]
    assert found(glossary, "el tratamiento fraumeni") == []
