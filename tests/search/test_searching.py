"""What is found, in which order; the same on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.search.limits import FOUND_MAX, PER_PAGE
from tests.search.conftest import Make, find, titles


def test_names_come_before_summaries_and_these_before_texts(index: Make) -> None:
    index("Du texte", "Le vaccin, un vaccin, des vaccins. " * 20)
    index("Du résumé", "Rien.", summary="Sur le vaccin.")
    index("Le vaccin dans le titre", "Rien.")
    index("Vaccin", "Rien.", kind="term")
    assert titles("vaccin") == ["Vaccin", "Le vaccin dans le titre", "Du résumé", "Du texte"]


def test_the_word_as_typed_comes_before_others_of_its_stem(index: Make) -> None:
    index("Organismes vivants")
    index("Organe vivant")
    assert titles("organe")[0] == "Organe vivant"
    assert titles("organismes")[0] == "Organismes vivants"


def test_synonyms_are_names(index: Make) -> None:
    index("Effet indésirable", kind="term", names=["effet secondaire", "EI"])
    index("Effet secondaire rare", "Un effet secondaire.")
    assert titles("effets secondaires")[0] == "Effet indésirable"
    found = find("EI").definition
    assert found
    assert found.title == "Effet indésirable"


@pytest.mark.parametrize(
    "query",
    [
        "qu'est-ce que l'immunothérapie ?",
        "l immunothérapie",
        "Immunothérapies",
        "immunoterapie",
        "immuno-thérapie",
    ],
)
def test_a_question_about_a_term_is_answered_by_its_definition(index: Make, query: str) -> None:
    index("Immunothérapie", kind="term", summary="Un traitement.")
    index("Autre chose", "L’immunothérapie est un traitement.")
    found = find(query).definition
    assert found
    assert found.title == "Immunothérapie"


def test_a_query_that_holds_the_name_of_the_best_term_is_answered_by_its_definition_too(index: Make) -> None:
    text = "Sous immunothérapie, ils passent souvent."
    index("Effet indésirable", text, kind="term", summary="Un effet gênant.", names=["effet secondaire"])
    index("Fatigue", text)
    found = find("immunotherapie effets secondaire").definition
    assert found
    assert found.title == "Effet indésirable"
    assert find("immunotherapie secondaire").definition is None  # a part of a name is none
    assert find("fatigue immunotherapie").definition is None


@pytest.mark.parametrize("query", ["anti-PD-1", "anti-PD1", "anti PD-1", "antiPD1", "PD-1", "pd1", "PD 1"])
def test_hyphens_may_be_left_out(index: Make, query: str) -> None:
    index("Anticorps", "Un anti-PD-1 libère les lymphocytes.")
    index("Autre", "Un anticorps, 1 fois.")
    assert titles(query) == ["Anticorps"]


def test_cart_cells_are_found_although_car_means_nothing(index: Make) -> None:
    index("Cellules CAR-T", kind="term")
    index("Autre", "Les lymphocytes T, car ils comptent.")
    assert titles("car t")[0] == titles("CAR-T")[0] == titles("cart")[0] == "Cellules CAR-T"


def test_quoted_words_stand_in_this_order(index: Make) -> None:
    index("Oui", "Un essai clinique commence.")
    index("Non", "Un essai. Le clinique d’un essai.")
    assert titles('"essai clinique"') == titles("«\u202fEssai Clinique\u202f»") == ["Oui"]
    assert set(titles("essai clinique")) == {"Oui", "Non"}


def test_no_quotation_reaches_across_two_parts(index: Make) -> None:
    index("Un essai", summary="Clinique du Nord.")
    assert titles('"essai clinique"') == []


def test_words_after_a_minus_do_not_occur(index: Make) -> None:
    index("Avec", "Un vaccin contre la grippe.")
    index("Sans", "Un vaccin contre le cancer.")
    assert titles("vaccin -grippes") == ["Sans"]
    assert titles('vaccin -"contre le cancer"') == ["Avec"]
    assert titles("-vaccin") == []


@pytest.mark.parametrize("query", ["immunoterapie", "imunothérapie", "immunothérpaie", "immunoterapies"])
def test_one_typing_error_in_a_word_is_put_right(index: Make, query: str) -> None:
    index("Titre", "L’immunothérapie agit.")
    found = find(query)
    assert found.plan.meant == "immunothérapie"
    assert found.total == 1


def test_two_errors_short_words_and_known_words_are_left_alone(index: Make) -> None:
    index("Titre", "L’immunothérapie du rein, rien de plus.")
    assert titles("imunoterapie") == []
    assert find("rin").plan.meant == ""
    assert find("rein").plan.meant == ""


def test_the_more_frequent_of_two_corrections_is_meant(index: Make) -> None:
    index("Rare", "Un foin.")
    for _ in range(5):
        index("Fréquent", "Un soin.")
    assert find("soinn").plan.meant == "soin"


def test_beginnings_are_found(index: Make) -> None:
    index("Mélanome", kind="term")
    assert titles("mélano") == ["Mélanome"]


def test_other_languages_find_beginnings_of_words_that_exist(index: Make) -> None:
    index("Očkování", "Očko.", language="xx")
    index("Očko", language="xx")
    assert set(titles("OCKO", "xx")) == {"Očkování", "Očko"}


def test_english_has_its_own_rules(index: Make) -> None:
    index("Tumours", "The patient's tumour shrank.", language="en")
    assert titles("tumor", "en") == titles("tumors patients", "en") == titles("tumuor", "en") == ["Tumours"]


def test_where_no_page_holds_all_words_those_with_the_rarest_are_shown(index: Make) -> None:
    for _ in range(3):
        index("Fréquent", "Un traitement.")
    index("Rare", "La perfusion.")
    found = find("traitement perfusion")
    assert found.exact == 0
    assert found.results[0].title == "Rare"


def test_a_title_with_all_words_beats_a_long_text(index: Make) -> None:
    index("Long", "La fatigue. Le travail. " * 50)
    index("Fatigue et travail", "Peu.")
    assert titles("travail fatigue")[0] == "Fatigue et travail"


def test_only_what_is_live_now_is_found(index: Make) -> None:
    now = timezone.now()
    index("Demain", "vaccin", public_from=now + timedelta(days=1))
    index("Jusqu’à demain", "vaccin", public_until=now + timedelta(days=1))
    index("Passé", "vaccin", public_until=now)
    assert titles("vaccin") == ["Jusqu’à demain"]


def test_questions_lose_the_words_that_every_text_holds(index: Make) -> None:
    index("Fièvre", "En cas de fièvre, appelez.")
    index("Autre", "Que faire quand on est fatigué ?")
    assert titles("que faire quand on a de la fièvre ?") == ["Fièvre"]
    assert titles("quand") == ["Autre"]


def test_the_passage_shows_the_words(index: Make) -> None:
    index(
        "Titre",
        "Du texte. " * 80 + "Puis une perfusion à l’hôpital. " + "Encore. " * 80,
        summary="Un résumé.",
    )
    snippet = find("perfusions hopital").results[0].snippet
    assert "<mark>perfusion</mark> à l’<mark>hôpital</mark>" in snippet
    assert snippet.startswith("… ")
    assert len(snippet) < 400


def test_markup_in_texts_is_shown_as_text(index: Make) -> None:
    index("Titre", "<script>vaccin</script> & <mark>")
    snippet = find("vaccin").results[0].snippet
    assert snippet == "&lt;script&gt;<mark>vaccin</mark>&lt;/script&gt; &amp; &lt;mark&gt;"


def test_pages_of_results_do_not_overlap(index: Make) -> None:
    for number in range(2 * PER_PAGE + 1):
        index(f"Vaccin numéro {number}")
    pages = [titles("vaccin", page=number) for number in (1, 2, 3)]
    assert len({title for page in pages for title in page}) == 2 * PER_PAGE + 1
    assert find("vaccin", page=99).page == 3


def test_no_more_is_found_than_anybody_reads(index: Make) -> None:
    for _ in range(FOUND_MAX + 1):
        index("Vaccin")
    assert find("vaccin").total == FOUND_MAX


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("oeil", "Les yeux.", "yeux"),
        ("yeux", "Un ŒIL.", "ŒIL"),
        ("oedeme", "Un o\u0302edème, un Œdème.", "Œdème"),
        ("pd1", "Un anti-PD-1.", "PD-1"),
        ("evaluer", "L’e\u0301valuation, évaluée.", "évaluée"),
        ("ανοσία", "Η ΑΝΟΣΊΑ.", "ΑΝΟΣΊΑ"),
    ],
)
def test_whatever_was_found_is_marked(index: Make, query: str, text: str, marked: str) -> None:
    index("Titre", text)
    assert f"<mark>{marked}</mark>" in find(query).results[0].snippet


@pytest.mark.parametrize(
    ("query", "text"),
    [("tumor", "tumours"), ("woman", "women"), ("edema", "oedemas"), ("foot", "feet"), ("fetus", "foetus")],
)
def test_english_spellings_are_marked(index: Make, query: str, text: str) -> None:
    index("Title", text, language="en")
    assert find(query, "en").results[0].snippet == f"<mark>{text}</mark>"


def test_a_word_of_very_many_pages_is_found_in_names_and_summaries(
    index: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.search.searching.FOUND_MAX", 3)
    monkeypatch.setattr("portal.search.engines.base.COMMON", 1)
    for _ in range(4):
        index("Du texte", "Un vaccin.")
    for _ in range(3):
        index("Du résumé", "Un vaccin et la grippe.", summary="Des vaccins.")
    assert set(titles("vaccin")) == {"Du résumé"}
    assert "Du résumé" not in titles("vaccin -grippe")
    index("Vaccin", kind="term")
    assert titles("vaccin")[0] == "Vaccin"


def test_a_name_that_is_the_query_comes_first_among_very_many_that_hold_it(
    index: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.search.searching.RANKED", 3)
    for number in range(6):
        index(f"Vaccins, vaccins {number}", summary="Vaccins, vaccins.")
    index("Injection qui prévient", "Rien.", kind="term", names=["Les vaccins d’aujourd’hui", "vaccins"])
    assert titles("vaccins")[0] == "Injection qui prévient"


def test_a_stem_is_not_taken_for_a_word(index: Make) -> None:
    index("Oui", "La durée du traitement.")
    index("Non", "Une peau dure.")
    assert titles("durée") == ["Oui"]


def test_a_heading_is_parted_from_what_follows_it(index: Make) -> None:
    index("Titre", "Quand appeler\nLes vaccins.\nÀ la fin.")
    assert find("vaccin").results[0].snippet == "Quand appeler · Les <mark>vaccins</mark>.\nÀ la fin."


def test_no_passage_begins_with_what_parts_two_lines(index: Make) -> None:
    index("Titre", "\nUn vaccin.")
    assert find("vaccin").results[0].snippet == "Un <mark>vaccin</mark>."
