"""Rejected rows, with their reasons, beside the file they come from and in its format."""

from __future__ import annotations

import filecmp
from itertools import count
from pathlib import Path

from glossary.importing.files import TermFile


def rejected_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.rejected")


def write_rejected(file: TermFile, reasons: dict[int, str]) -> Path | None:
    """Write FILE.rejected; what was there under that name before is kept under the one that is returned.

    `reasons` go by the line of the row.
    """
    path = rejected_path(file.path)
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding=file.encoding, newline="") as output:
        file.write_head(output)
        for record in file.records():
            if record.line in reasons:
                file.write_rejected(output, record, reasons[record.line])
    kept = _put_aside(path, new)
    new.replace(path)
    return kept


def _put_aside(path: Path, new: Path) -> Path | None:
    """Somebody may have corrected half of the old rows in their place."""
    if not path.exists() or filecmp.cmp(path, new, shallow=False):
        return None
    kept = next(free for n in count(1) if not (free := path.with_name(f"{path.name}.{n}")).exists())
    return path.rename(kept)
