"""How easy a text is to read: syllables, words, sentences, the score, and the long sentences."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.editorial.cleaning import clean
from portal.editorial.limits import ARTICLE_SCORE_MIN, DEFINITION_SCORE_MIN
from portal.editorial.preparing import plain_text, prepare
from portal.editorial.readability import (
    LONG_SENTENCE,
    LONGEST_MAX,
    WORDS_MIN,
    Sentence,
    TextKind,
    mark_long,
    measure,
)
from portal.editorial.syllables import english_syllables, french_syllables
from tests.editorial.test_preparing import Balance, soup
from tests.yardstick import at_most

HERE = Path(__file__).parent
N = "\u202f"
LONG = "Le " + "mot " * LONG_SENTENCE["fr"] + "fin."


def counted(language: str) -> list[tuple[str, int]]:
    lines = (HERE / f"syllables_{language}.txt").read_text().splitlines()
    rows = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return [(word, int(number)) for word, number in rows]


def sentences(html: str, language: str = "fr") -> int:
    found = measure(html + "<p>" + "mot " * WORDS_MIN + "</p>", language=language)
    assert found is not None
    return found.sentences - 1


class TestSyllables:
    @pytest.mark.parametrize(
        ("language", "count", "least"), [("fr", french_syllables, 120), ("en", english_syllables, 80)]
    )
    def test_nearly_all_words_counted_by_hand_are_counted_alike(
        self, language: str, count: Callable[[str], int], least: int
    ) -> None:
        rows = counted(language)
        wrong = [(word, count(word), number) for word, number in rows if count(word) != number]
        assert len(rows) >= least
        assert len(wrong) <= 0.05 * len(rows), wrong

    def test_punctuation_and_capitals_change_nothing(self) -> None:
        assert french_syllables("«Immunothérapie»,") == french_syllables("immunothérapie") == 6
        assert english_syllables("“Medicine”.") == english_syllables("medicine") == 3

    @given(st.text(max_size=50))
    def test_every_word_has_a_syllable(self, word: str) -> None:
        assert french_syllables(word) >= 1
        assert english_syllables(word) >= 1


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("Le Dr Martin et le Pr. Petit sont là. Ils parlent.", 2),
            ("Certains médicaments (p. ex. Paracétamol) aident.", 1),
            ("Il y a des nausées, des vomissements, etc. La fatigue est fréquente.", 2),
            ("Nausées, fatigue, etc. peuvent survenir.", 1),
            ("La dose est de 3,5 mg. La suivante est de 1.5 mg.", 2),
            ("Voir M. Durand, cf. Annexe, vol. 3.", 1),
            ("Quoi ? Oui ! Bien… Peut-être.", 4),
            (f"«{N}Pourquoi{N}?{N}» demanda-t-elle. Il dit : «{N}Oui.{N}» Elle rit.", 3),
            ("1. Se laver les mains.", 1),
            ("L’hépatite B. Elle guérit souvent.", 2),
            ("J. Dupont a écrit.", 1),
            ("https://www.exemple.fr/a.b est une adresse.", 1),
        ],
    )
    def test_french_sentences_end_where_they_end(self, text: str, number: int) -> None:
        assert sentences(f"<p>{text}</p>") == number

    def test_english_abbreviations_end_no_sentence(self) -> None:
        assert sentences("<p>See Dr. Smith, e.g. Monday at 3.5 p.m. or later. Then rest.</p>", "en") == 2

    def test_headings_items_and_lines_are_sentences(self) -> None:
        assert (
            sentences("<h2>Un titre</h2><p>Deux<br>lignes</p><ul><li>un</li><li><p>deux</p></li></ul>") == 5
        )

    def test_tables_are_left_out(self) -> None:
        table = "<table><tbody><tr><td>un</td><td>deux. Trois.</td></tr></tbody></table>"
        assert sentences(table) == 0

    def test_inline_elements_cut_no_sentence(self) -> None:
        assert sentences('<p>Un <strong>mot</strong> et <a href="/a">un lien</a>.</p>') == 1


class TestScore:
    def test_the_french_score_is_that_of_kandel_and_moles(self) -> None:
        found = measure("Le chat dort. " * 10, language="fr")
        assert found is not None
        assert (found.words, found.sentences, found.syllables) == (30, 10, 30)
        assert found.score == 100.0  # 207 - 1.015 * 3 - 73.6 = 130.4
        found = measure("Immunothérapie anticancéreuse particulièrement recommandée. " * 5, language="fr")
        assert found is not None
        assert found.score == 0.0

    def test_the_formulae_are_applied_as_printed(self) -> None:
        french = measure("Le médecin vous explique le traitement. " * 5, language="fr-FR")
        assert french is not None
        assert french.syllables == 5 * (1 + 3 + 1 + 2 + 1 + 3)
        assert french.score == round(207 - 1.015 * 6 - 73.6 * 11 / 6, 1)
        english = measure("The doctor explains your treatment to you. " * 5, language="en")
        assert english is not None
        assert english.score == round(206.835 - 1.015 * 7 - 84.6 * 10 / 7, 1)

    def test_a_plain_french_page_reads_as_easily_as_those_of_the_state(self) -> None:
        text = (
            "<h2>Quels sont les effets du traitement ?</h2><p>Le traitement peut causer de la fatigue, des"
            " démangeaisons ou de la diarrhée. Ces effets apparaissent le plus souvent au cours des premières"
            " semaines, mais ils peuvent aussi survenir plusieurs mois après la dernière perfusion. Parlez-en"
            " à votre médecin dès les premiers signes, car une prise en charge rapide évite que les symptômes"
            " ne s’aggravent.</p>"
        )
        found = measure(text, language="fr")
        assert found is not None
        assert 62 <= found.score <= 77

    def test_other_languages_and_short_texts_have_no_score(self) -> None:
        assert measure("mot " * 100, language="de") is None
        assert measure("mot " * (WORDS_MIN - 1), language="fr") is None
        assert measure("mot " * WORDS_MIN, language="fr") is not None
        assert measure("", language="fr") is None

    def test_the_summary_counts_and_may_stand_alone(self) -> None:
        found = measure("<p>Un & deux.</p>", language="fr", summary="Un < deux. " * WORDS_MIN)
        assert found is not None
        assert found.words == 2 * WORDS_MIN + 2

    def test_a_figure_with_its_thousands_is_one_word(self) -> None:
        found = measure(f"Il y en a 12{N}000 000. " * 10, language="fr")
        assert found is not None
        assert found.words == 50

    @pytest.mark.parametrize(
        ("kind", "least"), [("article", ARTICLE_SCORE_MIN), ("definition", DEFINITION_SCORE_MIN)]
    )
    def test_hard_is_what_lies_under_the_limit(self, kind: TextKind, least: int) -> None:
        found = measure("mot " * WORDS_MIN, language="fr")
        assert found is not None
        assert replace(found, score=least - 0.1).is_hard(kind)
        assert not replace(found, score=float(least)).is_hard(kind)


class TestLongSentences:
    def test_only_sentences_over_the_limit_are_long(self) -> None:
        limit = LONG_SENTENCE["fr"]
        found = measure("Mot " + "mot " * (limit - 1) + ". Mot " + "mot " * limit + ".", language="fr")
        assert found is not None
        assert [sentence.words for sentence in found.longest] == [limit + 1]

    def test_the_longest_come_first_and_no_more_than_a_few(self) -> None:
        text = "".join(f"<p>{'mot ' * (40 + n)}</p>" for n in range(2 * LONGEST_MAX))
        found = measure(text, language="fr")
        assert found is not None
        lengths = [sentence.words for sentence in found.longest]
        assert lengths == sorted(lengths, reverse=True)
        assert len(lengths) == LONGEST_MAX
        assert lengths[0] == 39 + 2 * LONGEST_MAX

    def test_a_long_sentence_is_marked_in_what_readers_get(self) -> None:
        html = clean(f"<p>Court. {LONG} L'autre ?</p>")
        found = measure(html, language="fr")
        assert found is not None
        marked = mark_long(prepare(html, language="fr").html, found.longest)
        assert f'<p>Court. <mark class="long-sentence">{LONG}</mark> L’autre{N}?</p>' in marked

    def test_typography_hides_no_sentence(self) -> None:
        html = clean("<p>" + "l'eau " * 40 + "est-elle «bonne» ? Oui...</p>")
        found = measure(html, language="fr")
        assert found is not None
        assert mark_long(prepare(html, language="fr").html, found.longest).count("<mark") == 1

    def test_marks_stop_at_the_borders_of_elements(self) -> None:
        html = clean("<p>Oui. Un <em>deux &amp;</em> <a href='/a'>trois. Quatre</a></p>")
        marked = mark_long(html, [Sentence("Un deux & trois.", 3)])
        mark = '<mark class="long-sentence">'
        assert marked == (
            f'<p>Oui. {mark}Un</mark> <em>{mark}deux &amp;</mark></em> <a href="/a">'
            f"{mark}trois.</mark> Quatre</a></p>"
        )

    def test_nothing_is_marked_when_no_sentence_is_long(self) -> None:
        assert mark_long("<p>Un&nbsp;mot.</p>", []) == "<p>Un&nbsp;mot.</p>"

    @given(soup)
    def test_marks_break_no_markup_and_change_no_word(self, html: str) -> None:
        prepared = prepare(clean(html, media_url="/media/"), language="fr").html
        every = [Sentence(line, 1) for line in plain_text(prepared).splitlines()]
        marked = mark_long(prepared, [*every, Sentence("a a", 2), Sentence("b", 1)])
        assert Balance(marked).problems == []
        assert plain_text(re.sub("</?mark[^>]*>", "", marked)) == plain_text(prepared)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "html",
    [
        "a" * 400_000,
        "." * 100_000,
        "Mot. " * 80_000,
        "un mot " * 57_000,
        "A. " * 130_000,
        ". »" * 130_000,
        "1 000 " * 60_000,
        "<p>a</p>" * 50_000,
        "<em>a</em> " * 40_000,
        "." + " " * 400_000,
        "a’" * 200_000,
        "eiou" * 100_000,
        "<" * 400_000,
    ],
)
def test_no_text_is_slow_to_measure(html: str, language: str) -> None:
    with at_most(3):
        found = measure(html, language=language)
        mark_long(html, found.longest if found else [Sentence("mot", 1)])
