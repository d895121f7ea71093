"""SKOS as other programs read it, and SKOS of theirs as we do."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from glossary.exporting.skos import OURS, write_json_ld, write_turtle
from glossary.exporting.terms import HERE, Selection
from glossary.models import Relation, Term
from tests.conftest import Make, put_live
from tests.glossary.conftest import Import, row, run_import

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph")]

SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT = Namespace("http://purl.org/dc/terms/")
MINE = Namespace(OURS)
HOSTILE = '"]]>\\ \'""" <script>\n\t{{7*7}} @fr . <urn:x> ; \u0001\u007f é 🧬 \\u0041'


def turtle(*, host: str = HERE) -> Graph:
    written = BytesIO()
    write_turtle(Selection(host=host).terms(), written, host=host)
    return Graph().parse(data=written.getvalue(), format="turtle")


def json_ld() -> Graph:
    written = BytesIO()
    write_json_ld(Selection().terms(), written)
    return Graph().parse(data=written.getvalue(), format="json-ld")


def concept(term: Term) -> URIRef:
    return URIRef(f"urn:uuid:{term.translation_key}")


@pytest.fixture
def translated(make_term: Make, make_category: Make) -> tuple[Term, Term]:
    french = make_term(
        "antigène", slug="antigene", summary=HOSTILE, live=False, external_id="https://example.org/a?b=c",
        category=make_category(),
    )  # fmt: skip
    french.synonyms.create(text="Ag", kind="abbreviation")
    french.synonyms.create(text="antigene", kind="variant")
    french.synonyms.create(text="substance", kind="synonym")
    french.sources.create(title="Un livre", publisher="Éditeur", doi="10.1056/NEJMoa<1>")
    french.sources.create(title="Sans adresse", publisher="Éditeur")
    put_live(french)
    english = make_term("antigen", slug="antigen", language="en", translation_key=french.translation_key)
    return french, english


def test_both_formats_make_the_same_graph(translated: Any, make_term: Make) -> None:
    Relation.join(translated[0], make_term(HOSTILE[:60].replace("\n", " "), slug="x"))
    one, other = turtle(), json_ld()
    assert len(one) > 30
    assert isomorphic(one, other)


def test_a_concept_is_one_for_all_languages(translated: tuple[Term, Term]) -> None:
    graph, uri = turtle(), concept(translated[0])
    assert set(graph.objects(uri, SKOS.prefLabel)) == {Literal("antigène", "fr"), Literal("antigen", "en")}
    assert set(graph.objects(uri, SKOS.altLabel)) == {
        Literal("Ag", "fr"), Literal("antigene", "fr"), Literal("substance", "fr"),
    }  # fmt: skip
    assert set(graph.objects(uri, MINE.abbreviation)) == {Literal("Ag", "fr")}
    assert set(graph.objects(uri, SKOS.exactMatch)) == {URIRef("https://example.org/a?b=c")}
    assert not list(graph.triples((None, SKOS.notation, None)))
    assert not list(graph.triples((None, SKOS.hiddenLabel, None)))
    definitions: list[Any] = list(graph.objects(uri, SKOS.definition))
    (definition,) = [text for text in definitions if text.language == "fr"]
    assert "{{7*7}}" in definition
    assert "<script>" in definition
    sources = set(graph.objects(uri, DCT.source))
    assert sources == {
        URIRef("https://doi.org/10.1056/NEJMoa%3C1%3E"),
        Literal("Sans adresse, Éditeur", "fr"),
    }


def test_concepts_stand_in_the_scheme_of_the_glossary(translated: Any) -> None:
    graph = turtle(host="https://portal.example")
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert str(scheme) == "https://portal.example/fr/glossaire/#glossary"
    assert {Literal("Glossaire", "fr"), Literal("Glossary", "en")} == set(graph.objects(scheme, DCT.title))
    assert list(graph.subjects(SKOS.inScheme, scheme)) == [concept(translated[0])]


def test_each_page_tells_its_own_dates(translated: tuple[Term, Term]) -> None:
    graph = turtle()
    pages = set(graph.objects(concept(translated[0]), URIRef("http://xmlns.com/foaf/0.1/isPrimaryTopicOf")))
    assert {str(page).rpartition("/glos")[2] for page in pages} == {"saire/antigene/", "sary/antigen/"}
    for page in pages:
        moment: Any = graph.value(page, DCT.modified)
        assert moment.datatype == rdflib.XSD.dateTime
        assert moment.toPython() is not None
        assert list(graph.objects(page, MINE.reviewed)) == [Literal(False)]


def test_the_integrity_of_skos_holds(translated: Any, make_term: Make) -> None:
    Relation.join(translated[0], make_term("cytokine"))
    graph = turtle()
    for one in graph.subjects(RDF.type, SKOS.Concept):
        labels: list[Any] = list(graph.objects(one, SKOS.prefLabel))
        assert len({label.language for label in labels}) == len(labels)  # S14
        assert not set(labels) & set(graph.objects(one, SKOS.altLabel))  # S13
        for other in graph.objects(one, SKOS.related):
            assert (other, SKOS.related, one) in graph
            assert (other, RDF.type, SKOS.Concept) in graph


def test_the_licence_is_told_where_one_is_set(term: Term, settings: Any) -> None:
    assert not list(turtle().triples((None, DCT.license, None)))
    settings.GLOSSARY_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
    assert list(turtle().objects(concept(term), DCT.license)) == [URIRef(settings.GLOSSARY_LICENSE)]


@pytest.mark.parametrize("identifier", ["12", "a b", "javascript:alert(1)", "https://x y", 'https://x">'])
def test_what_is_no_address_is_no_match(make_term: Make, identifier: str) -> None:
    term = make_term("antigène", external_id=identifier)
    graph = turtle()
    assert not list(graph.triples((None, SKOS.exactMatch, None)))
    assert list(graph.objects(concept(term), DCT.identifier)) == [Literal(identifier)]


# Of others

THEIRS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/t/> .
:s a skos:ConceptScheme .
:1 a skos:Concept ; skos:prefLabel "antigène"@fr, "antigen"@en ; skos:altLabel "Ag"@fr, "Ag"@en ;
   skos:definition "Une substance."@fr-CA ; skos:related :2 ; skos:broader :3 ; skos:inScheme :s .
:2 a skos:Concept ; skos:prefLabel "anticorps"@fr ; skos:scopeNote "Une note."@fr .
:3 a skos:Concept ; skos:prefLabel "substance"@en .
"""


def test_a_thesaurus_of_others(import_file: Import) -> None:
    outcome = import_file(THEIRS, name="t.ttl")
    assert outcome.count("created") == 2
    assert "1 row is of another language and was not read." in outcome.said
    assert "Not taken over: broader (1 rows)." in outcome.said
    term = Term.objects.get(external_id="http://example.org/t/1")
    assert (term.title, term.summary) == ("antigène", "Une substance.")
    assert [name.text for name in term.synonyms.all()] == ["Ag"]
    assert Relation.objects.count() == 1
    assert Term.objects.get(title="anticorps").body == "<p>Une note.</p>"
    assert import_file(THEIRS, name="t.ttl").count("unchanged") == 2
    assert import_file(THEIRS, "--language", "en", name="t.ttl").count("created") == 2


def test_a_graph_in_another_order_is_the_same(import_file: Import) -> None:
    import_file(THEIRS, name="t.ttl")
    graph = Graph().parse(data=THEIRS, format="turtle")
    text = graph.serialize(format="json-ld", auto_compact=False)
    assert import_file(text, name="t.jsonld").count("unchanged") == 2


@pytest.mark.parametrize(
    ("concept", "reason"),
    [
        ('[] skos:prefLabel "a"@fr .', "no id"),
        (':1 skos:prefLabel "a"@fr, "b"@fr .', "two preferred names"),
        (":1 a skos:Concept .", "no name"),
        (f':1 skos:prefLabel "{"x" * 201}"@fr .', "201 characters"),
        (f':{"1" * 100} skos:prefLabel "a"@fr .', "id: 121 characters"),
        (':1 skos:prefLabel "a"@fr ; skos:related :9 .', "which is no term"),
    ],
)
def test_a_concept_that_cannot_be_taken(import_file: Import, concept: str, reason: str) -> None:
    outcome = import_file("\n".join([*THEIRS.splitlines()[:2], concept]), name="t.ttl")
    assert reason in outcome.errors[0]
    assert not Term.objects.exists()


def test_rejected_concepts_are_put_aside_as_json_lines(import_file: Import) -> None:
    text = THEIRS + ':4 skos:prefLabel "un"@fr, "deux"@fr ; a skos:Concept .'
    outcome = import_file(text, "--skip-invalid", name="t.ttl")
    assert (outcome.count("created"), outcome.count("rejected")) == (2, 1)
    assert '"rejected": "two preferred names' in outcome.rejected.read_text()
    assert run_import(outcome.rejected).count("created") == 1


REMOTE = [
    '{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "urn:x"}',
    '{"@context": [{}, ["http://127.0.0.1:9/c"]], "@id": "urn:x"}',
    '{"@context": {"@import": "http://127.0.0.1:9/c"}}',
    '{"@context": {"a": {"@id": "urn:y", "@context": "file:///etc/passwd"}}}',
    '{"@graph": [{"@context": "http://127.0.0.1:9/c"}]}',
]


@pytest.mark.parametrize("text", REMOTE)
def test_no_address_in_a_file_is_fetched(
    import_file: Import, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a request went out")

    monkeypatch.setattr("socket.socket.connect", refused)
    assert "its context is an address" in import_file(text, name="t.jsonld").refusal


BAD = [
    ("", "t.ttl", "it holds no SKOS concept"),
    ("<a> <b> .", "t.ttl", "it cannot be read"),
    ("[" * 50_000, "t.ttl", "it cannot be read"),
    ("[" * 50_000, "t.jsonld", "it cannot be read"),
    ("{", "t.jsonld", "it cannot be read"),
    ("{}", "t.jsonld", "it holds no SKOS concept"),
    ("é".encode("latin-1"), "t.ttl", "is not UTF-8"),
    ('<?xml version="1.0"?><rdf:RDF/>', "t.rdf", "RDF/XML is not read"),
    ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "t", "RDF/XML is not read"),
    ('<rdf:RDF xmlns:rdf="x"/>', "t.csv", "RDF/XML is not read"),
    ('<?xml version="1.0"?><rdf:RDF/>', "t.ttl", "it cannot be read"),
]


@pytest.mark.parametrize(("text", "name", "reason"), BAD)
def test_what_cannot_be_read_is_refused(import_file: Import, text: Any, name: str, reason: str) -> None:
    outcome = import_file(text, name=name)
    assert reason in outcome.refusal
    assert outcome.refusal.endswith("Nothing was written.")


def test_relations_of_one_language_are_not_those_of_the_other(
    translated: tuple[Term, Term], make_term: Make, tmp_path: Path
) -> None:
    french = make_term("cytokine", slug="c")
    english = make_term("cytokine", slug="c", language="en", translation_key=french.translation_key)
    Relation.join(translated[0], french)
    path = tmp_path / "t.ttl"
    with path.open("wb") as file:
        write_turtle(Selection().terms(), file)
    for language in ("fr", "en"):
        assert run_import(path, "--language", language).count("unchanged") == 2
    assert not Relation.objects.of(english).exists()


def test_an_import_by_identifiers_still_works_beside(import_file: Import) -> None:
    import_file([row(1, "antigène")])
    own = concept(Term.objects.get())
    text = (
        f'<{own}> a <{SKOS.Concept}> ; <{SKOS.prefLabel}> "antigène"@fr ; <{SKOS.definition}> "Nouveau."@fr .'
    )
    assert import_file(text, name="t.ttl").count("changed") == 1
    assert Term.objects.get().summary == "Nouveau."
    assert Term.objects.get().external_id == "1"
