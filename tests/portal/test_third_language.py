"""A language is added by a setting and a catalogue, without a line of code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import clear_url_caches

from portal import environment as env
from portal.catalogues.compiling import compile_changed
from portal.catalogues.extracting import messages_of_the_project
from portal.catalogues.updating import catalogue_file, problems
from portal.editorial.site import about_url
from tests.conftest import Make

GERMAN = """msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "path"
msgid "articles/"
msgstr "artikel/"

msgctxt "path"
msgid "glossary/"
msgstr "glossar/"

msgid "Glossary"
msgstr "Wörterbuch"
"""


@pytest.fixture
def german(settings: Any, tmp_path: Path, db: None) -> Iterator[None]:
    folder = tmp_path / "locale/de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(GERMAN)
    settings.LOCALE_PATHS = [tmp_path / "locale", *settings.LOCALE_PATHS]
    settings.LANGUAGES = [*settings.LANGUAGES, *env.languages("NOT_SET", default="de")]
    compile_changed()
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.mark.usefixtures("german")
def test_its_pages_are_there_under_their_own_words(client: Client, make_article: Make) -> None:
    make_article(title="Was ist das?", slug="was", language="de")
    for path in (
        "/de/",
        "/de/artikel/",
        "/de/artikel/was/",
        "/de/glossar/",
        "/de/recherche/?q=was",
        "/de/discussions/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert '<html lang="de"' in page
        assert "Wörterbuch" in page
    assert client.get("/de/articles/").status_code == 404
    assert client.get("/", headers={"accept-language": "de-AT,de"})["Location"] == "/de/"


@pytest.mark.usefixtures("german")
def test_other_pages_lead_to_it_where_it_has_the_same_page(client: Client, make_term: Make) -> None:
    french = make_term("Antigène", slug="antigene")
    make_term("Antigen", slug="antigen", language="de", translation_key=french.translation_key)
    page = client.get("/fr/glossaire/antigene/").content.decode()
    assert 'hreflang="de" href="http://testserver/de/glossar/antigen/"' in page
    assert "Deutsch" in page
    assert "/de/glossar/antigen/" in client.get("/sitemap.xml").content.decode()


@pytest.mark.usefixtures("german")
def test_a_term_in_it_is_found_and_discussed(client: Client, make_term: Make) -> None:
    make_term("Immunantwort", slug="immunantwort", language="de", summary="Wie der Körper sich wehrt.")
    assert "/de/glossar/immunantwort/" in client.get("/de/recherche/?q=immun").content.decode()
    sent = client.post("/de/glossar/immunantwort/", {"name": "Kamille", "text": "Danke für die Erklärung."})
    assert sent.status_code == 303
    assert sent["Location"].startswith("/de/")


@pytest.mark.usefixtures("german")
def test_texts_that_nobody_has_translated_say_so_and_keep_their_language(client: Client) -> None:
    page = client.get(about_url("de", "charter")).content.decode()
    assert '<div class="prose" lang="fr">' in page
    assert page.count("note--origin") == 1


@pytest.mark.usefixtures("german")
def test_editors_write_in_it(sign_in: Make) -> None:
    form = sign_in("Editors").get("/admin/glossary/term/add/").content.decode()
    assert '<option value="de">' in form


@pytest.mark.usefixtures("german")
def test_what_is_missing_in_its_catalogue_is_told(tmp_path: Path) -> None:
    assert catalogue_file("de").is_relative_to(tmp_path)
    assert not catalogue_file("fr").is_relative_to(tmp_path)
    assert len([*problems("de", messages_of_the_project())]) > 500
    with pytest.raises(CommandError):
        call_command("update_catalogues", check=True)


@pytest.mark.parametrize(
    ("value", "codes"),
    [("", ["fr", "en"]), ("en", ["en"]), ("de, fr ,de", ["de", "fr"]), ("pt-BR", ["pt-br"])],
)
def test_the_languages_are_read_in_their_order(
    monkeypatch: pytest.MonkeyPatch, value: str, codes: list[str]
) -> None:
    monkeypatch.setenv("PORTAL_LANGUAGES", value)
    assert [code for code, _name in env.languages("PORTAL_LANGUAGES", default="fr,en")] == codes


def test_what_is_no_language_or_no_folder_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_LANGUAGES", "fr,klingon")
    with pytest.raises(ImproperlyConfigured, match="'klingon' is none"):
        env.languages("PORTAL_LANGUAGES", default="fr")
    monkeypatch.setenv("PORTAL_LOCALE", "/nowhere")
    with pytest.raises(ImproperlyConfigured, match="must be a folder"):
        env.folder("PORTAL_LOCALE")
