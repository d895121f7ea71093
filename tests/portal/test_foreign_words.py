"""Titles of sources and other names of terms tell their language wherever readers and machines get them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from glossary.models import Synonym, Term, TermRevision
from portal.demo.loading import entries
from portal.editorial.language_tags import OFFERED
from portal.editorial.languages import foreign_choices, offered_code
from tests.conftest import Make, put_live
from tests.editorial.workflow import KINDS
from tests.portal.test_linked_data import get, nodes_in, of_type
from tests.portal.test_search import results

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph")]

ENGLISH = "Checkpoint inhibitors in oncology"
NAME = "CAR-T cells"
SOURCES = [
    {"title": ENGLISH, "language": "en", "url": "https://example.org/ici"},
    {"title": "Immuntherapie", "language": "de", "doi": "10.1/x"},
    {"title": "De humani corporis fabrica", "language": "la"},
    {"title": "Un guide", "url": "https://exemple.fr/guide"},
]


@pytest.fixture
def term(make_term: Make) -> Term:
    made: Term = make_term("Cellules CAR-T", slug="cellules-car-t", live=False)
    made.synonyms.create(text=NAME, kind="variant", language="en")
    made.synonyms.create(text="lymphocytes modifiés")
    made.sources.create(**SOURCES[0])
    put_live(made)
    return made


def marked(markup: str) -> list[tuple[str, str]]:
    """The words that say a language of their own, with it; not the links to the page in another language."""
    found = html.fromstring(markup).xpath("//main//*[@lang]")
    return [(one.get("lang"), one.text_content()) for one in found if one.tag != "article"]


@pytest.mark.parametrize("model", KINDS)
def test_readers_get_the_title_of_a_source_in_its_own_language(client: Client, model: type[Any]) -> None:
    page = model.objects.create(title="Une page", slug="une-page", summary="Un résumé.")
    for source in SOURCES:
        page.sources.create(**source)
    put_live(page)
    main = html.fromstring(get(client, page.live_revision.url))
    links = {a.text: (a.get("lang"), a.get("hreflang")) for a in main.xpath("//a[@rel='external']")}
    assert links == {ENGLISH: ("en", "en"), "Immuntherapie": ("de", "de"), "Un guide": (None, None)}
    assert [one.text for one in main.xpath("//li/span[@lang='la']")] == ["De humani corporis fabrica"]


def test_readers_get_another_name_in_its_own_language(client: Client, term: Any) -> None:
    assert (NAME, "en") in {
        (words, language) for language, words in marked(get(client, term.live_revision.url))
    }
    for path in ("/fr/glossaire/", "/fr/glossaire/?letter=C", "/fr/recherche/?q=cellules+car-t"):
        assert marked(get(client, path)) == [("en", NAME)]


def test_suggestions_tell_the_language_of_another_name(client: Client, term: Any) -> None:
    path = "/fr/recherche/suggestions/"
    answer = client.get(path, {"q": "car-t ce"}).json()
    assert (answer[1], answer[4:]) == ([NAME], [{"languages": ["en"]}])
    for typed in ("cellules", "lymphocytes"):
        assert len(client.get(path, {"q": typed}).json()) == 4


def test_machines_get_both_in_their_own_language(client: Client, term: Any) -> None:
    nodes = nodes_in(get(client, term.live_revision.url))
    (citation,) = of_type(nodes, "CreativeWork")
    assert citation["inLanguage"] == [{"@value": "en"}]
    markup = get(client, term.live_revision.url)
    assert f'{{"@value":"{NAME}","@language":"en"}}' in markup
    assert '"lymphocytes modifiés"' in markup


def test_programs_get_both_in_their_own_language(client: Client, term: Any) -> None:
    content = client.get(reverse("api:term", args=["fr", "cellules-car-t"])).json()
    assert [(one["text"], one["language"]) for one in content["synonyms"]] == [
        (NAME, "en"), ("lymphocytes modifiés", "fr"),
    ]  # fmt: skip
    assert [one["language"] for one in content["sources"]] == ["en"]
    found = client.get("/api/v1/terms/suggest/", {"q": "car-t ce", "language": "fr"}).json()["results"]
    assert [(one["text"], one["text_language"], one["language"]) for one in found] == [(NAME, "en", "fr")]


def test_what_was_frozen_before_is_in_the_language_of_its_page(client: Client, term: Any) -> None:
    without = {"synonym_rows": [{"text": NAME, "kind": "variant"}]}
    without["source_rows"] = [{**SOURCES[0], "publisher": "", "doi": "", "accessed_on": ""}]
    del without["source_rows"][0]["language"]
    TermRevision.objects.update(**without)
    for path in (term.live_revision.url, "/fr/glossaire/", "/fr/recherche/?q=cellules+car-t"):
        page = get(client, path)
        assert NAME in page
        assert not marked(page)
    content = client.get(reverse("api:term", args=["fr", "cellules-car-t"])).json()
    assert content["synonyms"][0]["language"] == content["sources"][0]["language"] == "fr"
    Term.objects.get().restore(TermRevision.objects.get(), by=None)
    assert list(Synonym.objects.values_list("text", "language")) == [(NAME, "")]


def test_restoring_brings_the_languages_back(term: Any) -> None:
    first = term.live_revision
    term.synonyms.update(language="de")
    term.sources.update(language="")
    Term.objects.get().restore(first, by=None)
    assert list(term.synonyms.values_list("text", "language")) == [(NAME, "en"), ("lymphocytes modifiés", "")]
    assert list(term.sources.values_list("language", flat=True)) == ["en"]


def test_a_translation_keeps_each_title_in_its_language(term: Any) -> None:
    term.sources.create(title="Un guide")
    term.sources.create(title="Immuntherapie", language="de")
    put_live(term)
    copy: Any = Term.objects.get(pk=term.pk).start_translation("en", by=None)
    assert list(copy.sources.values_list("title", "language")) == [
        (ENGLISH, ""), ("Un guide", "fr"), ("Immuntherapie", "de"),
    ]  # fmt: skip
    assert list(copy.synonyms.values_list("language", flat=True)) == ["", ""]  # to be translated


# Words of a text, where the text itself does not stand

PASSAGE = '<span lang="en">chimeric antigen receptor</span>'


@pytest.mark.parametrize("model", KINDS)
def test_the_table_of_contents_tells_the_language_of_words_in_headings(
    client: Client, model: type[Any]
) -> None:
    heading = f'<strong>Le</strong> {PASSAGE}<br>&lt;b&gt; : <span data-unwoven="">un récepteur</span>'
    body = f"<h2>{heading}</h2><p>a</p><h2>Deux</h2><p>b</p><h3>Trois</h3><p>c</p>"
    page = model.objects.create(title="Une page", slug="une-page", summary="Un résumé.", body=body)
    put_live(page)
    lines = html.fromstring(get(client, page.live_revision.url)).xpath("//*[@data-toc]//li/a")
    assert [line.text_content() for line in lines][1:] == ["Deux", "Trois"]
    first = html.tostring(lines[0], encoding="unicode").partition(">")[2].partition("</a>")[0]
    assert first == f"Le {PASSAGE} &lt;b&gt;\xa0: un récepteur"


def test_what_the_search_shows_of_a_text_tells_the_language_of_its_words(
    client: Client, make_article: Make
) -> None:
    make_article(title="Page", slug="page", body=f"<p>Le sigle vient de l’anglais : {PASSAGE}.</p>")
    page = get(client, "/fr/recherche/?q=antigen")
    assert '<span lang="en">chimeric <mark>antigen</mark> receptor</span>.' in page
    assert results(client, '"anglais chimeric antigen"') == ["/fr/articles/page/"]


def test_a_passage_that_is_cut_keeps_its_language(client: Client, make_article: Make) -> None:
    words = " ".join(["the receptor of the cell"] * 60)
    make_article(
        title="Page", slug="page", body=f'<p>Avant. <span lang="en-GB">{words} antigen {words}</span></p>'
    )
    page = html.fromstring(get(client, "/fr/recherche/?q=antigen"))
    (snippet,) = page.xpath("//*[@id='results']//p[not(@class)]")
    assert [one.get("lang") for one in snippet.xpath("span")] == ["en-gb"]
    assert snippet.text_content().strip("…\xa0 ") == snippet.xpath("string(span)").strip("…\xa0 ")


def test_hidden_signs_in_a_text_are_no_markup(client: Client, make_article: Make) -> None:
    signs = "".join(chr(0xE0000 + number) for number in range(128))
    body = f"<p>a\U000e0001\U000e007f b{signs}c \U000e0001\U000e0022\U000e003e antigen {signs}\U000e0001</p>"
    make_article(title="Page", slug="page", body=body)
    page = get(client, "/fr/recherche/?q=antigen")
    (snippet,) = html.fromstring(page).xpath("//*[@id='results']//p[not(@class)]")
    assert not re.search("[\U000e0000-\U000e007f]", page)
    assert {one.tag for one in snippet.iter()} <= {"p", "span", "mark"}
    assert page.count("<span") == page.count("</span>")


# The choice


def test_the_languages_are_those_that_words_in_a_text_may_have() -> None:
    script = (Path(__file__).parents[2] / "static/js/language.js").read_text()
    listed = re.search(r"const LANGUAGES = \[(.*?)\];", script, re.DOTALL)
    assert tuple(re.findall(r'"(\w+)"', listed[1] if listed else "")) == OFFERED


def test_those_of_the_site_come_first_and_the_others_by_name() -> None:
    codes = [code for code, _name in foreign_choices()]
    assert codes[:3] == ["", "fr", "en"]
    assert sorted(codes[1:]) == sorted(OFFERED)
    names = dict(foreign_choices())
    assert names["de"] == "Allemand"
    assert codes.index("de") < codes.index("it") < codes.index("pl")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        (" EN-gb ", "en"),
        ("zh-Hans", "zh"),
        ("", None),
        ("xx", None),
        ("english", None),
        ("iu", None),
    ],
)
def test_a_tag_stands_for_the_choice_of_its_language(tag: str, code: str | None) -> None:
    assert offered_code(tag) == code


# The demonstration

COMMON_ENGLISH = re.compile(r"\b(?:the|of|and|in|with|for|to|by|is|as|from)\b", re.IGNORECASE)
COMMON_FRENCH = re.compile(r"\b(?:de|du|des|la|le|les|et|aux|dans|pour|sur|une)\b")


def demonstrated() -> Iterator[tuple[str, str]]:
    """Titles of sources and other names, each with its language."""
    for kind in ("articles", "terms"):
        for language, entry in entries(kind):
            for source in entry.get("sources", []):
                yield (
                    source.get("language", language),
                    source["title"].partition(" et al. ")[2] or source["title"],
                )
            for synonym in entry.get("synonyms", []):
                yield synonym.get("language", language), synonym["text"]


def test_the_demonstration_tells_the_language_of_its_sources() -> None:
    found = list(demonstrated())
    assert len({language for language, _title in found}) == 2
    wrong = [one for one in found if one[0] == "fr" and len(COMMON_ENGLISH.findall(one[1])) > 0]
    wrong += [one for one in found if one[0] == "en" and len(COMMON_FRENCH.findall(one[1])) > 0]
    assert wrong == []


def test_the_demonstration_writes_plain_text_in_the_language_of_its_page() -> None:
    plain = [
        text
        for kind in ("articles", "terms")
        for language, entry in entries(kind)
        if language == "fr"
        for text in [
            entry["summary"], *entry.get("key_points", []),
            *(words for item in entry.get("faq", []) for words in item.values()),
        ]
    ]  # fmt: skip
    assert len(plain) > 200
    assert [text for text in plain if re.search(r"\b(?:the|of|and|receptor|cells)\b", text)] == []
