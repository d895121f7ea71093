"""Whatever the text: it comes back, soon, with links put in and nothing else changed."""

from __future__ import annotations

import nh3
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glossary.weaving import SCOPES, Entry, Form, Scope, build
from glossary.woven_markup import MARKUP_MAX
from tests.glossary.test_weaving import ENTRIES, LINK
from tests.yardstick import at_most

PIECES = [
    *[
        "cancer",
        "Cancer du sein",
        "os",
        "OS",
        "PAS",
        "essai",
        "clinique",
        "greffe",
        "l’",
        "IL-2",
        "IL",
        "-",
        "2",
        " et des ",
        " and ",
        " y ",
        "'s ",
    ],
    *[
        " ",
        "\u00a0",
        "\n",
        ", ",
        ".",
        "'",
        "&nbsp;",
        "&eacute;",
        "&amp;",
        "&",
        "<",
        ">",
        '"',
        "e\u0301",
        "\u00ad",
    ],
    *[
        "<p>",
        "</p>",
        "<em>",
        "</em>",
        "<b>",
        "</b>",
        "<h2>",
        "</h2>",
        "<h3>",
        "</h3>",
        "<br>",
        "<td>",
        "</td>",
    ],
    *[
        "<a href='x'>",
        "</a>",
        "<code>",
        "</code>",
        "<span data-unwoven>",
        "</span>",
        "<!--",
        "-->",
        "<sub>",
        "</sub>",
    ],
    *[
        "<table>",
        "</table>",
        "<script>",
        "</script>",
        "<img alt='cancer'>",
        "<p ",
        "\x00",
        "\x01",
        "\x02",
        "\ua7f7",
    ],
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)
SHARING = [Entry(30, "cancer des os"), Entry(31, "os cancer"), Entry(32, "essai cancer")]
GLOSSARIES = {language: build([*ENTRIES, *SHARING], language) for language in ["fr", "en", "es", "de"]}
SCOPE = st.sampled_from(SCOPES)
LANGUAGE = st.sampled_from(sorted(GLOSSARIES))

HOSTILE = {
    "two megabytes": "<p>cancer</p>" * 160_000,
    "nested": "<b>" * 50_000 + "cancer" + "</b>" * 50_000,
    "nested blocks": "<div>" * 90_000 + "cancer",
    "endless word": "a" * (MARKUP_MAX - 1),
    "half tags": "<p" * 200_000,
    "open quotes": '<p a="' * 80_000,
    "open comments": "<!--" * 100_000,
    "first words": "point de " * 50_000,
    "entities": "&eacute;" * 60_000,
    "accents": "e" + "\u0301" * 400_000,
    "blanks": " " * 500_000,
    "dashes": "<!--" + "-" * 500_000,
    "attributes": "<p" + " a" * 250_000,
    "equals": "<p" + " a=" * 160_000,
    "closed": "<script>" * 60_000,
    "headings": "<h2>cancer os cancer</h2>" * 20_000,
    "shared words": "cancer du sein et des os " * 20_000,
    "conjunctions": "cancer du sein et " * 28_000,
    "links": '<a data-term="1">cancer</a> et cancer du sein ' * 11_000,
}


@pytest.mark.parametrize("text", ["cancer'" + "s'" * 200_000, "cancer's " * 50_000, "os-" * 100_000])
def test_endless_possessives_and_hyphens_come_back_within_a_second(text: str) -> None:
    with at_most(2):
        woven = GLOSSARIES["en"].weave(text, link="/{key}", scope="all")
    assert LINK.sub(r"\2", woven.html) == text


@pytest.mark.parametrize(
    "text",
    [
        "examen " + "de " * 150_000,
        "examen " + "de la " * 80_000,
        "tratamiento de la " * 25_000,
        "tumores de encéfalo y de la " * 16_000,
    ],
)
def test_endless_words_that_may_say_the_same_come_back_within_a_second_or_two(text: str) -> None:
    names = [
        "prueba de laboratorio",
        "terapia en la mama",
        "terapia de de la de la",
        "tumor de cerebro y la piel",
    ]
    glossary = build([Entry(number, name) for number, name in enumerate(names)], "es")
    with at_most(3):
        woven = glossary.weave(text, link="/{key}", scope="all")
    assert LINK.sub(r"\2", woven.html) == text


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_comes_back_within_a_second(kind: str) -> None:
    with at_most(2):
        woven = GLOSSARIES["fr"].weave(HOSTILE[kind], link="/{key}", scope="all")
    assert LINK.sub(r"\2", woven.html) == HOSTILE[kind]


@given(TEXTS, LANGUAGE, SCOPE)
def test_taking_the_links_out_gives_the_text_back(html: str, language: str, scope: Scope) -> None:
    woven = GLOSSARIES[language].weave(html, link="/{key}", scope=scope)
    assert LINK.sub(r"\2", woven.html) == html


@given(TEXTS, LANGUAGE, SCOPE)
def test_weaving_again_adds_nothing(html: str, language: str, scope: Scope) -> None:
    glossary = GLOSSARIES[language]
    once = glossary.weave(html, link="/{key}", scope=scope).html
    assert glossary.weave(once, link="/{key}", scope=scope).html == once


@given(st.lists(st.text(max_size=12), max_size=6), st.text(max_size=40))
def test_any_form_and_any_text_are_taken(names: list[str], html: str) -> None:
    entries = [Entry(key, name, (Form(name[::-1], is_abbreviation=True),)) for key, name in enumerate(names)]
    woven = build(entries, "fr").weave(html + " ".join(names), link="/{key}", scope="all").html
    assert LINK.sub(r"\2", woven) == html + " ".join(names)


@given(TEXTS, LANGUAGE)
def test_clean_markup_stays_well_formed(html: str, language: str) -> None:
    """A parser finds nothing to mend."""
    clean = cleaned(cleaned(html))
    assume(cleaned(clean) == clean)
    woven = GLOSSARIES[language].weave(clean, link="/{key}", scope="all").html
    assert cleaned(woven) == woven


def cleaned(html: str) -> str:
    tags = set("p em b h2 h3 br table tbody tr td a code span sub img".split())  # noqa: SIM905
    attributes = {"a": {"href", "class", "data-term"}, "img": {"alt"}, "span": {"data-unwoven"}}
    return nh3.clean(html, tags=tags, attributes=attributes, link_rel=None, url_schemes=set())
