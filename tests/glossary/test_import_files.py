"""The files an import can read, and what it says of those it can't."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from glossary.importing.limits import LINE_MAX
from glossary.models import Relation, Term
from tests.glossary.conftest import Import, row, run_import

TABLE = """id,term,definition,domains,synonyms,abbreviations,variants,see_also,notes
1,antigène,"Une substance, étrangère",Biologie|Médecine,,Ag|AG,antigene,2,
2,anticorps,Une protéine,Biologie,immunoglobuline,,,,"1. Une note.
2. Une autre."
"""
SAME: list[dict[str, Any]] = [
    {
        "id": 1, "term": "antigène", "definition": "Une substance, étrangère",
        "domains": ["Biologie", "Médecine"], "synonyms": [], "notes": None, "see_also": [2],
        "variants": [
            {"term": "antigene", "type": "Variante orthographique"},
            {"term": "Ag", "type": "Abréviation"}, {"term": "AG", "type": "Abréviation"},
        ],
    },
    {
        "id": 2, "term": "anticorps", "definition": "Une protéine", "domains": ["Biologie"],
        "synonyms": ["immunoglobuline"], "variants": [], "see_also": [],
        "notes": "1. Une note.  2. Une autre.",
    },
]  # fmt: skip


def test_a_table_says_the_same_as_json_lines(import_file: Import) -> None:
    assert import_file(TABLE, name="t.csv").count("created") == 2
    assert Relation.objects.count() == 1
    assert import_file(SAME).count("unchanged") == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TABLE),
        ("b.csv", "\ufeff" + TABLE),
        ("c.csv", TABLE.replace("\n", "\r\n")),
        ("d.csv", "\n\n" + TABLE + ",,,,,,,,\n"),
        ("e.csv", TABLE.replace("id,term", "EXTERNAL_ID, Term ").replace("domains", "domain")),
        ("f", TABLE),
        ("g.txt", TABLE),
    ],
)
def test_tables_in_many_dresses(import_file: Import, name: str, content: str) -> None:
    assert import_file(content, name=name).count("created") == 2
    assert [str(term.category) for term in Term.objects.all()] == ["Biologie", "Biologie"]


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ";"), ("a.tsv", "\t")])
def test_other_separators(import_file: Import, name: str, separator: str) -> None:
    lines = ["id,term,definition", "1,antigène,Une substance"]
    import_file("\n".join(lines).replace(",", separator), name=name)
    assert Term.objects.get().summary == "Une substance"


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a", "a.jsonl.rejected"])
def test_json_lines_by_ending_or_content(import_file: Import, name: str) -> None:
    lines = "\ufeff\n" + "\r\n\r\n".join(json.dumps(one) for one in SAME)
    assert import_file(lines, name=name).count("created") == 2


def test_the_category_is_the_domain_where_nothing_else_is(import_file: Import) -> None:
    import_file("id,term,definition,category\n1,antigène,Une substance,Biologie\n", name="a.csv")
    assert str(Term.objects.get().category) == "Biologie"


REFUSED = [
    ("", "a.csv", "it is empty"),
    ("\n \n", "a.jsonl", "it is empty"),
    ("[{}]", "a.json", "it is one JSON array"),
    ("id,term\n1,a\n", "a.csv", "it lacks the columns definition; its first line has 'id, term'"),
    ("1,antigène,Une substance\n", "a.csv", "it lacks the columns id, term, definition"),
    ("id,term,definition,id\n", "a.csv", "two of its columns have the same name"),
    ("id,term,definition\n1,a,\"b\n2,c,d\n", "a.csv", "begins on line 2: unexpected end of data"),
    ("id,term,definition\n1,\"a\"b,c\n", "a.csv", "begins on line 2: ',' expected after '\"'"),
    (TABLE.encode("latin-1"), "a.csv", "line 2 is not UTF-8"),
    (TABLE.encode("utf-16"), "a.csv", "line 1 is not UTF-8"),
    (b'{"id": 1}\n' * 20_000 + b"\xe9", "a.jsonl", "line 20001 is not UTF-8"),
    ('{"id": "' + "x" * LINE_MAX + '"}', "a.jsonl", "line 1 has more than 1,000,000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "reason"), REFUSED)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    import_file: Import, content: Any, name: str, reason: str
) -> None:
    outcome = import_file(content, "--skip-invalid", name=name)
    assert reason in outcome.refusal
    assert outcome.refusal.endswith("Nothing was written.")
    assert not Term.objects.exists()


def test_what_is_no_file_is_told(db: None, tmp_path: Path) -> None:
    assert "there is no such file" in run_import(tmp_path / "nowhere.csv").refusal
    assert "it is not a file" in run_import(tmp_path).refusal


def test_a_language_the_site_does_not_have_is_refused(import_file: Import) -> None:
    assert "invalid choice: 'xx'" in import_file(SAME, "--language", "xx").refusal


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("5", "a JSON object is expected"),
        ("[" * 5000, "not JSON"),
        ('{"id": ' + "9" * 5000 + "}", "not JSON"),
        ('{"id": 3, "term": NaN, "definition": "x"}', "term: a text is expected"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_bad_row(import_file: Import, line: str, reason: str) -> None:
    good = json.dumps(row(1))
    outcome = import_file(f"{good}\n{line}\n", "--skip-invalid")
    assert reason in outcome.errors[0]
    assert outcome.count("rejected") == 1
    assert Term.objects.count() == 1
    assert outcome.rejected.read_text()


def test_a_row_with_too_many_cells_is_a_bad_row(import_file: Import) -> None:
    content = '\ufeffid;term;definition\n1;a;b\n2;c;d;e\n3;f\n4;;"g\nh"\n'
    outcome = import_file(content, "--skip-invalid", name="a.csv")
    assert [error.split(": ", 1)[1] for error in outcome.errors] == [
        "line 3: 4 cells, where the header has 3",
        "line 4: 2 cells, where the header has 3",
        "line 5 (id 4): no name",
    ]
    assert outcome.rejected.read_bytes().startswith("\ufeffrejected;id;term;definition\n".encode())
    with outcome.rejected.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[1] == ["4 cells, where the header has 3", "2", "c", "d", "e"]
    assert rows[3] == ["no name", "4", "", "g\nh"]


def test_corrected_rejected_rows_of_a_table_can_be_imported(import_file: Import) -> None:
    outcome = import_file("id,term,definition\n1,,b\n", "--skip-invalid", name="a.csv")
    corrected = outcome.rejected.read_text().replace("1,,b", "1,a,b")
    assert import_file(corrected, name="a.csv.rejected").count("created") == 1


def test_rejected_rows_of_before_are_not_lost(import_file: Import) -> None:
    first = import_file([row(1, term="")], "--skip-invalid")
    again = import_file([row(1, term="")], "--skip-invalid")
    assert "former" not in again.said
    first.rejected.write_text("half corrected")
    later = import_file([row(1, term=""), row(2, term="")], "--skip-invalid")
    kept = first.rejected.with_name("terms.jsonl.rejected.1")
    assert f"The former file of rejected rows is now {kept}" in later.said
    assert kept.read_text() == "half corrected"
    assert len(later.rejected.read_text().splitlines()) == 2
    assert len(list(later.path.parent.glob("terms*"))) == 3


def test_halves_of_characters_survive_in_the_rejected_rows(import_file: Import) -> None:
    outcome = import_file('{"id": 1, "term": "", "definition": "\\ud800é"}\n', "--skip-invalid")
    assert json.loads(outcome.rejected.read_text())["definition"] == "\ud800é"


def test_when_rejected_rows_cannot_be_written_nothing_is(import_file: Import, tmp_path: Path) -> None:
    (tmp_path / "terms.jsonl.rejected.new").mkdir()
    outcome = import_file([row(1), row(2, term="")], "--skip-invalid")
    assert "Nothing was written." in outcome.refusal
    assert not Term.objects.exists()
