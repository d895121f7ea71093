"""Import in the admin: looked at first, written once, and safe against what a file may hold."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext
from openpyxl import Workbook
from time_machine import travel

from glossary.importing import uploads
from glossary.importing.limits import CELLS_MAX, SHOWN_MAX, UPLOAD_MAX, UPLOAD_MINUTES
from glossary.models import Term, TermRevision
from tests.conftest import Make
from tests.glossary.conftest import Import

pytestmark = pytest.mark.django_db

IMPORT = "/admin/glossary/term/import/"
CONFIRM, REPORT = f"{IMPORT}confirm/", f"{IMPORT}report/"
LIST = "/admin/glossary/term/"
TABLE = "id,term,definition,see_also\n1,antigène,Une substance,2\n2,anticorps,Une protéine,\n"


@pytest.fixture(autouse=True)
def own_data(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def send(client: Client, content: bytes | str, name: str = "t.csv", **more: Any) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), "language": "fr"} | more)


def kept() -> list[str]:
    return [path.name for path in uploads._folder().iterdir()]


def refusal(answer: Any) -> str:
    return " ".join(answer.context["form"].errors["file"])


def workbook(rows: Iterable[Any]) -> bytes:
    book, written = Workbook(), BytesIO()
    for one in rows:
        book.active.append(list(one))
    book.save(written)
    return written.getvalue()


def test_a_file_is_looked_at_before_it_is_written(sign_in: Make) -> None:
    client = sign_in("Editors")
    preview = send(client, TABLE)
    assert preview.status_code == 200
    assert not Term.objects.exists()
    assert [(row.line, row.title, row.action) for row in preview.context["rows"]] == [
        (2, "antigène", "created"), (3, "anticorps", "created"),
    ]  # fmt: skip
    answer = client.post(CONFIRM, {"token": preview.context["token"]}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert Term.objects.count() == 2
    assert not TermRevision.objects.exists()
    assert kept() == []


def test_a_second_click_imports_nothing(sign_in: Make) -> None:
    client = sign_in("Editors")
    token = send(client, TABLE).context["token"]
    client.post(CONFIRM, {"token": token})
    Term.objects.all().delete()
    answer = client.post(CONFIRM, {"token": token})
    assert (answer.status_code, answer["Location"]) == (302, IMPORT)
    assert not Term.objects.exists()


def test_the_same_file_again_changes_nothing_and_offers_nothing(sign_in: Make) -> None:
    client = sign_in("Editors")
    client.post(CONFIRM, {"token": send(client, TABLE).context["token"]})
    preview = send(client, TABLE)
    assert not preview.context["may_confirm"]
    assert preview.context["rows"] == []
    assert CONFIRM not in preview.content.decode()


def test_what_would_change_is_named(sign_in: Make) -> None:
    client = sign_in("Editors")
    client.post(CONFIRM, {"token": send(client, TABLE).context["token"]})
    changed = TABLE.replace("Une protéine", "Autre").replace("substance,2", "substance,")
    rows = send(client, changed).context["rows"]
    assert [(row.action, row.remarks) for row in rows] == [
        ("relinked", gettext("related terms")), ("changed", gettext("definition")),
    ]  # fmt: skip


def test_a_bad_row_keeps_everything_out(sign_in: Make) -> None:
    client = sign_in("Editors")
    preview = send(client, TABLE + "3,,Sans nom,\n")
    assert len(preview.context["errors"]) == 1
    assert not preview.context["may_confirm"]
    client.post(CONFIRM, {"token": preview.context["token"]})
    assert not Term.objects.exists()


def test_rows_are_shown_up_to_a_number_and_all_are_in_the_table(sign_in: Make) -> None:
    client = sign_in("Editors")
    rows = "".join(f"{n},=terme {n},Une définition\n" for n in range(SHOWN_MAX + 1))
    preview = send(client, f"id,term,definition\n{rows}")
    assert (len(preview.context["rows"]), preview.context["more_rows"]) == (SHOWN_MAX, 1)
    answer = client.get(REPORT, {"token": preview.context["token"]})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    table = list(csv.reader(StringIO(text)))
    assert len(table) == SHOWN_MAX + 2
    assert table[1][:3] == ["2", "0", "'=terme 0"]


def test_what_a_file_holds_is_shown_as_text(sign_in: Make) -> None:
    row = '"<x onerror=1>","a <b and c> d {{7*7}}",x\n'
    page = send(sign_in("Editors"), f"id,term,definition\n{row}", name="<svg onload=x>.csv").content.decode()
    assert "&lt;x onerror=1&gt;" in page
    assert "<svg onload" not in page
    assert "{{7*7}}" in page


def test_live_is_for_those_who_may_publish(sign_in: Make, make_user: Make) -> None:
    client = sign_in("Editors")
    client.post(CONFIRM, {"token": send(client, TABLE, live="on").context["token"]})
    assert TermRevision.objects.live().count() == 2
    writer = make_user("writer")
    writer.user_permissions.set(Permission.objects.filter(codename__in=["add_term", "change_term"]))
    other = Client()
    other.force_login(writer)
    assert "live" not in other.get(IMPORT).context["form"].fields
    answer = send(other, "id,term,definition\n9,neuf,Un\n", live="on")
    other.post(CONFIRM, {"token": answer.context["token"]})
    assert TermRevision.objects.count() == 2
    assert Term.objects.get(external_id="9").live_revision is None


@pytest.mark.parametrize("codes", [["add_term"], ["change_term"], ["view_term"], []])
def test_who_may_not_add_and_change_may_not_import(make_user: Make, sign_in: Make, codes: list[str]) -> None:
    token = send(sign_in("Editors"), TABLE).context["token"]
    user = make_user("someone")
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(user)
    assert client.get(IMPORT).status_code == 403
    assert send(client, TABLE).status_code == 403
    assert client.post(CONFIRM, {"token": token}).status_code == 403
    assert client.get(REPORT, {"token": token}).status_code == 403
    assert not Term.objects.exists()
    if "view_term" in codes:
        assert IMPORT not in client.get(LIST).content.decode()


def test_a_token_is_good_for_who_sent_the_file_and_for_an_hour(sign_in: Make) -> None:
    client, other = sign_in("Editors"), sign_in(superuser=True)
    token = send(client, TABLE).context["token"]
    assert other.post(CONFIRM, {"token": token})["Location"] == IMPORT
    assert other.get(REPORT, {"token": token}).status_code == 404
    for wrong in (token[:-1], "", "x", "../../secret-key"):
        assert client.post(CONFIRM, {"token": wrong})["Location"] == IMPORT
        assert client.get(REPORT, {"token": wrong}).status_code == 404
    with travel(timezone.now() + timedelta(minutes=UPLOAD_MINUTES + 1), tick=False):
        client.force_login(_user("Editors"))
        assert client.post(CONFIRM, {"token": token})["Location"] == IMPORT
        assert len(kept()) == 2
        send(client, TABLE)
        assert len(kept()) == 2  # the new file and its report: the old ones are gone
    assert not Term.objects.exists()


def _user(name: str) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(username=name)


def test_nothing_is_written_by_get(sign_in: Make) -> None:
    client = sign_in("Editors")
    token = send(client, TABLE).context["token"]
    assert client.get(CONFIRM, {"token": token}).status_code == 405
    assert client.post(REPORT, {"token": token}).status_code == 405
    assert not Term.objects.exists()


def test_kept_files_are_for_the_server_alone(sign_in: Make) -> None:
    send(sign_in("Editors"), TABLE, name="../../etc/passwd.csv")
    folder = uploads._folder()
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.parent == folder for path in folder.iterdir())
    assert all("passwd" not in path.name for path in folder.iterdir())
    (stored,) = [path for path in folder.iterdir() if path.suffix == ".csv" and "report" not in path.name]
    assert stored.stat().st_mode & 0o077 == 0


def test_a_file_that_is_too_large_is_refused(sign_in: Make) -> None:
    answer = send(sign_in("Editors"), b"x" * (UPLOAD_MAX + 1))
    assert "import_terms" in refusal(answer)
    assert kept() == []


def test_a_glossary_that_changed_meanwhile_is_looked_at_again(sign_in: Make, make_term: Make) -> None:
    client = sign_in("Editors")
    target = make_term("Cible", live=False)
    own = f"urn:uuid:{target.translation_key}"
    token = send(client, f"id,term,definition,see_also\n1,a,b,{own}\n").context["token"]
    target.delete()
    answer = client.post(CONFIRM, {"token": token})
    assert len(answer.context["errors"]) == 1
    assert not Term.objects.exists()


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
