"""What differs between two revisions: which parts, which words, and how many."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import ArticleRevision
from portal.editorial.aligning import Effort, steps
from portal.editorial.blocks import marked_blocks
from portal.editorial.cleaning import clean
from portal.editorial.comparing import Comparison
from portal.editorial.marking import marked, text_tokens
from portal.editorial.preparing import plain_text
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

    def test_a_passage_marked_as_in_another_language_is_a_change(self) -> None:
        plain, english = "<p>a so b</p>", '<p>a <span lang="en">so</span> b</p>'
        german = english.replace("en", "de")
        assert difference(plain, english)[1] == difference(english, german)[1] == 1
        assert difference(german, plain)[1] == 1
        assert difference(english, english)[1] == 0

    def test_code_is_compared_as_it_is_typed(self) -> None:
        assert "<code>a ?</code>" in difference("", "<p><code>a ?</code></p>")[0]

    def test_the_typography_of_the_language_is_set(self) -> None:
        assert difference("<p>Oui ?</p>", "<p>Oui ?</p>")[0] == "<p>Oui\u202f?</p>"


ALLOWED = re.compile(
    r"</?(?:p|h[234]|ul|ol|li|blockquote|table|caption|thead|tbody|tr|th|td|hr|br|figure|figcaption|aside|strong|em"
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
