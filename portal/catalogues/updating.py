"""Bring the catalogues in line with the messages of the project, and tell what a translator has to do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale

SOURCE = "en"  # the language of the messages themselves
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def catalogue_file(language: str) -> Path:
    """Where it is, or where a new one belongs: in the first folder."""
    name = Path(to_locale(language), "LC_MESSAGES", "django.po")
    places = [Path(folder) / name for folder in settings.LOCALE_PATHS]
    return next((place for place in places if place.exists()), places[0])


def read(language: str) -> Catalog:
    """The catalogue as it stands; an empty one when there is none."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=to_locale(language))
    with file.open("rb") as source:
        return read_po(source, locale=to_locale(language))


def update(language: str, project: Catalog) -> Catalog:
    """Write the catalogue with all messages of the project; a reworded one keeps its translation as fuzzy."""
    catalog = read(language)
    catalog.update(project)
    # What is no longer said anywhere is left out; version control remembers it.
    text = io.BytesIO()
    write_po(
        text,
        catalog,
        omit_header=True,
        ignore_obsolete=True,
        include_lineno=False,
        sort_by_file=True,
        width=100,
    )
    header = HEADER.format(language=language, plural_forms=catalog.plural_forms)
    file = catalogue_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(header + text.getvalue().decode())
    return catalog


def problems(language: str, project: Catalog) -> Iterator[str]:
    """One line for each message that readers would not get in their language."""
    catalog = read(language)
    for message in _messages(project):
        translated = catalog.get(message.id, message.context)
        if translated is None:
            yield f"missing, make messages adds it: {_named(message)}"
        elif reason := _unfit(translated, catalog):
            yield f"{reason}: {_named(message)}"
    for message in _messages(catalog):
        if project.get(message.id, message.context) is None:
            yield f"no longer used, make messages removes it: {_named(message)}"


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _unfit(message: Message, catalog: Catalog) -> str:
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    if not all(forms):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy, to be confirmed"
    return "; ".join(str(error) for error in message.check(catalog))


def _named(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    context = f" ({message.context})" if message.context else ""
    places = ", ".join(sorted({name for name, _ in message.locations}))
    return f"{text!r}{context} {places}".rstrip()
