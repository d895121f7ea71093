"""One row of a file: its values as the glossary takes them, or what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from glossary.importing.columns import TAKEN
from glossary.importing.files import REASON, Record
from glossary.importing.limits import NAMES_MAX, TEXT_MAX
from glossary.importing.plain import plain_line, plain_lines
from glossary.models import Synonym, Term
from portal.editorial.cleaning import clean
from portal.editorial.limits import SHORT_TEXT_MAX, SUMMARY_MAX, TITLE_MAX
from portal.editorial.pieces import escape
from portal.search.text import fold

ID_MAX = Term._meta.get_field("external_id").max_length or 0
KINDS = {
    **dict.fromkeys(
        ["abreviation", "abbreviation", "sigle", "acronyme", "acronym"], Synonym.Kind.ABBREVIATION
    ),
    **dict.fromkeys(["", "variante orthographique", "spelling", "variant"], Synonym.Kind.VARIANT),
}

KNOWN = {*TAKEN, REASON}

Name = tuple[str, str]  # a synonym and its kind


@dataclass(frozen=True, slots=True)
class Row:
    """None stands for what the file doesn't speak of, which an import leaves as it is."""

    external_id: str
    columns: dict[str, str]  # of Term
    domain: str | None
    names: list[Name] | None
    links: list[str] | None  # identifiers of related terms
    left_out: list[str]  # what the file gives beside that

    @property
    def title(self) -> str:
        return self.columns["title"]

    def checksum(self) -> str:
        """Of all that is written into the term itself; links are compared one by one."""
        content = json.dumps([self.columns, self.domain, self.names], sort_keys=True)
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def read_row(record: Record, *, live: bool) -> Row | list[str]:
    """The row, or everything that is wrong with it. A row that goes live needs a definition."""
    if record.problem:
        return [record.problem]
    reading = _Reading(record.values)
    row = reading.row(live=live)
    return reading.problems or row


class _Reading:
    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.problems: list[str] = []
        self.left_out = [name for name, value in values.items() if value and name not in KNOWN]

    def row(self, *, live: bool) -> Row:
        columns = {"title": self._needed("term", TITLE_MAX, "no name")}
        columns |= self._columns(live=live)
        return Row(
            external_id=self._needed("id", ID_MAX, "no id"),
            columns=columns,
            domain=self._domain(),
            names=self._names(columns["title"]),
            links=self._list("see_also") if "see_also" in self.values else None,
            left_out=self.left_out,
        )

    def _columns(self, *, live: bool) -> dict[str, str]:
        columns = {}
        if live:
            columns["summary"] = self._needed("definition", SUMMARY_MAX, "no definition", plain_lines)
        elif "definition" in self.values:
            columns["summary"] = self._text("definition", SUMMARY_MAX, plain_lines)
        if "pronunciation" in self.values:
            columns["pronunciation"] = self._text("pronunciation", TITLE_MAX)
        if kind := self._kind():
            columns["kind"] = kind
        if {"body", "notes"} & self.values.keys():
            columns["body"] = self._body()
        return columns

    def _kind(self) -> str:
        kind = self._text("kind", TITLE_MAX).lower()
        if kind and kind not in Term.Kind.values:
            self.problems.append(f"kind: {kind!r} is none of {', '.join(Term.Kind.values)}")
        return kind

    def _body(self) -> str:
        """The text, and after it a paragraph for each line of the notes."""
        notes = self._text("notes", TEXT_MAX, plain_lines)
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in notes.splitlines())
        body = self.values.get("body") or ""
        if not isinstance(body, str):
            self.problems.append(f"body: a text is expected, not {_kind_of(body)}")
            return ""
        return self._checked("body", lambda: clean(body + paragraphs))

    def _domain(self) -> str | None:
        if "domains" not in self.values:
            return None
        names = self._list("domains", SHORT_TEXT_MAX)
        if len(names) > 1:
            self.left_out.append("domains after the first")
        return names[0] if names else ""

    def _names(self, title: str) -> list[Name] | None:
        """Synonyms, abbreviations, variants in this order, each spelling once and never the name itself."""
        if not {"synonyms", "abbreviations", "variants"} & self.values.keys():
            return None
        names = [(text, Synonym.Kind.SYNONYM) for text in self._list("synonyms", TITLE_MAX)]
        names += [(text, Synonym.Kind.ABBREVIATION) for text in self._list("abbreviations", TITLE_MAX)]
        names += self._variants()
        if len(names) > NAMES_MAX:
            self.problems.append(f"{len(names)} synonyms and variants, {NAMES_MAX} at most")
        once: dict[str, str] = {}
        for text, kind in names:
            once.setdefault(text, kind.value)
        once.pop(title, None)
        return sorted(once.items(), key=lambda name: Synonym.Kind.values.index(name[1]))

    def _variants(self) -> list[tuple[str, Synonym.Kind]]:
        """Each a text, or an object that has `term` and `type`; see KINDS."""
        typed = []
        for value in self._values("variants"):
            kind, text = "", value
            if isinstance(value, dict):
                kind, text = value.get("type") or "", value.get("term") or ""
            if not isinstance(kind, str):
                self.problems.append(f"variants: the type is {_kind_of(kind)}")
                continue
            text = self._text_of("variants", text, TITLE_MAX)
            typed.append((text, KINDS.get(fold(kind), Synonym.Kind.SYNONYM)))
        return [(text, kind) for text, kind in typed if text]

    # One value

    def _needed(self, name: str, longest: int, problem: str, plain: Callable[[str], str] = plain_line) -> str:
        before = len(self.problems)
        text = self._text(name, longest, plain)
        if not text and len(self.problems) == before:
            self.problems.append(problem)
        return text

    def _text(self, name: str, longest: int, plain: Callable[[str], str] = plain_line) -> str:
        value = self.values.get(name)
        return "" if value is None else self._text_of(name, value, longest, plain)

    def _text_of(self, name: str, value: Any, longest: int, plain: Callable[[str], str] = plain_line) -> str:
        value = str(value) if type(value) is int else value  # identifiers may be numbers
        if not isinstance(value, str):
            self.problems.append(f"{name}: a text is expected, not {_kind_of(value)}")
            return ""
        if len(value) > TEXT_MAX:
            self.problems.append(f"{name}: {len(value)} characters, {min(longest, TEXT_MAX)} at most")
            return ""
        text = self._checked(name, lambda: plain(value))
        if len(text) > longest:
            self.problems.append(f"{name}: {len(text)} characters, {longest} at most")
        return text

    def _checked(self, name: str, cleaned: Callable[[], str]) -> str:
        try:
            return cleaned()
        except ValidationError as error:
            self.problems.append(f"{name}: {' '.join(error.messages)}")
            return ""

    def _list(self, name: str, longest: int = ID_MAX) -> list[str]:
        """The texts of a value, each once."""
        texts = (self._text_of(name, value, longest) for value in self._values(name))
        return list(dict.fromkeys(text for text in texts if text))

    def _values(self, name: str) -> list[Any]:
        """Of a list, or of a text in which "|" parts them."""
        value = self.values.get(name) or []
        if isinstance(value, str):
            return value.split("|")
        if isinstance(value, list):
            return [part for part in value if part is not None]
        self.problems.append(f"{name}: a list is expected, not {_kind_of(value)}")
        return []


def _kind_of(value: Any) -> str:
    names = {bool: "true or false", dict: "an object", list: "a list", str: "a text", int: "a number"}
    return names.get(type(value), "a number")
