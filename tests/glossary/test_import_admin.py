"""Import in the admin: looked at first, written once, and safe against what a file may hold."""

from __future__ import annotations

import csv
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
from glossary.importing.limits import SHOWN_MAX, UPLOAD_MAX, UPLOAD_MINUTES
from glossary.models import Term, TermRevision
from tests.conftest import Make

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
