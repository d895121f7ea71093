"""JSON-LD, read by a processor as a search engine reads it, and compared with what the page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from rdflib import RDF, Graph, Literal

from articles.models import Article
from glossary.models import Synonym, Term
from portal.editorial.linked_data import as_script
from portal.editorial.models import Contributor, PreviewLink
from portal.editorial.previewing import shared_preview_url
from tests.conftest import Make, put_live
from tests.editorial.workflow import KINDS, live_page
from tests.page_kinds import every_kind

pytestmark = [
    pytest.mark.alike,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph"),  # of rdflib about itself
]

SCHEMA = "http://schema.org/"
ADDRESSES = ("url", "item", "logo", "sameAs")
# As https://schema.org has it, as far as it is used here; nothing is fetched from there.
CONTEXT = {"@vocab": SCHEMA} | {name: {"@id": f"schema:{name}", "@type": "@id"} for name in ADDRESSES}
CONTEXT["schema"] = SCHEMA

_WEB_PAGE = {
    "url", "name", "headline", "description", "inLanguage", "datePublished", "dateModified", "author",
    "editor", "translator", "contributor", "about", "image", "citation", "audience", "isAccessibleForFree",
    "isPartOf", "publisher", "mainEntity", "reviewedBy", "lastReviewed",
}  # fmt: skip
# Which properties schema.org gives to which type, among those that are used.
PROPERTIES = {
    "WebSite": {"url", "name", "description", "inLanguage", "publisher", "potentialAction"},
    "Organization": {"url", "name", "logo"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "MedicalWebPage": _WEB_PAGE,
    "FAQPage": _WEB_PAGE,
    "ProfilePage": _WEB_PAGE,
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "Person": {"name", "url", "jobTitle", "description"},
    "Thing": {"name"},
    "Patient": {"audienceType"},
    "ImageObject": {"url", "width", "height", "caption", "creditText", "license"},
    "CreativeWork": {"name", "inLanguage", "publisher", "url"},
    "ScholarlyArticle": {"name", "inLanguage", "publisher", "url", "sameAs"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "DefinedTerm": {"name", "url", "description", "alternateName", "inDefinedTermSet"},
    "DefinedTermSet": {"name", "url", "inLanguage", "isPartOf", "hasDefinedTerm"},
}
WORDS = {
    "name", "headline", "description", "text", "caption", "creditText", "jobTitle", "alternateName",
}  # fmt: skip

INJECTIONS = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]>",
    "a\u2028b\u2029c",
    "{{7*7}} {% load %}",
    "<img src=x onerror=alert(1)>",
    "\\u003c/script\\u003e &lt;b&gt; &amp;",
    '"}],"@type":"Physician","x":[{"y":"',
    "javascript:alert(1)",
]


def block_in(markup: str) -> str:
    """The text of the data block as an HTML parser sees it; "" when the page has none."""
    found = html.fromstring(markup).xpath('//script[@type="application/ld+json"]')
    assert len(found) <= 1
    return str(found[0].text) if found else ""


def nodes_in(markup: str) -> list[dict[str, Any]]:
    """What the page says, each thing once, as a processor understands it."""
    document = json.loads(block_in(markup))
    assert document["@context"] == "https://schema.org"
    text = json.dumps(document | {"@context": CONTEXT})
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, thing in Graph().parse(data=text, format="json-ld"):
        node = nodes.setdefault(str(subject), {"@id": str(subject), "@type": []})
        name = str(predicate).removeprefix(SCHEMA)
        if predicate == RDF.type:
            node["@type"].append(str(thing).removeprefix(SCHEMA))
        elif isinstance(thing, Literal):
            node.setdefault(name, []).append({"@value": thing.toPython()})
        else:
            node.setdefault(name, []).append({"@id": str(thing)})
    return list(nodes.values())


def of_type(nodes: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [node for node in nodes if name in node["@type"]]


def the(nodes: list[dict[str, Any]], name: str) -> dict[str, Any]:
    (found,) = of_type(nodes, name)
    return found


def value(node: dict[str, Any], name: str) -> Any:
    (found,) = node[name]
    return found.get("@value", found.get("@id"))


def at(nodes: list[dict[str, Any]], node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The things that a property of a node leads to."""
    by_id = {one["@id"]: one for one in nodes}
    return [by_id[one["@id"]] for one in node[name]]


def get(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown_in(markup: str) -> str:
    """What readers see, and the alternative texts they may hear."""
    document = html.fromstring(markup)
    for script in document.xpath("//script"):
        script.text = None
    return squeezed(document.text_content())


def words_in(thing: Any, name: str = "") -> Iterator[str]:
    if isinstance(thing, dict):
        for key, one in thing.items():
            yield from words_in(one, key)
    elif isinstance(thing, list):
        for one in thing:
            yield from words_in(one, name)
    elif name in WORDS:
        yield str(thing)


@pytest.mark.django_db
def test_every_page_speaks_schema_org_and_says_only_what_it_shows(client: Client) -> None:
    types: set[str] = set()
    for kind in every_kind():
        answer = client.get(kind.path)
        markup = answer.content.decode()
        if not markup or not block_in(markup):
            continue
        assert answer.status_code == 200
        for node in nodes_in(markup):
            types |= {*node["@type"]}
            own = {name for name in node if not name.startswith("@")}
            assert own <= set().union(*(PROPERTIES[one] for one in node["@type"])), (kind, node)
        shown = shown_in(markup)
        missing = [words for words in words_in(json.loads(block_in(markup))) if squeezed(words) not in shown]
        assert missing == [], kind
    assert types == PROPERTIES.keys()


@pytest.mark.django_db
def test_the_home_page_tells_how_the_site_is_searched(client: Client, make_term: Make) -> None:
    make_term("Antigène")
    nodes = nodes_in(get(client, "/fr/"))
    site = the(nodes, "WebSite")
    assert value(site, "url") == "http://testserver/fr/"
    assert value(site, "inLanguage") == "fr"
    (publisher,) = at(nodes, site, "publisher")
    assert publisher["@type"] == ["Organization"]
    template = value(the(nodes, "EntryPoint"), "urlTemplate")
    found = get(client, template.replace("{search_term_string}", quote("antigène")))
    assert 'value="antigène"' in found


@pytest.mark.parametrize("model", KINDS)
def test_a_signed_page_names_its_reviewer_and_the_day(client: Client, db: None, model: Any) -> None:
    page = live_page(model)
    nodes = nodes_in(get(client, page.live_revision.url))
    told = the(nodes, "MedicalWebPage")
    (reviewer,) = at(nodes, told, "reviewedBy")
    assert value(reviewer, "name") == "Relectrice"
    assert value(reviewer, "url") == "http://testserver/fr/a-propos/contributeurs/relectrice/"
    assert value(told, "lastReviewed") == timezone.localdate().isoformat()


@pytest.mark.parametrize("model", KINDS)
def test_a_page_that_nobody_signed_names_no_reviewer(client: Client, db: None, model: Any) -> None:
    page = live_page(model)
    page.title = "Autrement"
    page.save()
    put_live(page)
    nodes = nodes_in(get(client, page.live_revision.url))
    told = the(nodes, "MedicalWebPage")
    assert value(told, "name") == "Autrement"
    assert not {"reviewedBy", "lastReviewed"} & told.keys()
    assert [value(person, "name") for person in of_type(nodes, "Person")] == ["Autrice"]


def test_an_article_names_its_authors_its_dates_its_readers_and_its_sources(client: Client, db: None) -> None:
    page = live_page(Article)
    page.sources.create(title="Une étude", publisher="Une revue", doi="10.1000/182<3>&")
    page.sources.create(title="Un piège", url="javascript:alert(1)")
    put_live(page)
    nodes = nodes_in(get(client, page.live_revision.url))
    told = the(nodes, "MedicalWebPage")
    (author,) = at(nodes, told, "author")
    assert value(author, "name") == "Autrice"
    assert value(author, "jobTitle") == "oncologue, hôpital d’essai"
    published = timezone.localtime(page.live_revision.published_at)
    assert value(told, "datePublished") == published.isoformat(timespec="seconds")
    assert value(told, "isAccessibleForFree") is True
    assert [one["@type"] for one in at(nodes, told, "audience")] == [["Patient"]]
    assert [value(one, "name") for one in at(nodes, told, "about")] == ["Traitement"]
    sources = {value(one, "name"): one for one in at(nodes, told, "citation")}
    guide, study, trap = (sources[name] for name in ("Un guide", "Une étude", "Un piège"))
    assert value(guide, "url") == "https://exemple.fr/guide"
    assert study["@type"] == ["ScholarlyArticle"]
    assert value(study, "sameAs") == "https://doi.org/10.1000/182%3C3%3E%26"
    assert "url" not in trap


def test_frequent_questions_are_told_as_they_stand_on_the_page(client: Client, make_article: Make) -> None:
    article = make_article(live=False, slug="questions")
    article.questions.create(question="Est-ce que cela fait mal ?", answer="Non.\n\nPas du tout.")
    article.questions.create(question="Combien de temps ?", answer="Un mois.")
    put_live(article)
    markup = get(client, "/fr/articles/questions/")
    nodes = nodes_in(markup)
    asked = at(nodes, the(nodes, "FAQPage"), "mainEntity")
    headings = html.fromstring(markup).xpath('//*[@class="faq__item"]/h3/text()')
    assert {value(one, "name") for one in asked} == {*map(str, headings)}
    answers = {value(answer, "text") for one in asked for answer in at(nodes, one, "acceptedAnswer")}
    assert answers == {"Non.\n\nPas du tout.", "Un mois."}
    assert value(the(nodes, "FAQPage"), "isPartOf") == "http://testserver/fr/articles/questions/"


def test_without_questions_there_is_no_page_of_questions(client: Client, article: Any) -> None:
    assert of_type(nodes_in(get(client, "/fr/articles/comprendre/")), "FAQPage") == []


@pytest.mark.parametrize("category", [None, "Traitement & suivi"])
def test_breadcrumbs_are_those_above_the_page(
    client: Client, make_article: Make, make_category: Make, category: str | None
) -> None:
    make_article(slug="miettes", category=make_category(category) if category else None)
    markup = get(client, "/fr/articles/miettes/")
    links = html.fromstring(markup).xpath('//nav[contains(@class, "crumbs")]//a')
    shown = {
        position: (link.text_content(), f"http://testserver{link.get('href')}")
        for position, link in enumerate(links, start=1)
    }
    steps = of_type(nodes_in(markup), "ListItem")
    assert {value(one, "position"): (value(one, "name"), value(one, "item")) for one in steps} == shown
    assert len(shown) == (3 if category else 2)


def test_a_term_is_defined_in_the_glossary(client: Client, make_term: Make) -> None:
    term = make_term("Antigène", slug="antigene", summary="Ce que les défenses reconnaissent.", live=False)
    term.synonyms.create(text="Ag", kind=Synonym.Kind.ABBREVIATION)
    term.synonyms.create(text="marqueur", kind=Synonym.Kind.SYNONYM)
    put_live(term)
    nodes = nodes_in(get(client, "/fr/glossaire/antigene/"))
    entry = the(nodes, "DefinedTerm")
    assert value(entry, "name") == "Antigène"
    assert value(entry, "description") == "Ce que les défenses reconnaissent."
    assert {one["@value"] for one in entry["alternateName"]} == {"Ag", "marqueur"}
    assert at(nodes, the(nodes, "MedicalWebPage"), "mainEntity") == [entry]
    (glossary,) = at(nodes, entry, "inDefinedTermSet")
    assert value(glossary, "url") == "http://testserver/fr/glossaire/"
    index = the(nodes_in(get(client, "/fr/glossaire/")), "DefinedTermSet")
    assert index["@id"] == glossary["@id"]
    assert {one["@id"] for one in index["hasDefinedTerm"]} == {entry["@id"]}


def test_a_letter_of_the_glossary_tells_of_its_terms_only(client: Client, make_term: Make) -> None:
    make_term("Antigène")
    make_term("Biopsie")
    nodes = nodes_in(get(client, "/fr/glossaire/?letter=B"))
    assert [value(one, "name") for one in of_type(nodes, "DefinedTerm")] == ["Biopsie"]


def test_a_profile_tells_of_one_person(client: Client, make_article: Make) -> None:
    someone = Contributor.objects.create(
        name="Ada", slug="ada", qualification="rédactrice", bio="Écrit.\n\nRelit."
    )
    article = make_article(live=False)
    article.contributions.create(contributor=someone)
    put_live(article)
    nodes = nodes_in(get(client, "/fr/a-propos/contributeurs/ada/"))
    (who,) = at(nodes, the(nodes, "ProfilePage"), "mainEntity")
    assert value(who, "name") == "Ada"
    assert value(who, "description") == "Écrit.\n\nRelit."
    author = the(nodes_in(get(client, article.live_revision.url)), "Person")
    assert author["@id"] == who["@id"]


@pytest.mark.parametrize(
    "path", ["/fr/articles/", "/fr/discussions/", "/fr/recherche/?q=x", "/fr/nulle-part/"]
)
def test_other_pages_tell_nothing(client: Client, article: Any, path: str) -> None:
    assert block_in(client.get(path).content.decode()) == ""


@pytest.mark.parametrize("status", ["pending", "approved", "rejected", "spam"])
def test_nothing_of_a_discussion_is_told(
    client: Client, article: Any, make_comment: Make, status: str
) -> None:
    make_comment(article.discussion, status=status, name="Zébulon", text="Un xylophone sur la table.")
    for path in ("/fr/", "/fr/articles/comprendre/"):
        block = block_in(get(client, path))
        assert block
        assert "Zébulon" not in block
        assert "xylophone" not in block


def test_nothing_that_was_posted_is_told(client: Client, article: Any) -> None:
    words = {"name": "", "email": "", "text": "Un xylophone sur la table.", "parent": ""}
    answer = client.post("/fr/articles/comprendre/", words, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert "xylophone" not in block_in(answer.content.decode())


def test_nothing_of_a_draft_is_told(client: Client, article: Any, make_user: Make) -> None:
    article.title = article.summary = "Un brouillon"
    article.save()
    article.questions.create(question="Brouillon ?", answer="Brouillon.")
    assert "rouillon" not in block_in(get(client, "/fr/articles/comprendre/"))
    _link, token = PreviewLink.make(article, by=make_user("editrice", "Editors"))
    preview = get(client, shared_preview_url(article, token))
    assert "Un brouillon" in preview
    assert block_in(preview) == ""


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_stay_words(client: Client, make_article: Make, make_category: Make, words: str) -> None:
    article = make_article(
        slug="piege", live=False, title=words, summary=words, category=make_category(words), key_points=words
    )
    person = Contributor.objects.create(name=words, slug="ada", qualification=words, bio=words)
    article.contributions.create(contributor=person)
    article.questions.create(question=words, answer=words)
    article.sources.create(title=words, publisher=words, doi=words, url="https://exemple.fr/")
    live = put_live(article)
    markup = get(client, "/fr/articles/piege/")
    check_harmless(markup)
    nodes = nodes_in(markup)
    told = the(nodes, "MedicalWebPage")
    assert value(told, "name") == live.title
    assert value(told, "description") == live.summary
    assert value(the(nodes, "Answer"), "text") == live.faq[0]["answer"]
    assert value(the(nodes, "Person"), "name") == words
    assert "Physician" not in {one for node in nodes for one in node["@type"]}
    check_harmless(get(client, "/fr/a-propos/contributeurs/ada/"))


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_of_a_term_stay_words(client: Client, make_term: Make, words: str) -> None:
    term: Term = make_term(words, slug="piege", summary=words, live=False)
    term.synonyms.create(text=words)
    live = put_live(term)
    markup = get(client, "/fr/glossaire/piege/")
    check_harmless(markup)
    entry = the(nodes_in(markup), "DefinedTerm")
    assert value(entry, "name") == live.title
    assert value(entry, "alternateName") == words
    check_harmless(get(client, "/fr/glossaire/"))


def check_harmless(markup: str) -> None:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', markup, re.DOTALL)
    assert not re.search("[<>&\u2028\u2029]", block)
    json.loads(block)
    scripts = html.fromstring(markup).xpath("//script")
    assert all(script.get("src") or script.get("type") == "application/ld+json" for script in scripts)


def test_what_is_empty_is_left_out() -> None:
    script = as_script([{"a": "", "b": None, "c": [], "d": {"e": ""}, "f": 0, "g": False, "h": [{"i": ""}]}])
    assert '"@graph":[{"f":0,"g":false,"h":[{}]}]' in script


def test_addresses_are_those_of_the_public_site(client: Client, article: Any, settings: Any) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://portail.example", ["*"]
    answer = client.get("/fr/articles/comprendre/", headers={"host": "evil.example"})
    block = block_in(answer.content.decode())
    assert "https://portail.example/fr/articles/comprendre/" in block
    assert "evil" not in block
