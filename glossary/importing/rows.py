"""One row of a file: its values as the glossary takes them, or what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from glossary.cells import split_values
from glossary.importing.columns import FOR_INFORMATION, TAKEN
from glossary.importing.files import REASON, Record
from glossary.importing.limits import NAMES_MAX, TEXT_MAX
from glossary.importing.plain import plain_line, plain_lines
from glossary.models import Synonym, Term
from portal.editorial.cleaning import clean
from portal.editorial.language_tags import TAG_LENGTH
from portal.editorial.languages import offered_code
from portal.editorial.limits import SHORT_TEXT_MAX, SUMMARY_MAX, TITLE_MAX
from portal.editorial.pieces import escape
from portal.editorial.typography import typeset
from portal.search.text import fold

ID_MAX = Term._meta.get_field("external_id").max_length or 0
KINDS = {
    **dict.fromkeys(
        ["abreviation", "abbreviation", "sigle", "acronyme", "acronym"], Synonym.Kind.ABBREVIATION
    ),
    **dict.fromkeys(["", "variante orthographique", "spelling", "variant"], Synonym.Kind.VARIANT),
}

KNOWN = {*TAKEN, *FOR_INFORMATION, REASON}
DIGEST = 8  # bytes

Name = tuple[str, str]  # a synonym and its kind


@dataclass(frozen=True, slots=True)
class Row:
    """None stands for what the file doesn't speak of, which an import leaves as it is."""

    external_id: str
    columns: dict[str, str]  # of Term
    domain: str | None
    names: list[Name] | None
    name_languages: dict[str, str] | None  # of some of these names
    links: list[str] | None  # identifiers of related terms
    left_out: list[str]  # what the file gives beside that

    @property
    def title(self) -> str:
        return self.columns["title"]

    def checksum(self) -> str:
        """Of all that is written into the term itself; links are compared one by one."""
        said: list[Any] = [self.columns, self.domain, self.names]
        said += [] if self.name_languages is None else [self.name_languages]
        content = json.dumps(said, sort_keys=True)
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()

    def digests(self, language: str) -> dict[str, bytes]:
        """Of each part it speaks of, the same for two ways to say the same: with and without typography.

        The domain has none; it is known by its address.
        """
        said: dict[str, Any] = {**self.columns}
        said |= {name: typeset(said[name], language) for name in ("title", "summary") if name in said}
        if self.names is not None:
            said["names"] = sorted(self.names)
        if self.name_languages is not None:
            said["name_languages"] = sorted(self.foreign_names(language).items())
        found = {name: _digest(value) for name, value in said.items()}
        return found if self.domain is None else {**found, "domain": bytes(DIGEST)}

    def foreign_names(self, language: str) -> dict[str, str]:
        """What the row says of names that are in another language than that one."""
        said = self.name_languages or {}
        return {text: code for text, code in said.items() if code != language}


def _digest(value: Any) -> bytes:
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=DIGEST).digest()


def read_row(record: Record, *, live: bool, weave: bool = False) -> Row | list[str]:
    """The row, or everything that is wrong with it. A row that goes live needs a definition.

    With `weave` the term is to be linked in texts, which an import otherwise has no say in.
    """
    if record.problem:
        return [record.problem]
    reading = _Reading(record.values)
    row = reading.row(live=live)
    if weave:
        row.columns["linking"] = Term.Linking.AUTO.value
    return reading.problems or row


class _Reading:
    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.problems: list[str] = []
        self.left_out = [name for name, value in values.items() if value and name not in KNOWN]

    def row(self, *, live: bool) -> Row:
        columns = {"title": self._needed("term", TITLE_MAX, _("no name"))}
        columns |= self._columns(live=live)
        return Row(
            external_id=self._needed("id", ID_MAX, _("no id")),
            columns=columns,
            domain=self._domain(),
            names=(names := self._names(columns["title"])),
            name_languages=self._name_languages(names),
            links=self._list("see_also") if "see_also" in self.values else None,
            left_out=self.left_out,
        )

    def _columns(self, *, live: bool) -> dict[str, str]:
        columns = {}
        if live:
            columns["summary"] = self._needed("definition", SUMMARY_MAX, _("no definition"), plain_lines)
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
            kinds = ", ".join(Term.Kind.values)
            self.problems.append(_("kind: %(kind)r is none of %(kinds)s") % {"kind": kind, "kinds": kinds})
        return kind

    def _body(self) -> str:
        """The text, and after it a paragraph for each line of the notes."""
        notes = self._text("notes", TEXT_MAX, plain_lines)
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in notes.splitlines())
        body = self.values.get("body") or ""
        if not isinstance(body, str):
            self._wrong_kind("body", body)
            return ""
        return self._checked("body", lambda: clean(body + paragraphs))

    def _wrong_kind(self, name: str, value: Any) -> None:
        message = _("%(name)s: a text is expected, not %(kind)s")
        self.problems.append(message % {"name": name, "kind": _kind_of(value)})

    def _too_long(self, name: str, length: int, longest: int) -> None:
        message = _("%(name)s: %(length)d characters, %(max)d at most")
        self.problems.append(message % {"name": name, "length": length, "max": longest})

    def _domain(self) -> str | None:
        if "domains" not in self.values:
            return None
        names = self._list("domains", SHORT_TEXT_MAX)
        if len(names) > 1:
            self.left_out.append(_("domains after the first"))
        return names[0] if names else ""

    def _names(self, title: str) -> list[Name] | None:
        """Synonyms, abbreviations, variants in this order, each spelling once and never the name itself."""
        if not {"synonyms", "abbreviations", "variants"} & self.values.keys():
            return None
        names = [(text, Synonym.Kind.SYNONYM) for text in self._list("synonyms", TITLE_MAX)]
        names += [(text, Synonym.Kind.ABBREVIATION) for text in self._list("abbreviations", TITLE_MAX)]
        names += self._variants()
        if len(names) > NAMES_MAX:
            message = _("%(number)d synonyms and variants, %(max)d at most")
            self.problems.append(message % {"number": len(names), "max": NAMES_MAX})
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
                self.problems.append(_("variants: the type is %(kind)s") % {"kind": _kind_of(kind)})
                continue
            text = self._text_of("variants", text, TITLE_MAX)
            typed.append((text, KINDS.get(fold(kind), Synonym.Kind.SYNONYM)))
        return [(text, kind) for text, kind in typed if text]

    def _name_languages(self, names: list[Name] | None) -> dict[str, str] | None:
        """By the name, from texts as "en: CAR-T cells". Nothing is said of names that the row has not."""
        if names is None or "name_languages" not in self.values:
            return None
        known, said = {text for text, _kind in names}, dict[str, str]()
        is_about_others = False
        for value in self._list("name_languages", TITLE_MAX + TAG_LENGTH):
            tag, _colon, text = value.partition(":")
            if text.strip() not in known:
                is_about_others = True
            elif code := offered_code(tag):
                said[text.strip()] = code
            else:
                self.problems.append(
                    _("name_languages: %(tag)r is no language that is known here") % {"tag": tag}
                )
        if is_about_others:
            self.left_out.append(_("languages of other names"))
        return said

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
            self._wrong_kind(name, value)
            return ""
        if len(value) > TEXT_MAX:
            self._too_long(name, len(value), min(longest, TEXT_MAX))
            return ""
        text = self._checked(name, lambda: plain(value))
        if len(text) > longest:
            self._too_long(name, len(text), longest)
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
            return split_values(value)
        if isinstance(value, list):
            return [part for part in value if part is not None]
        message = _("%(name)s: a list is expected, not %(kind)s")
        self.problems.append(message % {"name": name, "kind": _kind_of(value)})
        return []


def _kind_of(value: Any) -> str:
    names = {bool: _("true or false"), dict: _("an object"), list: _("a list"), str: _("a text")}
    return names.get(type(value), _("a number"))
