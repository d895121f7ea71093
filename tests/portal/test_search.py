"""The search page: what it offers, what it never shows, and that nothing breaks it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from portal.search.limits import PER_PAGE, QUERY_MAX, SUGGESTIONS, WELL_KNOWN
from tests.conftest import Make, put_live

HOSTILE = [
    "a" * 10_000, "é " * 5_000, "1" * 300, "a" * 50 + "-" + "b" * 50, "-".join("abcdefgh"),
    '"', '""', '"a', "'", "''", "l'", "'l", "l'l'l'l'", "a\\'b", "\\", "' OR 1=1 --",
    "%", "_", "*", "a*", "NEAR(", "NEAR(a b, 2)", "names:a", "{names}", "a AND", "OR", "NOT", "^a", "a + b",
    "a:*", "!a", "a & b", "a | b", "<->", "a <-> b", "(", ")", "=a", "¶",
    "-", "--", "-a", '-"a b"', "a -b -c", "\0", "a\0b", "\n\r\t", "\ufffe", "\ud7ff",
    "😀", "👩\u200d⚕️ a", "\u202eabc", "\u2066abc", "مناعة", "ανοσία", "иммунотерапия", "½ ² ª ß ﬁ",
    "<script>", "</mark>", "{{7*7}}",
]  # fmt: skip
numbers = range(len(HOSTILE))


def page_for(client: Client, query: str, **more: str) -> str:
    answer = client.get("/fr/recherche/", {"q": query, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def results(client: Client, query: str, **more: str) -> list[str]:
    """Where the results lead, best first."""
    listed = re.search(r'<ol[^>]*id="results".*?</ol>', page_for(client, query, **more), re.DOTALL)
    return re.findall(r'<h3><a href="([^"]+)"', listed[0]) if listed else []


@pytest.mark.parametrize(
    "query",
    ["immunothérapie", "immunotherapie", "IMMUNOTHÉRAPIES", "l'immunothérapie", "l’immunothérapie", "immuno"],
)
def test_a_term_is_found_however_it_is_typed(client: Client, make_term: Make, query: str) -> None:
    make_term("Immunothérapie", slug="immunotherapie")
    assert results(client, query) == ["/fr/glossaire/immunotherapie/"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 0),
        ({"kind": "term"}, 0),  # stands in sight
        ({"category": "prevention"}, 1),
        ({"language": "en"}, 1),
        ({"category": "prevention", "language": "en"}, 2),
    ],
)
def test_filters_out_of_sight_are_counted(
    client: Client, make_term: Make, filters: dict[str, str], count: int
) -> None:
    make_term("Vaccin", slug="vaccin")
    summary = re.search(r"<summary>(.*?)</summary>", page_for(client, "vaccin", **filters), re.DOTALL)
    assert summary
    assert re.findall(r'class="badge[^"]*">(\d+) ', summary[1]) == ([str(count)] if count else [])


def test_words_may_stand_apart_and_in_any_part_of_the_page(client: Client, make_article: Make) -> None:
    make_article(slug="effets", title="Effets indésirables", body="<p>La fièvre est fréquente.</p>")
    assert results(client, "fievre effet") == ["/fr/articles/effets/"]


def test_the_term_of_that_name_comes_first_and_is_explained_above(
    client: Client, make_term: Make, make_article: Make
) -> None:
    make_article(title="Parler de rémission", slug="parler")
    make_term("Rémission", slug="remission", summary="La maladie ne se voit plus.")
    assert results(client, "rémissions") == ["/fr/glossaire/remission/", "/fr/articles/parler/"]
    box = re.search(r'<section class="plate answer".*?</section>', page_for(client, "rémissions"), re.DOTALL)
    assert box
    assert "La maladie ne se voit plus." in box[0]


def test_a_synonym_is_explained_too(client: Client, make_term: Make) -> None:
    term = make_term("Effet indésirable", slug="effet", live=False)
    term.synonyms.create(text="effet secondaire")
    put_live(term)
    assert 'class="plate answer"' in page_for(client, "effets secondaires")
    assert 'class="plate answer"' not in page_for(client, "effet")


def test_drafts_scheduled_and_withdrawn_pages_are_not_found(client: Client, make_term: Make) -> None:
    make_term("Vaccin", slug="brouillon", live=False)
    put_live(make_term("Vaccin", slug="demain", live=False), at=timezone.now() + timedelta(days=1))
    withdrawn = make_term("Vaccin", slug="retire")
    assert results(client, "vaccin") == ["/fr/glossaire/retire/"]
    withdrawn.withdraw(by=None)
    assert results(client, "vaccin") == []
    assert client.get("/fr/recherche/suggestions/", {"q": "vaccin"}).json()[1] == []
    assert "Vaccin<" not in page_for(client, "vacin")


def test_pages_of_another_language_are_offered_below(client: Client, make_term: Make) -> None:
    make_term("Vaccin", slug="vaccin")
    make_term("Vaccin", slug="vaccine", language="en")
    assert results(client, "vaccin") == ["/fr/glossaire/vaccin/"]
    assert "/en/glossary/vaccine/" in page_for(client, "vaccin").partition('id="results"')[2]
    assert results(client, "vaccin", language="en") == ["/en/glossary/vaccine/"]


def test_results_can_be_narrowed_to_a_kind_and_a_topic(
    client: Client, make_term: Make, make_article: Make, make_category: Make
) -> None:
    category = make_category("Prévention", slug="prevention")
    make_term("Vaccin", slug="vaccin", category=category)
    make_article(title="Se faire vacciner : le vaccin", slug="se-faire-vacciner")
    assert results(client, "vaccin", kind="article") == ["/fr/articles/se-faire-vacciner/"]
    assert results(client, "vaccin", kind="term") == ["/fr/glossaire/vaccin/"]
    assert results(client, "vaccin", category="prevention") == ["/fr/glossaire/vaccin/"]
    assert len(results(client, "vaccin", kind="nonsense", language="xx", page="-1")) == 2


def test_discussions_are_found_by_those_who_ask_for_them(
    client: Client, article: Any, make_comment: Make
) -> None:
    comment = make_comment(article.discussion, status="approved", text="Ma fatigue a duré un mois.")
    make_comment(article.discussion, text="Une fatigue qui attend.")
    assert results(client, "fatigue") == []
    assert results(client, "fatigue", kind="discussion") == [f"/fr/articles/comprendre/#comment-{comment.pk}"]
    comment.decide("rejected", by=None, reason="charter")
    assert results(client, "fatigue", kind="discussion") == []


def test_a_typing_error_is_put_right_and_said(client: Client, make_term: Make) -> None:
    make_term("Immunothérapie", slug="immunotherapie")
    page = page_for(client, "immunoterapie")
    assert results(client, "immunoterapie") == ["/fr/glossaire/immunotherapie/"]
    assert re.search(r'class="search__meant".*<a [^>]*>immunothérapie</a>', page)


def test_found_words_are_marked_as_they_are_written(client: Client, make_article: Make) -> None:
    make_article(title="Peau", slug="peau", summary="Rougeurs de la peau & <b>œdèmes</b>.")
    assert "&amp; &lt;b&gt;<mark>œdèmes</mark>&lt;/b&gt;" in page_for(client, "oedeme")


def test_many_results_come_in_pages(client: Client, make_article: Make) -> None:
    for _ in range(PER_PAGE + 1):
        make_article()
    assert len(results(client, "article")) == PER_PAGE
    assert len(results(client, "article", page="2")) == 1
    assert results(client, "article", page="99") == results(client, "article", page="2")


def test_finding_nothing_offers_something_to_read(client: Client, make_term: Make) -> None:
    make_term("Antigène", slug="antigene")
    page = page_for(client, "xylophone")
    assert "?q=Antig%C3%A8ne" in page
    assert 'id="results"' not in page


@pytest.mark.parametrize("query", [HOSTILE[n] for n in numbers], ids=numbers)
def test_no_query_breaks_the_page(client: Client, make_term: Make, query: str) -> None:
    make_term("a b", slug="a-b")
    page = page_for(client, query)
    assert "<script>" not in page
    assert "49" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("query", [HOSTILE[n] for n in numbers], ids=numbers)
def test_no_query_breaks_the_suggestions(client: Client, query: str) -> None:
    answer = client.get("/fr/recherche/suggestions/", {"q": query})
    assert answer.status_code == 200
    assert len(answer.json()[0]) <= QUERY_MAX


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["kind", "category", "language", "page"])
def test_no_filter_breaks_the_page(client: Client, name: str) -> None:
    for value in ("", "\0", "'", "-1", "9" * 5_000, "²", "é" * 300):
        page_for(client, "vaccin", **{name: value})


def test_suggestions_come_in_the_opensearch_format(client: Client, make_term: Make) -> None:
    term = make_term("Immunothérapie", slug="immunotherapie", live=False)
    term.synonyms.create(text="Immuno-thérapie ciblée")
    put_live(term)
    answer = client.get("/fr/recherche/suggestions/", {"q": "Immú"})
    assert answer["Content-Type"] == "application/x-suggestions+json"
    url = "http://testserver/fr/glossaire/immunotherapie/"
    assert answer.json() == ["Immú", ["Immunothérapie"], ["terme"], [url]]
    named_otherwise = client.get("/fr/recherche/suggestions/", {"q": "immuno-"}).json()
    assert named_otherwise[1:3] == [["Immuno-thérapie ciblée"], ["Immunothérapie · terme"]]


def test_suggestions_begin_so_before_they_hold_it_and_are_few(client: Client, make_term: Make) -> None:
    make_term("Auto-immunité", slug="auto")
    make_term("Immunité", slug="immunite")
    assert client.get("/fr/recherche/suggestions/", {"q": "imm"}).json()[1] == ["Immunité", "Auto-immunité"]
    for _ in range(SUGGESTIONS + 1):
        make_term()
    assert len(client.get("/fr/recherche/suggestions/", {"q": "te"}).json()[1]) == SUGGESTIONS
    assert client.get("/fr/recherche/suggestions/", {"q": "t"}).json()[1] == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [("0 %", ["Dose à 100\u202f%"]), ("a_b", ["Facteur a_b"]), ("!!", []), ("g !", ["500\u202fmg\u202f!"])],
)
def test_every_sign_stands_for_itself_in_suggestions(
    client: Client, make_term: Make, typed: str, names: list[str]
) -> None:
    for name in ("Dose à 100 %", "Dose à 1000 mg", "Facteur a_b", "Facteur axb", "500 mg !"):
        make_term(name)
    assert client.get("/fr/recherche/suggestions/", {"q": typed}).json()[1] == names


def test_browsers_can_add_the_search(client: Client, db: None) -> None:
    tree = ElementTree.fromstring(client.get("/opensearch.xml").content)  # noqa: S314  (our own)
    namespace = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert tree.tag == f"{namespace}OpenSearchDescription"
    assert 0 < len(tree.findtext(f"{namespace}ShortName") or "") <= 16
    types = {url.get("type"): url.get("template") for url in tree.iter(f"{namespace}Url")}
    template = types["application/x-suggestions+json"] or ""
    assert template.endswith("/fr/recherche/suggestions/?q={searchTerms}")


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/fr/recherche/?q=article", 6),
        ("/fr/recherche/?q=terme", 6),
        ("/fr/recherche/suggestions/?q=ar", 1),
        ("/fr/recherche/suggestions/?q=icle", 2),
    ],
)
def test_a_search_costs_as_many_queries_whatever_it_finds(
    client: Client,
    make_article: Make,
    make_term: Make,
    django_assert_num_queries: Any,
    path: str,
    queries: int,
) -> None:
    for _ in range(50):
        make_article()
        make_term()
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_other_names_cost_one_query_more_however_many_there_are(
    client: Client, make_term: Make, django_assert_num_queries: Any
) -> None:
    for number in range(SUGGESTIONS):
        term = make_term(f"Terme {number}", live=False)
        for name in range(5):
            term.synonyms.create(text=f"xylophone {number} {name}", language="en")
        put_live(term)
    make_term("Seul")
    for path, queries in (
        ("/fr/recherche/suggestions/?q=seul", 2),
        ("/fr/recherche/suggestions/?q=xylo", 2),
        ("/fr/recherche/?q=seul", 8),
        ("/fr/recherche/?q=xylophone+3+1", 9),
    ):
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def test_readers_who_search_get_no_cookie(client: Client, db: None) -> None:
    for path in ("/fr/recherche/?q=xylophone", "/fr/recherche/suggestions/?q=xy"):
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_readers_choose_the_language_and_see_the_choice(client: Client, make_term: Make) -> None:
    make_term("Vaccin", slug="vaccin")
    make_term("Vaccine", slug="vaccine", language="en")
    page = page_for(client, "vaccin", kind="term")
    other = re.search(r'<a href="([^"]*language=en[^"]*)">', page)
    assert other
    assert "kind=term" in other[1]
    narrowed = client.get(unescape(other[1])).content.decode()
    assert "/en/glossary/vaccine/" in narrowed
    assert re.search(r'<a href="[^"]*" aria-current="true">Anglais</a>', narrowed)


def test_the_best_known_terms_are_offered_where_nothing_was_found(
    client: Client, make_term: Make, make_article: Make
) -> None:
    make_term("Perfusion")
    make_article(body="<p>La perfusion.</p>")
    for number in range(WELL_KNOWN):
        make_term(f"Terme rare {number}")
    offered = re.findall(r"\?q=([^&\"]+)", page_for(client, "xylophone").partition('class="empty"')[2])
    assert offered[0] == "Perfusion"
    assert len(offered) == WELL_KNOWN


def test_suggestions_for_many_pages_leave_out_what_is_not_live(client: Client, make_term: Make) -> None:
    for number in range(SUGGESTIONS):
        put_live(make_term(f"Vaccin {number}", live=False), at=timezone.now() + timedelta(days=1))
    make_term("Vaccin contre la grippe")
    assert client.get("/fr/recherche/suggestions/", {"q": "vac"}).json()[1] == ["Vaccin contre la grippe"]
