"""Terms written into files, and read back: nothing is changed by that."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from glossary.cells import escape_formula, join_values, split_values, unescape_formula
from glossary.exporting.tables import CELL_MAX
from glossary.models import Relation, Synonym, Term, TermRevision
from tests.conftest import Make, put_live
from tests.glossary.conftest import Outcome, row, run_import

pytestmark = pytest.mark.django_db

FORMATS = ["csv", "xlsx", "jsonl", "ttl", "jsonld"]
FORMULAS = ["=1+1", "+33", "-ase", "@SUM(A1)", "\tx", "\r=1", "'=1", "''=1", " =1", "＝1"]
Export = Callable[..., Path]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    def run(name: str, *flags: str) -> Path:
        path = tmp_path / f"out.{name}"
        call_command("export_terms", "--output", str(path), *flags, stderr=StringIO())
        return path

    return run


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Term, TermRevision, Synonym, Relation)]


@pytest.fixture
def glossary(make_term: Make, make_category: Make, import_file: Any) -> list[Term]:
    """Written here and imported, live and not, with everything a term has; in two languages."""
    import_file(
        [
            row(1, "cytokine", domains=["Biologie"], see_also=[2], synonyms=["l'autre"]),
            row(2, "anti-PD-1 : l'essai", variants=["a|b", "c\\"], kind="drug"),
            row(3, "brouillon"),
        ],
        "--live",
    )
    Term.objects.get(external_id="3").withdraw(by=None)
    first = make_term(
        "Antigène: « un »",
        slug="antigene",
        category=make_category(),
        summary='Ce que l\'on reconnaît: une "substance".\n2. Autre <b>sens</b> & plus.',
        body='<h2>Où</h2><p>Voir <a href="/fr/glossaire/cytokine/">ceci</a>.</p>',
        pronunciation="=an-ti-gène",
        live=False,
    )
    first.synonyms.create(text="Ag", kind="abbreviation")
    first.synonyms.create(text="-gène", kind="variant")
    first.synonyms.create(text="Antigen", kind="variant", language="en")
    first.synonyms.create(text="=Antigenum", kind="synonym", language="la")
    first.save()
    put_live(first)
    english = make_term("Antigen", slug="antigen", language="en", translation_key=first.translation_key)
    cytokine = Term.objects.get(external_id="1")
    Relation.join(first, cytokine)
    Relation.join(first, make_term("Jamais public", live=False))
    return [first, english, cytokine]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("flags", [(), ("--live",)])
def test_an_export_read_back_changes_nothing(
    glossary: list[Term], export: Export, name: str, flags: tuple[str, ...]
) -> None:
    path, before = export(name), everything()
    for language, number in (("fr", 3), ("en", 1)):
        outcome = run_import(path, "--language", language, *flags)
        assert (outcome.refusal, outcome.errors) == ("", [])
        assert f"0 created, 0 changed, {number} unchanged, 0 kept, 0 rejected, 0 published" in outcome.said
    assert everything() == before


@pytest.mark.parametrize("name", FORMATS)
def test_working_copies_read_back_change_nothing(glossary: list[Term], export: Export, name: str) -> None:
    path, before = export(name, "--drafts", "--language", "fr"), everything()
    outcome = run_import(path)
    assert "0 created, 0 changed, 5 unchanged, 0 kept" in outcome.said
    assert everything() == before


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_glossary_gets_the_same_terms(glossary: list[Term], export: Export, name: str) -> None:
    linking = glossary[0]  # at first nothing is public that a text could link to
    linking.body = "<p>Voir ailleurs.</p>"
    linking.save()
    put_live(linking)
    path = export(name)
    said = {(one.language, one.title): one.synonym_rows for one in TermRevision.objects.live()}
    Relation.objects.all().delete()
    TermRevision.objects.all().delete()
    for term in Term.objects.all():
        term.delete()
    for language in ("fr", "en"):
        assert not run_import(path, "--language", language, "--live").refusal
    again = {(one.language, one.title): one.synonym_rows for one in TermRevision.objects.live()}
    assert again.keys() == said.keys()
    assert {key: sorted(map(str, rows)) for key, rows in again.items()} == {
        key: sorted(map(str, rows)) for key, rows in said.items()
    }
    assert Relation.objects.count() == 2
    french, english = (
        Term.objects.get(title__startswith="Antig", language="fr"),
        Term.objects.get(language="en"),
    )
    assert french.translation_key == english.translation_key
    assert run_import(path, "--live").count("unchanged") == 3


def test_only_what_is_public_is_exported(glossary: list[Term], export: Export) -> None:
    changed = glossary[2]
    changed.title = "Zcytokine"
    changed.save()
    for name in ("csv", "jsonl", "ttl", "jsonld"):
        text = export(name).read_text(encoding="utf-8-sig")
        assert "cytokine" in text
        for secret in ("Zcytokine", "brouillon", "Jamais public"):
            assert secret not in text
    assert "Zcytokine" in export("csv", "--drafts").read_text()


def test_one_language_only(glossary: list[Term], export: Export) -> None:
    rows = [json.loads(line) for line in export("jsonl", "--language", "en").read_text().splitlines()]
    assert [(one["term"], one["language"], one["reviewed"]) for one in rows] == [("Antigen", "en", False)]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(make_term: Make, export: Export, text: str) -> None:
    make_term("Terme", summary=text)
    with export("csv").open(encoding="utf-8-sig", newline="") as file:
        cell = next(iter(csv.DictReader(file)))["definition"]
    assert cell == f"'{text}"
    sheet = load_workbook(export("xlsx")).worksheets[0]
    assert all(one.data_type != "f" for line in sheet.iter_rows() for one in line)
    for name in ("csv", "xlsx"):
        assert run_import(export(name)).count("unchanged") == 1


@pytest.mark.parametrize("text", [*FORMULAS, "", "x", "'", "'x", "l'=", "d'-"])
def test_escaping_is_undone(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("values", [["a"], ["a", "b"], ["a|b", "c"], ["\\", "|"], ["a\\|", "\\\\"], ["x\\y"]])
def test_joined_values_are_parted_again(values: list[str]) -> None:
    assert split_values(join_values(values)) == values


def test_a_lone_backslash_is_itself() -> None:
    assert split_values(r"a\b|c") == [r"a\b", "c"]


def test_a_text_that_no_cell_can_hold_is_told(make_term: Make, export: Export) -> None:
    make_term("Long", body="<p>" + "x" * CELL_MAX + "</p>")
    with pytest.raises(CommandError, match="no cell of a workbook can hold"):
        export("xlsx")
    assert export("csv").stat().st_size > CELL_MAX
    assert run_import(export("csv")).count("unchanged") == 1


def test_nothing_half_written_is_left_behind(make_term: Make, export: Export, tmp_path: Path) -> None:
    make_term("Long", body="<p>" + "x" * CELL_MAX + "</p>")
    with pytest.raises(CommandError):
        export("xlsx")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("export_terms", "--output", str(tmp_path / "nowhere" / "x.csv"))


def test_the_standard_output_gets_csv(make_term: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make_term("Terme")
    written = BytesIO()
    monkeypatch.setattr("sys.stdout", type("Out", (), {"buffer": written}))
    call_command("export_terms", stderr=StringIO())
    assert written.getvalue().startswith("\ufeffid,term,definition".encode())


def test_an_edited_export_changes_imported_terms_and_keeps_what_editors_wrote(
    glossary: list[Term], export: Export
) -> None:
    path = export("csv", "--language", "fr")
    text = (
        path.read_text(encoding="utf-8-sig").replace("Définition 1.", "Nouveau.").replace("Ce que", "Ce qui")
    )
    path.write_text(text)
    outcome: Outcome = run_import(path)
    assert (outcome.count("changed"), outcome.count("kept"), outcome.count("unchanged")) == (1, 1, 1)
    assert "written here, kept as it is" in outcome.errors[0]
    assert Term.objects.get(external_id="1").summary == "Nouveau."


def test_only_the_parts_that_differ_are_written(glossary: list[Term], export: Export) -> None:
    path = export("csv", "--language", "fr")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Définition 1.", "Nouveau."))
    before = list(Synonym.objects.values())
    run_import(path)
    assert Term.objects.get(external_id="1").title == "cytokine"
    assert list(Synonym.objects.values()) == before  # "l'autre" is "l'autre" still


def test_one_term_under_both_its_identifiers_is_an_error(import_file: Any) -> None:
    import_file([row(1, "antigène")])
    own = f"urn:uuid:{Term.objects.get().translation_key}".upper().replace("URN:UUID", "urn:uuid")
    outcome = import_file([row(1, "antigène"), row(2) | {"id": own}])
    assert "the same term as on line 1" in outcome.errors[0]
    assert "Nothing was written" in outcome.refusal


def test_a_link_by_the_other_identifier_is_the_same_link(import_file: Any) -> None:
    import_file([row(1, "un", see_also=[2]), row(2, "deux")])
    own = f"urn:uuid:{Term.objects.get(external_id='2').translation_key}"
    assert import_file([row(1, "un", see_also=[own]), row(2, "deux")]).count("unchanged") == 2


def test_an_export_costs_few_queries(make_term: Make, export: Export, django_assert_num_queries: Any) -> None:
    for _number in range(50):
        make_term()
    with django_assert_num_queries(3):  # who is live; who is related; their words
        export("csv")


def test_terms_of_tomorrow_are_not_exported(make_term: Make, export: Export) -> None:
    put_live(make_term("Bientôt", live=False), at=timezone.now() + timedelta(days=1))
    assert "Bientôt" not in export("jsonl").read_text()


def test_an_export_may_be_fetched_by_those_who_see_terms(sign_in: Make, term: Term) -> None:
    address = "/admin/glossary/term/export/"
    answer = sign_in("Medical reviewers").get(address, {"format": "csv", "language": "fr"})
    assert b"".join(answer.streaming_content).decode("utf-8-sig").startswith("id,term")
    assert "glossary-fr-" in answer["Content-Disposition"]
    assert sign_in("Moderators").get(address, {"format": "csv"}).status_code == 403
    assert Client().get(address, {"format": "csv"}).status_code == 302
