"""The language of another name in files: out, in again, and left alone by files that don't speak of it."""

from __future__ import annotations

import csv
from io import BytesIO
from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef

from glossary.cells import split_values
from glossary.exporting.skos import OURS, write_turtle
from glossary.exporting.tables import write_csv
from glossary.exporting.terms import Selection
from glossary.importing.limits import NAMES_MAX
from glossary.models import Synonym, Term, TermRevision
from tests.conftest import Make, put_live
from tests.glossary.conftest import Import, row, run_import

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph")]

SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
NAMES = {"synonyms": ["CAR-T cells", "cellule CAR-T"], "abbreviations": ["CAR-T"]}


def languages() -> dict[str, str]:
    return dict(Synonym.objects.values_list("text", "language"))


def one(**more: Any) -> list[dict[str, Any]]:
    return [row(1, "Cellules CAR-T", **{**NAMES, **more})]


def test_a_file_says_which_names_are_in_another_language(import_file: Import) -> None:
    import_file(one(name_languages=["en: CAR-T cells"]), "--live")
    assert languages() == {"CAR-T cells": "en", "cellule CAR-T": "", "CAR-T": ""}
    assert TermRevision.objects.get().language_of("CAR-T cells") == "en"


def test_a_table_says_it_in_one_cell(import_file: Import) -> None:
    head, names = "id,term,definition,synonyms,name_languages", "un|to a|eins: zwei,en: to a|de: eins: zwei"
    table = f"{head}\n1,Terme,Ceci.,{names}\n"
    import_file(table, name="terms.csv")
    assert languages() == {"un": "", "to a": "en", "eins: zwei": "de"}


@pytest.mark.parametrize(
    ("said", "language"), [("en-GB: CAR-T cells", "en"), ("EN:CAR-T cells", "en"), ("fr: CAR-T cells", "")]
)
def test_a_tag_is_taken_as_the_choice_that_editors_have(
    import_file: Import, said: str, language: str
) -> None:
    import_file(one(name_languages=[said]))
    assert languages()["CAR-T cells"] == language


@pytest.mark.parametrize("tag", ["xx", "anglais", "", "e n"])
def test_a_row_with_a_tag_that_is_none_is_rejected(import_file: Import, tag: str) -> None:
    outcome = import_file(one(name_languages=[f"{tag}: CAR-T cells"]))
    assert f"name_languages: {tag!r} is no language" in outcome.errors[0]
    assert not Term.objects.exists()


def test_languages_of_names_that_the_row_has_not_are_reported(import_file: Import) -> None:
    outcome = import_file(one(name_languages=["en: T cells", "CAR-T cells"]))
    assert "languages of other names (1 rows)" in outcome.said
    assert set(languages().values()) == {""}


def test_more_names_than_allowed_are_refused_with_their_languages_too(import_file: Import) -> None:
    many = [f"name {number}" for number in range(NAMES_MAX + 1)]
    outcome = import_file([row(1, synonyms=many, name_languages=[f"en: {name}" for name in many])])
    assert f"{NAMES_MAX} at most" in outcome.errors[0]


def test_the_same_file_twice_changes_nothing(import_file: Import) -> None:
    rows = one(name_languages=["en: CAR-T cells"])
    import_file(rows, "--live")
    before = list(Synonym.objects.values()), list(TermRevision.objects.values())
    assert (
        "0 created, 0 changed, 1 unchanged, 0 kept, 0 rejected, 0 published"
        in import_file(rows, "--live").said
    )
    assert (list(Synonym.objects.values()), list(TermRevision.objects.values())) == before


@pytest.fixture
def marked_here(import_file: Import) -> Term:
    """Imported without languages; somebody has said here which name is English, and nothing else."""
    import_file(one())
    Synonym.objects.filter(text="CAR-T cells").update(language="en")
    return Term.objects.get()


def test_a_file_that_says_nothing_of_languages_leaves_them(marked_here: Term, import_file: Import) -> None:
    assert import_file(one()).count("unchanged") == 1
    assert import_file(one(definition="Mieux dit.")).count("changed") == 1
    assert languages()["CAR-T cells"] == "en"
    assert import_file(one(definition="Mieux dit.", synonyms=["T-CAR", "CAR-T cells"])).count("changed") == 1
    assert languages() == {"CAR-T cells": "en", "T-CAR": "", "CAR-T": ""}


def test_a_file_that_says_of_none_takes_them_away(marked_here: Term, import_file: Import) -> None:
    assert import_file(one(name_languages=[])).count("changed") == 1
    assert set(languages().values()) == {""}


def test_another_language_alone_is_a_change(marked_here: Term, import_file: Import) -> None:
    outcome = import_file(one(name_languages=["de: CAR-T cells"]))
    assert outcome.count("changed") == 1
    assert languages() == {"CAR-T cells": "de", "cellule CAR-T": "", "CAR-T": ""}
    assert Term.objects.get().version == 2


CONCEPT = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/1> a skos:Concept ;
  skos:prefLabel "Cellules CAR-T"@fr ; skos:altLabel "CAR-T cells"@fr, "CAR-T cells"@en ;
  skos:definition "%s"@fr .
"""


def test_a_skos_file_of_others_leaves_them(import_file: Import) -> None:
    import_file(CONCEPT % "Ceci.", name="t.ttl")
    assert languages() == {"CAR-T cells": ""}
    Synonym.objects.update(language="en")
    assert import_file(CONCEPT % "Ceci.", name="t.ttl").count("unchanged") == 1
    assert import_file(CONCEPT % "Cela.", name="t.ttl").count("changed") == 1
    assert languages() == {"CAR-T cells": "en"}


# Out


@pytest.fixture
def translated(make_term: Make) -> tuple[Term, Term]:
    """A French term with three English names: the English title, one that both terms have, one of its own."""
    french = make_term("Cellules CAR-T", slug="cellules-car-t", live=False)
    english = make_term("CAR-T cells", language="en", translation_key=french.translation_key, live=False)
    for text, kind in (("CAR-T cells", "variant"), ("CAR T cell", "variant"), ("living drug", "synonym")):
        french.synonyms.create(text=text, kind=kind, language="en")
    french.synonyms.create(text="CAR-T", kind="abbreviation", language="fr")  # as chosen by hand
    english.synonyms.create(text="CAR T cell", kind="synonym")
    english.synonyms.create(text="gene therapy", kind="synonym")
    put_live(french)
    put_live(english)
    return french, english


def graph() -> tuple[Graph, Any]:
    written = BytesIO()
    write_turtle(Selection().terms(), written)
    return Graph().parse(data=written.getvalue(), format="turtle"), written


def test_skos_tags_each_name_with_its_own_language(translated: tuple[Term, Term]) -> None:
    found, _written = graph()
    concept = URIRef(f"urn:uuid:{translated[0].translation_key}")
    assert set(found.objects(concept, SKOS.altLabel)) == {
        Literal("CAR T cell", "en"), Literal("living drug", "en"), Literal("gene therapy", "en"),
        Literal("CAR-T", "fr"),
    }  # fmt: skip
    assert set(found.objects(concept, URIRef(f"{OURS}variant-fr"))) == {
        Literal("CAR-T cells", "en"), Literal("CAR T cell", "en"),
    }  # fmt: skip
    assert set(found.objects(concept, URIRef(f"{OURS}synonym-en"))) == {Literal("CAR T cell", "en")}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_term_gets_its_own_names_back(
    translated: tuple[Term, Term], tmp_path: Any, language: str
) -> None:
    path = tmp_path / "out.ttl"
    path.write_bytes(graph()[1].getvalue())
    wanted = {name[:3] for name in names(language)}
    outcome = run_import(path, "--language", language)
    assert "0 created, 0 changed, 1 unchanged, 0 kept" in outcome.said
    for term in translated:
        term.revisions.all().delete()
        term.delete()
    run_import(path, "--language", language)
    assert set(names(language)) == wanted
    assert "not taken" not in outcome.said.lower()


def names(language: str) -> set[tuple[str, str, str]]:
    """As a page of that language says them."""
    found = Synonym.objects.filter(page__language=language).values_list("text", "kind", "language")
    return {(text, kind, "" if code == language else code) for text, kind, code in found}


def test_a_table_names_the_language_of_those_in_another_one(translated: tuple[Term, Term]) -> None:
    written = BytesIO()
    write_csv(Selection("fr").terms(), written)
    (line,) = csv.DictReader(written.getvalue().decode("utf-8-sig").splitlines())
    assert sorted(split_values(line["name_languages"])) == [
        "en: CAR T cell",
        "en: CAR-T cells",
        "en: living drug",
    ]
