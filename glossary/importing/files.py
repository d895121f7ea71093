"""A file of terms cut into records; whether a record is any good is not judged here."""

from __future__ import annotations

import codecs
import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from glossary.cells import unescape_formula
from glossary.importing.columns import REQUIRED, named
from glossary.importing.limits import LINE_MAX

REASON = "rejected"  # the key or column that says why a row is in the file of rejected ones
SEPARATORS = ",;\t"
CHUNK = 1 << 16  # bytes

_TABLES = {".csv", ".tsv"}
_JSON_LINES = {".jsonl", ".ndjson", ".json"}
_WORKBOOK = ".xlsx"
_ZIP = b"PK\x03\x04"
_GRAPHS = {".ttl": "turtle", ".jsonld": "json-ld"}
_XML = (".rdf", ".owl", ".xml")


class ImportRefusedError(Exception):
    """Nothing of the file is written; the message says why, and where."""


@dataclass(frozen=True, slots=True)
class Record:
    line: int  # on which it begins, from 1
    values: dict[str, Any]
    source: Any  # as it stood in the file
    problem: str = ""  # why it has no values, or what is wrong with them
    is_foreign: bool = False  # of another language than the one imported


def open_terms(path: Path, language: str) -> TermFile:
    """The file, as what its ending says it is, or else its first character. Raises ImportRefusedError.

    Of a file that holds several languages the terms of that one are read.
    """
    if not path.is_file():
        raise ImportRefusedError(_("it is not a file.") if path.exists() else _("there is no such file."))
    ending = path.suffix.lower()
    if ending == _WORKBOOK or _begins_with(path, _ZIP):
        from glossary.importing.workbook import Workbook  # imported late, as its library

        return Workbook(path)
    _check_encoding(path)
    if ending in _GRAPHS:
        from glossary.importing.skos import Skos

        return Skos(path, language, _GRAPHS[ending])
    return _text_file(path, ending)


def _text_file(path: Path, ending: str) -> TermFile:
    first = next((line for _number, line in _lines(path) if line.strip()), "").lstrip()
    if not first:
        raise ImportRefusedError(_("it is empty."))
    if first.startswith("["):
        raise ImportRefusedError(_("it is one JSON array; JSON Lines are wanted, one object on each line."))
    if ending in _XML or first.startswith(("<?xml", "<rdf:", "<!DOCTYPE")):
        raise ImportRefusedError(_("RDF/XML is not read. Convert it to Turtle (.ttl) or JSON-LD (.jsonld)."))
    is_table = ending in _TABLES or (ending not in _JSON_LINES and not first.startswith("{"))
    return Table(path) if is_table else JsonLines(path)


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _check_encoding(path: Path) -> None:
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    with path.open("rb") as file:
        chunk = b"-"
        while chunk:
            chunk = file.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise ImportRefusedError(
                    _(
                        "line %(line)d is not UTF-8. Save the file anew with this encoding "
                        "(in a spreadsheet: “CSV UTF-8”)."
                    )
                    % {"line": line}
                ) from error
            line += chunk.count(b"\n")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        number = 0
        while line := file.readline(LINE_MAX + 1):
            number += 1
            if len(line) > LINE_MAX:
                message = _("line %(line)d has more than %(max)s characters.")
                raise ImportRefusedError(message % {"line": number, "max": f"{LINE_MAX:,}"})
            yield number, line


class TermFile(ABC):
    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = "utf-8-sig" if _begins_with(path, codecs.BOM_UTF8) else "utf-8"

    @abstractmethod
    def records(self) -> Iterator[Record]: ...

    @abstractmethod
    def write_head(self, file: TextIO) -> None:
        """Begin a file of rejected rows."""

    @abstractmethod
    def write_rejected(self, file: TextIO, record: Record, reason: str) -> None: ...


class JsonLines(TermFile):
    def records(self) -> Iterator[Record]:
        for number, line in _lines(self.path):
            if line.strip():
                yield self._record(number, line.strip())

    def _record(self, number: int, line: str) -> Record:
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            return Record(number, {}, line, _("not JSON: %(error)s") % {"error": error})
        if not isinstance(values, dict):
            return Record(number, {}, line, _("a JSON object is expected"))
        return Record(number, named(values), values)

    def write_head(self, file: TextIO) -> None:
        pass

    def write_rejected(self, file: TextIO, record: Record, reason: str) -> None:
        values = record.source if isinstance(record.source, dict) else {"line": record.source}
        # Escaped where UTF-8 has no bytes: half a surrogate pair.
        text = json.dumps({**values, REASON: reason}, ensure_ascii=False)
        file.write(text.encode(errors="backslashreplace").decode() + "\n")


class Table(TermFile):
    """The reason stands in the first column of rejected rows, so that rows of any length keep their cells."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.separator = self._separator()
        _line, self.header = next(self._rows())
        self.columns = [name.strip().lower() for name in self.header]
        self._check_columns()

    def _separator(self) -> str:
        first = next(line for _number, line in _lines(self.path) if line.strip())
        return max(SEPARATORS, key=first.count)

    def _check_columns(self) -> None:
        known = named(dict.fromkeys(self.columns, ""))
        if missing := [name for name in REQUIRED if name not in known]:
            message = _("it lacks the columns %(missing)s; its first line has %(header)s.")
            header = repr(", ".join(self.header))
            raise ImportRefusedError(message % {"missing": ", ".join(missing), "header": header})
        if len(known) < len(self.columns):
            raise ImportRefusedError(_("two of its columns have the same name."))

    def records(self) -> Iterator[Record]:
        rows = self._rows()
        next(rows)
        for line, cells in rows:
            yield self._record(line, cells)

    def _record(self, line: int, cells: list[str]) -> Record:
        if len(cells) != len(self.columns):
            problem = _("%(cells)d cells, where the header has %(columns)d")
            return Record(line, {}, cells, problem % {"cells": len(cells), "columns": len(self.columns)})
        values = map(unescape_formula, cells)
        return Record(line, named(dict(zip(self.columns, values, strict=True))), cells)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row that has any, the header first."""
        csv.field_size_limit(LINE_MAX)
        lines = (text for _number, text in _lines(self.path))
        rows = csv.reader(lines, delimiter=self.separator, strict=True)
        line = 1
        try:
            for cells in rows:
                if any(cells):
                    yield line, cells
                line = rows.line_num + 1
        except csv.Error as error:
            message = _("the row that begins on line %(line)d: %(error)s.")
            raise ImportRefusedError(message % {"line": line, "error": error}) from error

    def write_head(self, file: TextIO) -> None:
        self._write(file, [REASON, *self.header])

    def write_rejected(self, file: TextIO, record: Record, reason: str) -> None:
        self._write(file, [reason, *record.source])

    def _write(self, file: TextIO, cells: list[str]) -> None:
        csv.writer(file, delimiter=self.separator, lineterminator="\n").writerow(cells)
