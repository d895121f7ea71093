"""manage.py weave."""

from __future__ import annotations

import io
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from glossary.models import Term
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def immunotherapy(make_term: Make) -> Term:
    term: Term = make_term("Immunothérapie", slug="immunotherapie", live=False)
    term.synonyms.create(text="IT", kind="abbreviation")
    put_live(term)
    return term


def woven(path: Path | str, *flags: str) -> str:
    said, errors = StringIO(), StringIO()
    call_command("weave", str(path), *flags, stdout=said, stderr=errors)
    assert errors.getvalue() == ""
    return said.getvalue()


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "text.html"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def link(term: Term, surface: str) -> str:
    return f'<a class="term" href="/fr/glossaire/{term.slug}/" data-term="{term.pk}">{surface}</a>'


def test_live_terms_are_linked_and_nothing_else_is_printed(immunotherapy: Term, tmp_path: Path) -> None:
    path = written(tmp_path, "<p>L’immunothérapie (IT), pas l’it.</p>\r\n")
    expected = (
        f"<p>L’{link(immunotherapy, 'immunothérapie')} ({link(immunotherapy, 'IT')}), pas l’it.</p>\r\n"
    )
    assert woven(path, "--language", "fr", "--scope", "all") == expected


def test_by_section_only_the_first_use_is_linked(immunotherapy: Term, tmp_path: Path) -> None:
    path = written(tmp_path, "<p>Immunothérapie, immunothérapies</p><h2>Suite</h2><p>Immunothérapie</p>")
    assert woven(path, "--language", "fr").count("data-term") == 2
    assert woven(path, "--language", "fr", "--scope", "page").count("data-term") == 1


def test_drafts_and_terms_of_another_language_are_not_linked(make_term: Make, tmp_path: Path) -> None:
    make_term("Brouillon", slug="brouillon", live=False)
    make_term("Anglais", slug="anglais", language="en")
    path = written(tmp_path, "<p>Brouillon anglais</p>")
    assert woven(path, "--language", "fr") == "<p>Brouillon anglais</p>"


def test_what_was_frozen_counts_not_what_is_being_written(immunotherapy: Term, tmp_path: Path) -> None:
    immunotherapy.synonyms.create(text="biothérapie", position=1)
    path = written(tmp_path, "<p>biothérapie</p>")
    assert woven(path, "--language", "fr") == "<p>biothérapie</p>"


def test_a_text_is_read_from_the_standard_input(immunotherapy: Term, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("immunothérapie".encode())))
    assert woven("-", "--language", "fr") == link(immunotherapy, "immunothérapie")


def test_the_glossary_is_read_in_two_queries(
    make_term: Make, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    for _ in range(50):
        make_term()
    path = written(tmp_path, "<p>Terme 1 et Terme 2</p>")
    with django_assert_num_queries(2):  # addresses; names and synonyms
        assert woven(path, "--language", "fr").count("data-term") == 2


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"xx: unknown language\. There are: fr, en\."):
        woven(written(tmp_path, ""), "--language", "xx")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        woven(tmp_path / "nothing.html", "--language", "fr")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Is a directory"):
        woven(tmp_path, "--language", "fr")


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"not in UTF-8, as byte 2 shows\."):
        woven(written(tmp_path, "été".encode("latin-1")[1:]), "--language", "fr")
