"""Terms as rows: CSV, XLSX and JSON Lines, with the columns that an import takes and some for information."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from glossary.cells import escape_formula, join_values
from glossary.exporting.terms import Exported
from glossary.models import Synonym

CELL_MAX = 32_767  # characters; no spreadsheet program takes more in one cell
COLUMNS = [
    "id", "term", "definition", "domains", "kind", "pronunciation", "synonyms", "abbreviations", "variants",
    "name_languages", "see_also", "body", "language", "url", "modified", "reviewed",
]  # fmt: skip
_SEPARATE = {"synonyms": Synonym.Kind.SYNONYM, "abbreviations": Synonym.Kind.ABBREVIATION}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class ExportRefusedError(Exception):
    """The terms can't be written in this format; the message says why."""


def values_of(term: Exported) -> dict[str, Any]:
    return {
        "id": term.id,
        "term": term.term,
        "definition": term.definition,
        "domains": [term.domain] if term.domain else [],
        "kind": term.kind,
        "pronunciation": term.pronunciation,
        **names_of(term.names),
        "name_languages": tagged_names(term.name_languages),
        "see_also": [one.id for one in term.related],
        "body": term.body,
        "language": term.language,
        "url": term.url,
        "modified": term.modified.isoformat(),
        "reviewed": term.is_reviewed,
    }


def names_of(names: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """By the column, as an import reads them; a bare text among the variants is another spelling."""
    kept = list(names)
    found = {column: [text for text, kind in kept if kind == own] for column, own in _SEPARATE.items()}
    return {**found, "variants": [text for text, kind in kept if kind == Synonym.Kind.VARIANT]}


def tagged_names(languages: dict[str, str]) -> list[str]:
    """As an import reads them, "en: CAR-T cells"."""
    return [f"{code}: {text}" for text, code in languages.items()]


def cells_of(term: Exported) -> list[str]:
    values = values_of(term)
    return [escape_formula(_cell(values[column])) for column in COLUMNS]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return join_values(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def write_csv(terms: Iterable[Exported], file: IO[bytes]) -> int:
    """With a byte order mark, by which spreadsheet programs know UTF-8. Returns the number of terms."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    number = 0
    for term in terms:
        rows.writerow(cells_of(term))
        number += 1
    text.detach()
    return number


def write_jsonl(terms: Iterable[Exported], file: IO[bytes]) -> int:
    number = 0
    for term in terms:
        line = json.dumps(values_of(term), ensure_ascii=False)
        file.write(f"{line}\n".encode(errors="backslashreplace"))
        number += 1
    return number


def write_xlsx(terms: Iterable[Exported], file: IO[bytes]) -> int:
    """Raises ExportRefusedError for a text that is too long for a cell."""
    from openpyxl import Workbook  # imported late: nothing else needs it

    rows = list(_rows(terms))  # all of them good before a workbook is begun, which cannot be left unfinished
    book = Workbook(write_only=True)
    sheet = book.create_sheet("terms")
    sheet.freeze_panes = "C2"
    for cells in rows:
        sheet.append([_text_cell(sheet, cell) for cell in cells])
    book.save(file)
    return len(rows) - 1


def _rows(terms: Iterable[Exported]) -> Iterator[list[str]]:
    yield COLUMNS
    for term in terms:
        cells = cells_of(term)
        if max(map(len, cells)) > CELL_MAX:
            message = _(
                "The term %(term)s has a text of more than %(max)d characters, which no cell of a workbook "
                "can hold. Choose CSV or JSON Lines."
            )
            raise ExportRefusedError(message % {"term": term.term, "max": CELL_MAX})
        yield cells


def _text_cell(sheet: Any, text: str) -> Any:
    """A text whatever it begins with; openpyxl takes "=" for the beginning of a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, _NO_XML.sub("", text))
    cell.data_type = "s"
    return cell
