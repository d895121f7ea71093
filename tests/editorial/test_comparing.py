"""What differs between two revisions: which parts, which words, and how many."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import ArticleRevision
from glossary.models import TermRevision
from portal.editorial.aligning import Effort, steps
from portal.editorial.blocks import marked_blocks
from portal.editorial.cleaning import clean
from portal.editorial.comparing import Comparison, compare
from portal.editorial.marking import marked, text_tokens
from portal.editorial.models import Category, ContributionRole
from portal.editorial.preparing import plain_text
from tests.conftest import Make
from tests.editorial.test_preparing import Balance, soup

DEL, INS = '<del class="diff-words">', '<ins class="diff-words">'


def article(**fields: Any) -> ArticleRevision:
    standard = {"language": "fr", "title": "Titre", "slug": "titre"}
    return ArticleRevision(**standard | fields)


def difference(old: str, new: str) -> tuple[str, int]:
    texts = [clean(text, media_url="/media/") for text in (old, new)]
    return marked_blocks(*texts, languages=("fr", "fr"), effort=Effort())


def words(old: str, new: str) -> tuple[str, int]:
    return marked(text_tokens(old), text_tokens(new), Effort())


def changed(comparison: Comparison) -> dict[str, int]:
    return {part.name: part.words for part in comparison.changed}


class TestWords:
    @pytest.mark.parametrize(
        ("old", "new", "html", "number"),
        [
            ("Le chat dort.", "Le chien dort.", f"Le{DEL} chat</del>{INS} chien</ins> dort.", 1),
            ("Un mot", "Un seul mot", f"Un{INS} seul</ins> mot", 1),
            ("Un seul mot", "Un mot", f"Un{DEL} seul</del> mot", 1),
            ("a b c", "x y", f"{DEL}a b c</del>{INS}x y</ins>", 3),
            ("l’eau", "l’air", f"l’{DEL}eau</del>{INS}air</ins>", 1),
            ("3,5 mg", "3,6 mg", f"{DEL}3,5</del>{INS}3,6</ins> mg", 1),
            ("Oui.", "Oui !", f"Oui{DEL}.</del>{INS} !</ins>", 1),
            ("a < b", "a > b", f"a{DEL} &lt;</del>{INS} &gt;</ins> b", 1),
            ("un\ndeux", "un\ndeux", "un<br>deux", 0),
        ],
    )
    def test_words_are_marked_and_counted(self, old: str, new: str, html: str, number: int) -> None:
        assert words(old, new) == (html, number)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("10 mg ?", "10\u202fmg\u00a0?"),
            ("l'eau", "l’eau"),
            ('un "mot"...', "un “mot”…"),
            ("1 000", "1\u202f000"),
            ("immuno\u00adthérapie", "immunothérapie"),
            ("e\u0301té", "été"),
            ("mot?", "mot\u202f?"),
        ],
    )
    def test_what_only_typography_tells_apart_is_equal(self, old: str, new: str) -> None:
        assert words(old, new)[1] == words(new, old)[1] == 0

    @pytest.mark.parametrize(("old", "new"), [("peut être", "peut-être"), ("Elle", "elle"), ("1,5", "15")])
    def test_other_spellings_are_other_words(self, old: str, new: str) -> None:
        assert words(old, new)[1] > 0


class TestBody:
    @pytest.mark.parametrize(
        ("old", "new", "html", "number"),
        [
            ("<p>un mot</p>", "<p>un mot</p>", "<p>un mot</p>", 0),
            ("", "<h2>Un</h2>", '<ins class="diff-block"><h2>Un</h2></ins>', 1),
            ("<p>a</p><hr>", "<p>a</p>", '<p>a</p><del class="diff-block"><hr></del>', 1),
            ("<h2>Avant</h2>", "<h2>Après</h2>", f"<h2>{DEL}Avant</del>{INS}Après</ins></h2>", 1),
            (
                "<ul><li>un deux</li></ul>",
                "<ul><li>zéro</li><li>un trois</li></ul>",
                '<ul><li><ins class="diff-block">zéro</ins></li>'
                f"<li>un{DEL} deux</del>{INS} trois</ins></li></ul>",
                2,
            ),
            (
                "<table><tr><th>a</th><td>1</td></tr></table>",
                "<table><tr><th>a</th><td>2</td></tr><tr><th>b</th><td></td></tr></table>",
                f"<table><tbody><tr><th>a</th><td>{DEL}1</del>{INS}2</ins></td></tr>"
                '<tr><th><ins class="diff-block">b</ins></th><td></td></tr></tbody></table>',
                2,
            ),
            (
                "<p>un mot fort</p>",
                "<p>un <strong>mot</strong> fort</p>",
                f"<p>un{DEL} mot</del><strong>{INS} mot</ins></strong> fort</p>",
                1,
            ),
            (
                '<p><a href="/a">ici</a></p>',
                '<p><a href="/b">ici</a></p>',
                '<p><a href="/b">ici</a><del class="diff-address"> /a</del>'
                '<ins class="diff-address"> /b</ins></p>',
                1,
            ),
            (
                '<p>a <img src="/media/a.png" alt="Un chat"></p>',
                '<p>a <img src="/media/a.png" alt="Un chien"></p>',
                '<p>a<img src="/media/a.png" alt="Un chien"><del class="diff-alternative"> Un chat</del>'
                '<ins class="diff-alternative"> Un chien</ins></p>',
                2,
            ),
        ],
    )
    def test_blocks_stay_and_what_changed_is_marked(self, old: str, new: str, html: str, number: int) -> None:
        assert difference(old, new) == (html, number)

    def test_another_picture_is_shown_with_its_address(self) -> None:
        html, number = difference('<img src="/media/a.png" alt="">', '<img src="/media/b.png" alt="">')
        assert '<del class="diff-address"> /media/a.png</del>' in html
        assert f'{INS}<img src="/media/b.png" alt=""></ins>' in html
        assert number == 1

    def test_a_paragraph_put_in_changes_no_other(self) -> None:
        old = "".join(f"<p>Le paragraphe {n} dit ceci.</p>" for n in range(30))
        new = old.replace("<p>Le paragraphe 9 ", "<p>Tout autre chose ici.</p><p>Le paragraphe 9 ")
        html, number = difference(old, new)
        assert html.count("<ins") == 1
        assert html.count("<del") == 0
        assert number == 4

    def test_a_subscript_set_apart_is_a_change(self) -> None:
        assert difference("<p>CO<sub>2</sub></p>", "<p>CO <sub>2</sub></p>")[1] == 1

    def test_code_is_compared_as_it_is_typed(self) -> None:
        assert "<code>a ?</code>" in difference("", "<p><code>a ?</code></p>")[0]

    def test_the_typography_of_the_language_is_set(self) -> None:
        assert difference("<p>Oui ?</p>", "<p>Oui ?</p>")[0] == "<p>Oui\u202f?</p>"


ALLOWED = re.compile(
    r"</?(?:p|h[234]|ul|ol|li|blockquote|table|caption|thead|tbody|tr|th|td|hr|br|figure|figcaption|strong|em"
    r"|sub|sup|code|a|img)\b[^<>]*>|</(?:ins|del)>"
    r'|<(?:ins|del) class="diff-(?:words|block|address|alternative)">'
)


def side(html: str, gone: str) -> str:
    """The visible characters without what is marked as gone, nor addresses."""
    html = re.sub(r'<(ins|del) class="diff-(?:address|alternative)">[^<]*</\1>', "", html)
    html = re.sub(rf"<{gone} [^>]*>.*?</{gone}>", "", html, flags=re.DOTALL)
    return visible(re.sub(r"</?(?:ins|del)\b[^>]*>", "", html))


def visible(html: str) -> str:
    text = unicodedata.normalize("NFC", plain_text(html)).replace("’", "'").replace("…", "...")
    return "".join(text.replace("“", '"').replace("”", '"').split())


class TestProperties:
    @given(soup, soup)
    def test_either_text_can_be_read_from_the_difference(self, old: str, new: str) -> None:
        html, number = difference(old, new)
        assert Balance(html).problems == []
        assert ALLOWED.sub("", html).count("<") == 0
        assert side(html, "del") == visible(clean(new, media_url="/media/"))
        assert side(html, "ins") == visible(clean(old, media_url="/media/"))
        assert ("<ins" in html or "<del" in html) <= (number > 0)

    @given(soup)
    def test_a_text_does_not_differ_from_itself(self, html: str) -> None:
        marked_html, number = difference(html, html)
        assert number == 0
        assert "<ins" not in marked_html
        assert "<del" not in marked_html

    @given(st.text(alphabet="ab .,’'«\n-", max_size=40), st.text(alphabet="ab .,’'«\n-", max_size=40))
    def test_either_plain_text_can_be_read_from_the_difference(self, old: str, new: str) -> None:
        html, _ = words(old, new)
        assert side(html, "del") == visible(new)
        assert side(html, "ins") == visible(old)

    @given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40), st.booleans())
    def test_the_way_from_one_to_the_other_leads_past_every_item(
        self, old: list[int], new: list[int], is_poor: bool
    ) -> None:
        found = list(steps(old, new, Effort(0) if is_poor else Effort()))
        assert [item for step in found for item in old[step.old.start : step.old.stop]] == old
        assert [item for step in found for item in new[step.new.start : step.new.stop]] == new
        for step in found:
            if step.is_equal:
                assert [old[i] for i in step.old] == [new[j] for j in step.new]


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


LARGE = 400_000


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
    started = time.process_time()
    html, number = marked_blocks(*texts, languages=("fr", "fr"), effort=Effort())
    assert time.process_time() - started < 6  # 3 on a machine that does nothing else
    assert number > 0
    assert len(html) < 12 * LARGE
