"""Catalogues of translations: found, kept in line, told about, compiled."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command

from portal.catalogues.compiling import compile_changed
from portal.catalogues.extracting import messages_of_the_project
from portal.catalogues.updating import catalogue_file, problems, read, update

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
hello = _("Hello")
path = pgettext_lazy("path", "articles/")
many = ngettext("%(n)d comment", "%(n)d comments", 2)
"""
TEMPLATE = """{% load i18n %}
<p title="l'article">{% translate "Good morning" %}</p>
    {% translate "May" context "month" %}
  {% blocktranslate count n=many trimmed %}
      {{ n }} term
  {% plural %}
      {{ n }} terms
  {% endblocktranslate %}
"""


@pytest.fixture(autouse=True)
def project(settings: Any, tmp_path: Path) -> Path:
    """A project of one module and one template, translated into French."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [("fr", "French"), ("en", "English")]
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal/words.py").write_text(CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(TEMPLATE)
    return tmp_path


def project_of(*words: str) -> Catalog:
    catalog = Catalog()
    for word in words:
        catalog.add(word)
    return catalog


def test_code_and_templates_give_their_messages_with_context_and_plural() -> None:
    assert {(message.id, message.context) for message in messages_of_the_project() if message.id} == {
        ("Hello", None),
        ("articles/", "path"),
        (("%(n)d comment", "%(n)d comments"), None),
        ("Good morning", None),
        ("May", "month"),
        (("%(n)s term", "%(n)s terms"), None),
    }


def test_a_catalogue_once_translated_is_found_complete() -> None:
    update("fr", project_of("Hello"))
    translate("Hello", "Bonjour")
    assert not list(problems("fr", project_of("Hello")))


def translate(word: str, translation: str) -> None:
    file = catalogue_file("fr")
    before = f'msgid "{word}"\nmsgstr ""'
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, f'msgid "{word}"\nmsgstr "{translation}"'))


def test_an_update_keeps_translations_and_changes_nothing_the_second_time() -> None:
    update("fr", project_of("Hello", "Good morning"))
    translate("Hello", "Bonjour")
    update("fr", project_of("Hello", "Good morning"))
    first = catalogue_file("fr").read_text()
    update("fr", project_of("Hello", "Good morning"))
    assert 'msgstr "Bonjour"' in first
    assert catalogue_file("fr").read_text() == first


def test_a_reworded_message_keeps_its_translation_to_be_confirmed() -> None:
    update("fr", project_of("Leave a comment"))
    translate("Leave a comment", "Laisser un commentaire")
    reworded = project_of("Leave your comment")
    update("fr", reworded)
    assert [line.split(":")[0] for line in problems("fr", reworded)] == ["fuzzy, to be confirmed"]
    assert "Laisser un commentaire" in catalogue_file("fr").read_text()


@pytest.mark.parametrize(
    ("known", "said", "reason"),
    [
        ("Hello", ["Hello"], "untranslated"),
        ("Hello", ["Hello", "Bye"], "missing"),
        ("Hello", [], "no longer used"),
    ],
)
def test_what_readers_would_not_get_is_named(known: str, said: list[str], reason: str) -> None:
    update("fr", project_of(known))
    assert any(line.startswith(reason) for line in problems("fr", project_of(*said)))


def test_a_placeholder_misspelt_in_translation_is_named() -> None:
    said = project_of("%(n)d comments")
    update("fr", said)
    translate("%(n)d comments", "%(nombre)d commentaires")
    assert list(problems("fr", said))


def test_the_command_brings_catalogues_in_line_and_checks_them() -> None:
    with pytest.raises(CommandError, match="6 messages"):
        call_command("update_catalogues", check=True)
    assert not catalogue_file("fr").exists()
    call_command("update_catalogues")
    assert len(read("fr")) == len(read("en")) == 6
    with pytest.raises(CommandError, match="6 messages"):  # there, but without a translation
        call_command("update_catalogues", check=True)


def test_a_catalogue_is_compiled_when_it_changed_whichever_is_older() -> None:
    update("fr", project_of("Hello"))
    file = catalogue_file("fr")
    assert compile_changed() == [file]
    assert compile_changed() == []
    os.utime(file, (1, 1))
    assert compile_changed() == [file]
    assert not list(file.parent.glob("*.*.mo"))
