import math
from pathlib import Path

import pytest

from comments.triage import Finding, Words, examine, load
from comments.triage.folding import fold
from comments.triage.reading import Reading
from comments.triage.reasons import REASONS
from comments.triage.weighing import (
    AGAINST,
    DENIED,
    ENOUGH,
    Weighing,
    features,
    models,
    scale,
    sentences,
)

# Found by its words together: no entry of a list stands in it.
UNFORESEEN = "J'ai confié le chien à ma sœur et vidé le frigo, tout est rangé pour après."


def likely(text: str, signal: str, words: Words | None = None) -> list[Finding]:
    found = examine(text, language="fr", words=words)
    return [finding for finding in found.findings if finding.rule == f"{signal}.likely"]


def own(directory: Path, name: str, text: str) -> Words:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load(directory)


def heaviest(text: str, signal: str, language: str = "fr") -> float:
    reading = Reading(fold(text), [load().languages[language]])
    return Weighing(reading, [language]).heaviest(signal, language)[0]


def test_each_language_has_weights_for_each_weighed_signal() -> None:
    assert {code: set(by_signal) for code, by_signal in models().items()} == {
        code: set(by_signal) for code, by_signal in ENOUGH.items()
    }
    assert set(ENOUGH) == {"en", "fr"}
    assert all(f"{signal}.likely" in REASONS for signal in ENOUGH["fr"])
    assert set(AGAINST) <= set(ENOUGH["fr"])


def test_words_together_are_found_with_those_that_weigh_most() -> None:
    [finding] = likely(UNFORESEEN, "distress")
    assert all(0 <= start < end <= len(UNFORESEEN) for start, end in finding.spans)
    assert sum(end - start for start, end in finding.spans) < len(UNFORESEEN)
    assert not likely("J'ai confié le chien à ma sœur pendant les vacances.", "distress")


@pytest.mark.parametrize("signal", AGAINST)
def test_an_operators_own_entry_is_never_overruled(tmp_path: Path, signal: str) -> None:
    text = "Combien de patients en France reçoivent ce traitement chaque année ?"
    if signal == "advice":
        text = "La vidéo du professeur est très belle, bravo au zèbre et à toute l'équipe !"
    word = "zebre" if signal == "advice" else "patients"
    assert heaviest(text, signal) < AGAINST[signal]
    assert signal not in examine(text, language="fr")
    assert signal in examine(text, language="fr", words=own(tmp_path, f"fr/{signal}.txt", f"{word}\n"))


@pytest.mark.parametrize("name", ["distress", "urgent"])
def test_what_an_operator_excepts_is_not_weighed(tmp_path: Path, name: str) -> None:
    words = own(tmp_path, f"fr/{name}.txt", "! confie .. chien ... frigo\n! tout est range pour apres\n")
    assert likely(UNFORESEEN, "distress")
    assert not likely(UNFORESEEN, "distress", words)


def test_the_words_overrule_a_rule_that_fits_by_chance() -> None:
    text = "Mon voisin s'est suicidé en 2009, bien avant que ces traitements existent."
    reading = Reading(fold(text), [load().languages["fr"]])
    assert reading.hits("distress")
    assert Weighing(reading, ["fr"]).judge("distress", {"distress.words": reading.hits("distress")}) == {}
    assert "distress" not in examine(text, language="fr")


def test_an_ordinary_letter_around_it_makes_a_sentence_weigh_less() -> None:
    alone = "Elle n'est plus là."
    around = "Merci pour le schéma. Le tram était en panne, j'ai lu le journal et mangé une tarte. "
    assert heaviest(around + alone, "distress") < heaviest(alone, "distress")


def test_a_denied_word_is_another_word() -> None:
    reading = Reading(fold("Pas de fièvre depuis hier."), [load().languages["fr"]])
    [place] = sentences(reading)
    assert place.stems == ["pas", "de", f"{DENIED}fievr", "depui", "hier"]


def test_each_row_of_words_counts_once_and_many_words_do_not_weigh_more() -> None:
    assert features(["a", "b", "a", "b"]) == {"a", "b", "a b", "b a", "a b a", "b a b"}
    assert scale(["a"]) == scale(["a"] * 16) == 4.0
    assert scale(["a"] * 64) == math.sqrt(64)


def test_an_advertisers_account_is_a_link_and_a_readers_is_personal() -> None:
    selling = "Graviola guérit le cancer, 30 € la cure, commande sur telegram @graviola_bio"
    assert "link.account" in {finding.rule for finding in examine(selling, language="fr").findings}
    assert "personal_data" not in examine(selling, language="fr")
    assert "personal_data" in examine("On peut parler, mon insta : jeanne_d_44", language="fr")
