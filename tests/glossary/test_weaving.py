"""What is linked, what isn't, and that nothing else changes."""

from __future__ import annotations

import re

import pytest

from glossary.choosing import EVERYDAY_FROM
from glossary.weaving import Ambiguity, Entry, Form, Glossary, build

ENTRIES = [
    Entry(1, "cancer"),
    Entry(2, "point de contrôle immunitaire", (Form("point de contrôle"),)),
    Entry(3, "vitamine B12"),
    Entry(4, "essai clinique"),
    Entry(5, "survie globale", (Form("OS", is_abbreviation=True),)),
    Entry(6, "os"),
    Entry(7, "greffe d’organe", (Form("greffe"), Form("RP", is_abbreviation=True))),
    Entry(8, "greffe de moelle", (Form("greffe"), Form("RP", is_abbreviation=True))),
    Entry(9, "immunothérapie"),
    Entry(10, "cellule T"),
    Entry(11, "pression systolique", (Form("PAS", is_abbreviation=True),)),
    Entry(12, "interleukine 2", (Form("IL-2", is_abbreviation=True),)),
    Entry(13, "mélanome", accents_optional=True),
    Entry(14, "selles", linking="exact"),
    Entry(15, "traitement", linking="never"),
    Entry(16, "traitement adjuvant"),
    Entry(17, "maladie de Hodgkin", (Form("Hodgkin"),)),
    Entry(18, "cancer du sein"),
    Entry(19, "œdème"),
]
LINK = re.compile(r'<a class="term" href="/\d+" data-term="(\d+)">(.*?)</a>', re.DOTALL)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return build(ENTRIES, "fr")


def found(glossary: Glossary, html: str) -> list[tuple[int, str]]:
    woven = glossary.weave(html, link="/{key}", scope="all").html
    assert LINK.sub(r"\2", woven) == html
    return [(int(key), surface) for key, surface in LINK.findall(woven)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Les points de contrôle immunitaires", [(2, "points de contrôle immunitaires")]),
        ("un point de contrôle", [(2, "point de contrôle")]),
        ("un cancer du sein, un cancer", [(18, "cancer du sein"), (1, "cancer")]),
        ("CANCER DU SEIN", [(18, "CANCER DU SEIN")]),
        ("l’immunothérapie d'immunothérapie", [(9, "immunothérapie"), (9, "immunothérapie")]),
        ("d&rsquo;immunoth&eacute;rapie", [(9, "immunoth&eacute;rapie")]),
        ("immunothe\u0301rapie", [(9, "immunothe\u0301rapie")]),
        (
            "immuno&shy;thérapie immuno\u00adthérapie",
            [(9, "immuno&shy;thérapie"), (9, "immuno\u00adthérapie")],
        ),
        ("essais\u00a0\n cliniques", [(4, "essais\u00a0\n cliniques")]),
        ("essai&nbsp;clinique", [(4, "essai&nbsp;clinique")]),
        ("greffe d'organe", [(7, "greffe d'organe")]),
        ("oedèmes ŒDÈME", [(19, "oedèmes"), (19, "ŒDÈME")]),
        ("melanomes", [(13, "melanomes")]),
        ("l'OS, des os", [(5, "OS"), (6, "os")]),
        ("IL-2/IL\u20112", [(12, "IL-2"), (12, "IL\u20112")]),
        ("les selles", [(14, "selles")]),
        ("ce cancer-là, anti-IL-2, IL-2-dépendant", [(1, "cancer"), (12, "IL-2"), (12, "IL-2")]),
        ("cancers des seins", [(18, "cancers des seins")]),
        ("un traitement adjuvant", [(16, "traitement adjuvant")]),
    ],
)
def test_a_term_is_found(glossary: Glossary, html: str, expected: list[tuple[int, str]]) -> None:
    assert found(glossary, html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "cancérologie",
        "immunotherapie",
        "il-2",
        "IL-21",
        "une selle",
        "un traitement",
        "non-Hodgkin",
        "la cellule t’attaque",
        "NE PAS FUMER",
        "LES OS CASSENT",
        "un cancer-test, un micro-cancer",
        "www.cancer.fr info@cancer.fr https://x.fr/cancer",
        "essai, clinique",
        "<p>essai</p><p>clinique</p>",
        "aujourd'os",
    ],
)
def test_what_only_looks_like_a_term_is_not_found(glossary: Glossary, html: str) -> None:
    assert found(glossary, html) == []


@pytest.mark.parametrize(
    "html",
    [
        "<h2>cancer</h2>",
        "<h4>un <em>cancer</em></h4>",
        '<a href="/x">cancer</a>',
        "<code>cancer</code>",
        "<blockquote data-unwoven><p>cancer</p></blockquote>",
        '<figure><img src="x"><figcaption data-unwoven="">cancer</figcaption></figure>',
        "<p>un <span data-unwoven>cancer</span></p>",
        '<p>un <span lang="en">cancer</span></p>',
        '<p>un <span data-unwoven="" lang="fr">cancer</span></p>',
        '<p>un <span lang="en">a <span lang="fr">cancer</span> b</span></p>',
        "<blockquote LANG = de><p>cancer</p></blockquote>",
        '<img alt="cancer > cancer">',
        "<!-- cancer -->",
        "<script>cancer</script><style>cancer</style><textarea>cancer</textarea>",
        "<svg><text>cancer</text></svg>",
        '<p "> <img alt="x" title="> cancer">',
        '<img alt="cancer',
        "<p <b>cancer</b>",
        "<script>'<a title=' </script><img alt='cancer '>\"",
    ],
)
def test_places_without_links(glossary: Glossary, html: str) -> None:
    assert found(glossary, html) == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("vitamine B<sub>12</sub>", "[vitamine B<sub>12</sub>]"),
        ("<strong>essai</strong> clinique", "[<strong>essai</strong> clinique]"),
        ("<em>un essai</em> clinique", "<em>un essai</em> clinique"),
        ("<strong>cancer</strong>", "<strong>[cancer]</strong>"),
        ("cancer<sup>1</sup>", "[cancer]<sup>1</sup>"),
        ("a < b, cancer", "a < b, [cancer]"),
        (
            '<aside data-care="today"><p>cancer</p></aside>',
            '<aside data-care="today"><p>[cancer]</p></aside>',
        ),
        ("<blockquote>cancer</blockquote>", "<blockquote>[cancer]</blockquote>"),
        ('<em lang="fr-CA">cancer</em>', '<em lang="fr-CA">[cancer]</em>'),
        ('<em lang="en">x</em> cancer', '<em lang="en">x</em> [cancer]'),
        ("</em>cancer</p>", "</em>[cancer]</p>"),
    ],
)
def test_a_link_holds_whole_elements(glossary: Glossary, html: str, expected: str) -> None:
    assert LINK.sub(r"[\2]", glossary.weave(html, link="/{key}", scope="all").html) == expected


def test_a_form_of_two_terms_is_linked_to_none_and_told(glossary: Glossary) -> None:
    assert found(glossary, "une greffe, une Greffe, une RP, des greffes") == []
    assert glossary.ambiguous == (Ambiguity("greffe", (7, 8)), Ambiguity("RP", (7, 8)))


def test_a_term_never_linked_leaves_its_forms_to_others() -> None:
    glossary = build([Entry(1, "RP", linking="never"), Entry(2, "réponse", (Form("RP", True),))], "fr")
    assert found(glossary, "RP") == [(2, "RP")]
    assert glossary.ambiguous == ()


def test_the_form_as_written_goes_before_an_inflected_one() -> None:
    glossary = build([Entry(1, "selle"), Entry(2, "selles")], "fr")
    assert found(glossary, "selle selles") == [(1, "selle"), (2, "selles")]
    assert glossary.ambiguous == ()


def test_a_feminine_noted_beside_a_name_is_no_part_of_it() -> None:
    glossary = build([Entry(1, "coureur, -euse de haies")], "fr")
    assert found(glossary, "un coureur et des coureuses de haies") == [(1, "coureuses de haies")]


def test_hyphens_join_the_words_of_english_compounds() -> None:
    glossary = build([Entry(1, "proton beam therapy"), Entry(2, "MRI", (Form("MRI", True),))], "en")
    assert found(glossary, "Proton-beam therapies and MRIs") == [(1, "Proton-beam therapies"), (2, "MRIs")]


def test_spanish_articles_may_be_left_out() -> None:
    glossary = build([Entry(1, "cáncer de próstata"), Entry(2, "aspiración de la médula")], "es")
    text = "cáncer de la próstata, aspiraciones de médula, cánceres del próstata"
    assert [key for key, _ in found(glossary, text)] == [1, 2, 1]


PARTS = (
    "<p>cancer cancer</p><h2>Un</h2><p>cancer, os</p><h3>Deux</h3><p>os cancer</p><h4>Trois</h4><p>cancer</p>"
)


@pytest.mark.parametrize(
    ("scope", "keys"), [("section", [1, 1, 6, 6, 1]), ("page", [1, 6]), ("all", [1, 1, 1, 6, 6, 1, 1])]
)
def test_the_first_use_of_a_section_or_a_page_is_linked(
    glossary: Glossary, scope: str, keys: list[int]
) -> None:
    woven = glossary.weave(PARTS, link="/{key}", scope=scope)  # type: ignore[arg-type]
    assert [int(key) for key, _ in LINK.findall(woven.html)] == keys
    assert woven.keys == (1, 6)


def test_the_own_page_and_terms_not_wanted_are_left_out(glossary: Glossary) -> None:
    assert glossary.weave("cancer du sein, cancer, os", link="", own=18, skip={6}).keys == (1,)


def test_a_second_weaving_adds_nothing(glossary: Glossary) -> None:
    once = glossary.weave(PARTS, link="/{key}").html
    assert glossary.weave(once, link="/{key}").html == once


def test_a_word_taken_out_of_linking_leaves_the_link_to_the_next(glossary: Glossary) -> None:
    html = "<p>Un <span data-unwoven>cancer</span>, un cancer.</p>"
    assert found(glossary, html) == [(1, "cancer")]


def test_addresses_cannot_break_out(glossary: Glossary) -> None:
    woven = glossary.weave("cancer", link=lambda key, text: f'"><script>{text}{key}&')
    assert woven.html.startswith('<a class="term" href="&quot;&gt;&lt;script&gt;cancer1&amp;" ')


def test_tables_and_captions_come_after_running_text(glossary: Glossary) -> None:
    html = "<table><tr><td>cancer os</td></tr></table><p>cancer</p>"
    woven = LINK.sub(r"[\2]", glossary.weave(html, link="/{key}").html)
    assert woven == "<table><tr><td>cancer [os]</td></tr></table><p>[cancer]</p>"


def test_what_repeats_a_later_heading_has_no_links(glossary: Glossary) -> None:
    html = "<ul><li>Le cancer des os</li></ul><h2>Le cancer des os</h2><p>Le cancer des os</p>"
    woven = LINK.sub(r"[\2]", glossary.weave(html, link="/{key}").html)
    assert woven.endswith("</h2><p>Le [cancer] des [os]</p>")
    assert woven.startswith("<ul><li>Le cancer des os</li>")


def test_what_follows_an_article_has_no_links_unless_all_are_wanted(glossary: Glossary) -> None:
    html = "<h2>Références</h2><p>cancer</p><h3>Livres</h3><p>os</p><h2>Fin</h2><p>cancer</p>"
    assert glossary.weave(html, link="").html.count("data-term") == 1
    assert glossary.weave(html, link="", choose="all").html.count("data-term") == 3


def test_everyday_words_are_terms_of_a_small_glossary_only() -> None:
    many = [Entry(number, f"terme{number}") for number in range(EVERYDAY_FROM)]
    word = Entry(-1, "étude")
    assert build([word], "fr").weave("une étude", link="").keys == (-1,)
    assert build([*many, word], "fr").weave("une étude", link="").keys == ()
    assert build([*many, word], "fr").weave("une étude", link="", scope="all").keys == (-1,)
