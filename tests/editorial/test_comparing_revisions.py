"""What differs between two whole revisions, and that no text is slow to compare."""

from __future__ import annotations

import pytest
from django.utils import translation

from articles.models import ArticleRevision
from glossary.models import TermRevision
from portal.editorial.aligning import Effort
from portal.editorial.blocks import marked_blocks
from portal.editorial.cleaning import clean
from portal.editorial.comparing import compare
from portal.editorial.models import Category, ContributionRole
from tests.conftest import Make
from tests.editorial.test_comparing import INS, article, changed
from tests.yardstick import at_most

SOURCES = [
    {"title": f"Guide {n}", "publisher": "HAS", "url": "", "doi": "", "accessed_on": ""} for n in "abc"
]
PERSON = {"name": "Marie Petit", "slug": "marie-petit", "role": "author", "qualification": "Médecin"}


class TestRevisions:
    def test_equal_revisions_have_no_changed_part(self) -> None:
        comparison = compare(article(body="<p>a</p>"), article(body="<p>a</p>"))
        assert comparison.changed == []
        assert comparison.changed_words == 0
        assert {"title", "slug", "body", "faq", "sources", "kind"} <= {part.name for part in comparison.parts}

    def test_what_is_derived_is_no_part(self) -> None:
        names = {part.name for part in compare(None, TermRevision(title="T", slug="t", letter="T")).parts}
        assert not names & {"sort_key", "letter", "toc", "html", "words", "source_number"}

    def test_without_an_old_revision_everything_is_new(self) -> None:
        comparison = compare(None, article(body="<p>un mot</p>", key_points="a\nb", funding="Aucun"))
        found = changed(comparison)
        assert found["title"] == 1
        assert found["body"] == 2
        assert found["key_points"] == 2
        assert "summary" not in found
        assert all("<del" not in part.html for part in comparison.parts)

    def test_the_words_of_all_parts_are_added_up(self) -> None:
        comparison = compare(article(body="<p>un mot</p>"), article(title="Autre titre", body="<p>un</p>"))
        assert changed(comparison) == {"title": 2, "body": 1}
        assert comparison.changed_words == 3

    def test_labels_are_those_of_the_fields_and_parts(self) -> None:
        labels = {part.name: str(part.label) for part in compare(None, article()).parts}
        assert labels["title"] == "titre"
        assert labels["sources"] == "sources"

    def test_how_urgent_a_box_is_is_told_in_words(self) -> None:
        text = "<p>Appelez si vous avez de la fièvre.</p>"
        before = article(body=f'<aside data-care="today">{text}</aside>')
        after = article(body=f'<aside data-care="emergency">{text}</aside>')
        with translation.override("en"):
            body = next(part for part in compare(before, after).changed if part.name == "body")
        assert 'data-care="today"><p class="care">Do not wait until tomorrow</p><p>Appelez' in body.html
        assert 'data-care="emergency"><p class="care">Emergency</p><p>Appelez' in body.html

    def test_a_choice_is_shown_by_its_label(self) -> None:
        parts = {p.name: p for p in compare(article(kind="guide"), article(kind="question")).parts}
        assert "guide" in parts["kind"].html.lower()
        assert parts["kind"].is_changed

    def test_a_row_put_in_leaves_the_others_alone(self) -> None:
        new = [{**SOURCES[0], "title": "Tout autre livre"}, *SOURCES]
        part = next(
            p
            for p in compare(article(source_rows=SOURCES), article(source_rows=new)).parts
            if p.name == "sources"
        )
        assert part.html.count("<li>") == 4
        assert "<del" not in part.html
        assert part.words == 4  # with its publisher

    def test_a_question_answered_anew_stays_one_question(self) -> None:
        old = article(faq=[{"question": "Est-ce long ?", "answer": "Une heure."}])
        new = article(faq=[{"question": "Est-ce long ?", "answer": "Non, jamais."}])
        part = compare(old, new).changed[0]
        assert part.name == "faq"
        assert part.html.count("<li>") == 1
        assert "<p>Est-ce long ?</p>" in part.html

    def test_a_line_of_the_key_points_is_a_row(self) -> None:
        part = compare(article(key_points="un\ndeux"), article(key_points="un\nzéro\ndeux")).changed[0]
        assert part.html == f"<ul><li>un</li><li>{INS}zéro</ins></li><li>deux</li></ul>"

    def test_contributors_are_shown_with_their_part_and_not_their_address(self) -> None:
        part = compare(article(), article(contributor_rows=[PERSON])).changed[0]
        assert part.name == "contributors"
        assert str(ContributionRole.AUTHOR.label) in part.html
        assert "marie-petit" not in part.html
        moved = [{**PERSON, "slug": "m-petit"}]
        changed_address = compare(article(contributor_rows=[PERSON]), article(contributor_rows=moved))
        assert "m-petit" in changed_address.changed[0].html

    def test_rows_of_a_kind_of_page_are_compared_too(self) -> None:
        old = TermRevision(title="T", slug="t", synonym_rows=[{"text": "un", "kind": "synonym"}])
        new = TermRevision(title="T", slug="t", synonym_rows=[{"text": "un", "kind": "variant"}])
        part = compare(old, new).changed[0]
        assert part.name == "synonyms"
        assert part.words == 2  # "synonyme", "autre graphie"

    def test_another_category_of_the_same_name_is_another(self) -> None:
        old = article(category=Category(pk=1, name="Soin"))
        new = article(category=Category(pk=2, name="Soin"))
        assert changed(compare(old, new)) == {"category": 1}

    def test_nothing_an_editor_writes_is_markup(self) -> None:
        evil = "<script>alert(1)</script>"
        row = {"question": evil, "answer": f"{evil}\n{evil}"}
        new = article(title=evil, summary=evil, key_points=evil, funding=evil, faq=[row])
        for part in compare(article(), new).parts:
            assert "<script" not in part.html

    def test_a_working_copy_is_compared_with_what_is_live(self, make_article: Make) -> None:
        page = make_article(body="<p>Un texte.</p>", summary="L'eau.")
        page.body = "<p>Un autre texte.</p>"
        drawn = ArticleRevision.drawn_from(page)
        assert changed(compare(page.live_revision, drawn)) == {"body": 1}


LARGE = 100_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>a</p>" * 50_000, "<p>b</p>" * 50_000),
        ("<p>a</p><p>b</p>" * 25_000, "<p>b</p><p>b</p><p>a</p>" * 16_000),
        ("<p>" + "a b " * 99_000, "<p>" + "b b a " * 66_000),
        ("<p>" + " ".join(map(str, range(60_000))), "<p>" + " ".join(map(str, range(60_000, 0, -1)))),
        (("<p>" + "le mot de la fin " * 20) * 1_100, ("<p>" + "la fin de ce mot " * 20) * 1_100),
        ("<blockquote>" * 250 + "a", "<blockquote>" * 250 + "b"),
        ("<em>" * 250 + "a <code>b</code>" * 20_000, "<em>" * 250 + "b <code>c</code>" * 20_000),
        ("<table><tr><td>" * 120 + "a", "<table><tr><td>" * 120 + "b"),
        ("<p>a" + " " * 390_000 + "b", "<p>b" + " " * 390_000 + "a"),
    ],
    ids=range(9),
)
def test_no_two_texts_are_slow_to_compare(old: str, new: str) -> None:
    texts = [clean(text, media_url="/media/") for text in (old[:LARGE], new[:LARGE])]
    with at_most(1.5):
        html, number = marked_blocks(*texts, languages=("fr", "fr"), effort=Effort())
    assert number > 0
    assert len(html) < 12 * LARGE
