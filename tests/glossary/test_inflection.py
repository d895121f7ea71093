"""How words change, language by language."""

from __future__ import annotations

import pytest

from glossary.inflection import inflection_of, plain, without_accents


def is_found(language: str, term: str, text: str) -> bool:
    """Whether a word of a text may be an inflected form of a term's word."""
    inflection = inflection_of(language)
    return inflection.key(term) in {inflection.key(text), *inflection.further_keys(text)}


FRENCH = [
    ("anticorps", "anticorps"),
    ("tumeur", "tumeurs"),
    ("globules", "globule"),
    ("vaisseau", "vaisseaux"),
    ("tumoral", "tumoraux"),
    ("canal", "canaux"),
    ("mal", "maux"),
    ("noyau", "noyaux"),
    ("boyau", "boyaux"),
    ("cheveu", "cheveux"),
    ("genou", "genoux"),
    ("travail", "travaux"),
    ("virus", "virus"),
    ("chirurgien", "chirurgiennes"),
    ("soignant", "soignante"),
    ("patient", "patientes"),
    ("immunodéprimé", "immunodéprimées"),
    ("infirmier", "infirmière"),
    ("donneur", "donneuse"),
    ("cancéreux", "cancéreuse"),
    ("inhibiteur", "inhibitrice"),
    ("bénin", "bénignes"),
    ("blanc", "blanches"),
    ("médical", "médicale"),
]
NOT_FRENCH = [
    ("médecin", "médecine"),
    ("rein", "reine"),
    ("gland", "glande"),
    ("durée", "duré"),
    ("gène", "gêne"),
    ("jeûne", "jeune"),
    ("mur", "mûr"),
    ("pas", "pa"),
    ("ver", "vers"),
    ("foi", "fois"),
]
ENGLISH = [
    ("tumor", "tumors"),
    ("biopsy", "biopsies"),
    ("virus", "viruses"),
    ("mass", "masses"),
    ("metastasis", "metastases"),
    ("diagnosis", "diagnoses"),
    ("disease", "diseases"),
    ("dose", "doses"),
    ("nucleus", "nuclei"),
    ("vertebra", "vertebrae"),
    ("bacterium", "bacteria"),
    ("carcinoma", "carcinomata"),
    ("appendix", "appendices"),
    ("service", "services"),
    ("calorie", "calories"),
    ("headache", "headaches"),
    ("tooth", "teeth"),
    ("criterion", "criteria"),
    ("surgical", "surgically"),
    ("systemic", "systemically"),
    ("tumor", "tumours"),
    ("leukemia", "leukaemia"),
    ("diarrhea", "diarrhoea"),
    ("randomize", "randomises"),
    ("organization", "organisations"),
    ("center", "centres"),
    ("fiber", "fibre"),
    ("counseling", "counselling"),
    ("analog", "analogues"),
    ("pathologic", "pathological"),
    ("crisis", "crises"),
    ("exercise", "exercises"),
]
NOT_ENGLISH = [
    ("ear", "early"),
    ("scar", "scare"),
    ("pelvis", "pelvi"),
    ("plan", "plane"),
    ("al", "all"),
    ("topic", "topical"),
    ("filing", "filling"),
]
SPANISH = [
    ("célula", "células"),
    ("tumor", "tumores"),
    ("inyección", "inyecciones"),
    ("examen", "exámenes"),
    ("cicatriz", "cicatrices"),
    ("apéndice", "apéndices"),
    ("enfermedad", "enfermedades"),
    ("paciente", "pacientes"),
    ("fase", "fases"),
    ("interés", "intereses"),
    ("subcutáneo", "subcutánea"),
    ("genético", "genéticas"),
    ("genética", "genéticas"),
    ("clínicas", "clínica"),
    ("nuevo", "nueva"),
    ("nerviosa", "nervioso"),
    ("doctor", "doctoras"),
    ("oncólogo", "oncólogas"),
    ("consejero", "consejera"),
    ("agudo", "agudas"),
    ("maduro", "madura"),
    ("posoperatorio", "postoperatoria"),
    ("postmenopáusico", "posmenopáusica"),
    ("trasplante", "transplantes"),
    ("cardiaco", "cardíaca"),
    ("colonoscopia", "colonoscopías"),
    ("angioplastía", "angioplastia"),
    ("período", "periodos"),
]
NOT_SPANISH = [("caso", "casa"), ("estudio", "estudia"), ("puerto", "puerta"), ("seno", "sena")]


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        *(("fr", *pair) for pair in FRENCH),
        *(("en", *pair) for pair in ENGLISH),
        *(("es", *pair) for pair in SPANISH),
    ],
)
def test_an_inflected_word_is_found(language: str, term: str, text: str) -> None:
    assert is_found(language, term, text)


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        *(("fr", *pair) for pair in NOT_FRENCH),
        *(("en", *pair) for pair in NOT_ENGLISH),
        *(("es", *pair) for pair in NOT_SPANISH),
    ],
)
def test_another_word_is_not_taken_for_an_inflected_one(language: str, term: str, text: str) -> None:
    assert not is_found(language, term, text)


def test_a_language_without_rules_inflects_nothing() -> None:
    assert is_found("de", "Haus", "Haus")
    assert not is_found("de", "auto", "autos")


def test_a_region_changes_nothing() -> None:
    assert inflection_of("fr-CA") is inflection_of("fr")
    assert inflection_of("pt_BR") is inflection_of("xx")


@pytest.mark.parametrize(
    ("word", "expected"), [("Œdème", "oedème"), ("CÆCUM", "caecum"), ("e\u0301tat", "état"), ("PD", "pd")]
)
def test_capitals_and_ligatures_do_not_matter(word: str, expected: str) -> None:
    assert plain(word) == expected


def test_accents_can_be_left_out() -> None:
    assert without_accents("mélanome") == "melanome"
