"""Find the messages in Python files and templates with Babel: no gettext on the machine is needed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.conf import settings
from django.utils.translation.template import templatize

CODE = ("portal", "articles", "glossary", "comments")
TEMPLATES = {".html", ".txt", ".xml"}
WITH_CONTEXT = ((1, "c"), 2)
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": WITH_CONTEXT,
    "npgettext_lazy": (*WITH_CONTEXT, 3),
}


def messages_of_the_project() -> Catalog:
    catalog = Catalog(charset="utf-8")
    for name, code in _sources():
        found = extract(
            "python", io.BytesIO(code.encode()), KEYWORDS, ["Translators:"], strip_comment_tags=True
        )
        for line, message, comments, context in found:
            catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def _sources() -> Iterator[tuple[str, str]]:
    """Name and Python code of each file that may hold messages."""
    root = Path(settings.BASE_DIR)
    for package in CODE:
        for file in sorted((root / package).rglob("*.py")):
            yield file.relative_to(root).as_posix(), file.read_text()
    for file in sorted((root / "templates").rglob("*")):
        if file.suffix in TEMPLATES:
            name = file.relative_to(root).as_posix()
            yield name, _as_python(templatize(file.read_text(), origin=name))


def _as_python(calls: str) -> str:
    """Django makes translation calls of a template, for a reader that does not mind their indentation."""
    return "\n".join(line.lstrip() for line in calls.splitlines())
