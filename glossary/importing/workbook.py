"""The first sheet of an XLSX workbook, read as a table.

A workbook is a packed folder of XML: what it unpacks to is looked at before anything is read, and
defusedxml, which openpyxl takes where it is installed, refuses entities.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from glossary.importing.files import ImportRefusedError, Table
from glossary.importing.limits import CELLS_MAX, LINE_MAX, ROWS_MAX, UNPACKED_MAX

PARTS_MAX = 1000  # files packed in it


class Workbook(Table):
    """Lines are rows of the sheet. Rejected rows go into a CSV file."""

    def __init__(self, path: Path) -> None:
        _check_size(path)
        super().__init__(path)
        self.encoding = "utf-8-sig"

    def _separator(self) -> str:
        return ","

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        rows = ((line, list(map(_text, cells))) for line, cells in enumerate(_sheet(self.path), start=1))
        filled = ((line, cells) for line, cells in rows if any(cells))
        header = next(filled, None)
        if header is None:
            raise ImportRefusedError(_("it is empty."))
        width = len(_without_empty_end(header[1]))
        yield header[0], header[1][:width]
        for line, cells in filled:
            used = _without_empty_end(cells)
            yield line, [*used, *[""] * (width - len(used))]


def _check_size(path: Path) -> None:
    """By what the parts say of themselves; none is unpacked beyond that."""
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ImportRefusedError(_("it is no workbook that can be read.")) from error
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
        raise ImportRefusedError(
            _("it unpacks to more than %(max)d MB. Import a CSV file instead.")
            % {"max": UNPACKED_MAX // 1_000_000}
        )


def _sheet(path: Path) -> list[tuple[Any, ...]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: styles, checks of input
            rows = _read(path)
    except Exception as error:  # openpyxl fails in a way of its own on each damaged file
        raise ImportRefusedError(_("it is no workbook that can be read.")) from error
    if len(rows) > ROWS_MAX:
        message = _("its first sheet has more than %(max)s rows. Import a CSV file instead.")
        raise ImportRefusedError(message % {"max": f"{ROWS_MAX:,}"})
    return rows


def _read(path: Path) -> list[tuple[Any, ...]]:
    """Values, not formulas, of one row more than there may be at most."""
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is not installed")
    with path.open("rb") as file:  # a path would have to end in .xlsx
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(max_row=ROWS_MAX + 1, max_col=CELLS_MAX, values_only=True))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)[: LINE_MAX + 1]


def _without_empty_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
