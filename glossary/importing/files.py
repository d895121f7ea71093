"""A file of terms cut into records, JSON Lines or CSV; whether a record is any good is not judged here."""

from __future__ import annotations

import codecs
import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from glossary.importing.columns import REQUIRED, named
from glossary.importing.limits import LINE_MAX

REASON = "rejected"  # the key or column that says why a row is in the file of rejected ones
SEPARATORS = ",;\t"
CHUNK = 1 << 16  # bytes

_TABLES = {".csv", ".tsv"}
_JSON_LINES = {".jsonl", ".ndjson", ".json"}


class ImportRefusedError(Exception):
    """Nothing of the file is written; the message says why, and where."""


@dataclass(frozen=True, slots=True)
class Record:
    line: int  # on which it begins, from 1
    values: dict[str, Any]
    source: Any  # as it stood in the file
    problem: str = ""  # why it has no values


def open_terms(path: Path) -> TermFile:
    """The file, as what its ending says it is, or else its first character. Raises ImportRefusedError."""
    if not path.is_file():
        raise ImportRefusedError("it is not a file." if path.exists() else "there is no such file.")
    _check_encoding(path)
    first = next((line for _, line in _lines(path) if line.strip()), "").lstrip()
    if not first:
        raise ImportRefusedError("it is empty.")
    if first.startswith("["):
        raise ImportRefusedError("it is one JSON array; JSON Lines are wanted, one object on each line.")
    ending = path.suffix.lower()
    is_table = ending in _TABLES or (ending not in _JSON_LINES and not first.startswith("{"))
    return Table(path) if is_table else JsonLines(path)


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
                    f"line {line} is not UTF-8. Save the file anew with this encoding "
                    "(in a spreadsheet: “CSV UTF-8”)."
                ) from error
            line += chunk.count(b"\n")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        number = 0
        while line := file.readline(LINE_MAX + 1):
            number += 1
            if len(line) > LINE_MAX:
                raise ImportRefusedError(f"line {number} has more than {LINE_MAX:,} characters.")
            yield number, line


class TermFile(ABC):
    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            has_mark = file.read(3) == codecs.BOM_UTF8
        self.encoding = "utf-8-sig" if has_mark else "utf-8"

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
            return Record(number, {}, line, f"not JSON: {error}")
        if not isinstance(values, dict):
            return Record(number, {}, line, "a JSON object is expected")
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
        first = next(line for _, line in _lines(path) if line.strip())
        self.separator = max(SEPARATORS, key=first.count)
        _, self.header = next(self._rows())
        self.columns = [name.strip().lower() for name in self.header]
        self._check_columns()

    def _check_columns(self) -> None:
        known = named(dict.fromkeys(self.columns, ""))
        if missing := [name for name in REQUIRED if name not in known]:
            raise ImportRefusedError(
                f"it lacks the columns {', '.join(missing)}; its first line has {', '.join(self.header)!r}."
            )
        if len(known) < len(self.columns):
            raise ImportRefusedError("two of its columns have the same name.")

    def records(self) -> Iterator[Record]:
        rows = self._rows()
        next(rows)
        for line, cells in rows:
            yield self._record(line, cells)

    def _record(self, line: int, cells: list[str]) -> Record:
        if len(cells) != len(self.columns):
            return Record(line, {}, cells, f"{len(cells)} cells, where the header has {len(self.columns)}")
        return Record(line, named(dict(zip(self.columns, cells, strict=True))), cells)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row that has any, the header first."""
        csv.field_size_limit(LINE_MAX)
        rows = csv.reader((line for _, line in _lines(self.path)), delimiter=self.separator, strict=True)
        line = 1
        try:
            for cells in rows:
                if any(cells):
                    yield line, cells
                line = rows.line_num + 1
        except csv.Error as error:
            raise ImportRefusedError(f"the row that begins on line {line}: {error}.") from error

    def write_head(self, file: TextIO) -> None:
        self._write(file, [REASON, *self.header])

    def write_rejected(self, file: TextIO, record: Record, reason: str) -> None:
        self._write(file, [reason, *record.source])

    def _write(self, file: TextIO, cells: list[str]) -> None:
        csv.writer(file, delimiter=self.separator, lineterminator="\n").writerow(cells)
