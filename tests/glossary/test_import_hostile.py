"""Files made to harm an import, and workbooks."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.utils.translation import gettext

from glossary.importing.limits import CELLS_MAX
from glossary.models import Term
from tests.conftest import Make
from tests.glossary.conftest import Import
from tests.glossary.test_import_admin import TABLE, kept, refusal, send, workbook

pytestmark = pytest.mark.django_db


# Files


def bomb(size: int) -> bytes:
    """A workbook whose sheet unpacks to so many bytes."""
    written = BytesIO(workbook([["id", "term", "definition"]]))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/x.bin", b"\0" * size)
    return written.getvalue()


def with_part(name: str, content: str) -> bytes:
    """A workbook with that in the place of one of its parts."""
    written = BytesIO()
    good = BytesIO(workbook([["id", "term", "definition"], [1, "a", "b"]]))
    with zipfile.ZipFile(good) as before, zipfile.ZipFile(written, "w") as packed:
        for part in before.namelist():
            packed.writestr(part, content if part == name else before.read(part))
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
OUTSIDE = LAUGHS.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')
FAR = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
)
ROWS = "its first sheet has more than %(max)s rows. Import a CSV file instead."
LACKING = "it lacks the columns %(missing)s; its first line has %(header)s."
RDF_XML = "RDF/XML is not read. Convert it to Turtle (.ttl) or JSON-LD (.jsonld)."
REMOTE = "its context is an address, which is not fetched. Write the context into the file."
BOMB = bomb(101_000_000)
NO_BOOK = "it is no workbook that can be read."
TOO_MUCH = "it unpacks to more than %(max)d MB. Import a CSV file instead."
NO_UTF_8 = (
    "line %(line)d is not UTF-8. Save the file anew with this encoding (in a spreadsheet: “CSV UTF-8”)."
)
HOSTILE = [
    (b"PK\x03\x04 nothing", "t.xlsx", NO_BOOK),
    (b"", "t.xlsx", "The submitted file is empty."),
    (b"id,term,definition\n", "t.xlsx", NO_BOOK),
    (BOMB, "t.xlsx", TOO_MUCH),
    (BOMB, "t.csv", TOO_MUCH),
    (with_part(SHEET, LAUGHS), "t.xlsx", NO_BOOK),
    (with_part(SHEET, OUTSIDE), "t.xlsx", NO_BOOK),
    (with_part("xl/workbook.xml", LAUGHS), "t.xlsx", NO_BOOK),
    (with_part(SHEET, "<worksheet"), "t.xlsx", NO_BOOK),
    (with_part(SHEET, FAR), "t.xlsx", ROWS),
    (workbook([]), "t.xlsx", "it is empty."),
    (workbook([["id", "term"]]), "t.xlsx", LACKING),
    (workbook([["id", "term", "definition", "id"]]), "t.xlsx", "two of its columns have the same name."),
    (TABLE.encode("latin-1"), "t.csv", NO_UTF_8),
    (TABLE.encode("utf-16"), "t.csv", NO_UTF_8),
    (b'\x89PNG\r\n\x1a\n\x00\xff', "t.png", NO_UTF_8),
    (b'<?xml version="1.0"?><rdf:RDF/>', "t.rdf", RDF_XML),
    (b'{"@context": "http://127.0.0.1:9/"}', "t.jsonld", REMOTE),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "reason"), HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(
    sign_in: Make, content: bytes, name: str, reason: str
) -> None:
    answer = send(sign_in("Editors"), content, name=name)
    assert answer.status_code == 200
    assert gettext(reason).partition("%")[0] in refusal(answer)
    assert kept() == []
    assert not Term.objects.exists()


def test_a_workbook_says_the_same_as_a_table(import_file: Import) -> None:
    rows = [
        ["id", "Term", "definition", "see_also", None],
        [None, None, None],
        [1, "antigène", "Une substance", 2.0],
        ["2", "anticorps", "Une protéine", None, None],
    ]
    outcome = import_file(workbook(rows), name="t.xlsx")
    assert (outcome.refusal, outcome.errors) == ("", [])
    assert outcome.count("created") == 2
    assert import_file(TABLE, name="t.csv").count("unchanged") == 2
    assert import_file(workbook(rows), name="no-ending").count("unchanged") == 2


def test_rejected_rows_of_a_workbook_are_put_aside_as_a_table(import_file: Import) -> None:
    rows = [["id", "term", "definition"], [1, "a", "b"], [2, None, "c"], [3, "d", "e", "f"], [4, "=g", "h"]]
    outcome = import_file(workbook(rows), "--skip-invalid", name="t.xlsx")
    assert outcome.errors == [
        "error: line 3 (id 2): no name",
        "error: line 4: 4 cells, where the header has 3",
        "error: line 5 (id 4): no name",
    ]
    assert outcome.rejected.read_text(encoding="utf-8-sig").startswith("rejected,id,term,definition\n")


def test_cells_far_to_the_right_are_not_read(import_file: Import) -> None:
    wide = ["id", "term", "definition", *[None] * CELLS_MAX, "x"]
    outcome = import_file(workbook([wide, [1, "a", "b"]]), name="t.xlsx")
    assert outcome.count("created") == 1
