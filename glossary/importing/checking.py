"""The first reading of the file: which rows are good, by themselves and beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from sys import intern

from django.conf import settings
from django.utils.translation import gettext as _

from glossary.importing.files import Record, TermFile
from glossary.importing.report import Report, place
from glossary.importing.rows import DIGEST, ID_MAX, Row, read_row
from portal.search.text import slug_for


class Action(Enum):
    CREATE = "created"
    CHANGE = "changed"
    RELINK = "relinked"  # nothing but the links is to be changed
    LEAVE = "unchanged"
    KEEP = "kept"  # changed here since the last import


@dataclass(slots=True)
class Entry:
    """What is remembered of a good row between the two readings, and what becomes of it."""

    line: int
    external_id: str
    slug: str  # wished for
    domain_slug: str
    checksum: str
    links: list[str] | None
    title: str
    said: tuple[str, ...] = ()  # the parts it speaks of
    digests: bytes = b""  # of these parts, in their order
    changes: tuple[str, ...] = ()  # of these parts, those that say something else than the term does
    action: Action = Action.CREATE
    publish: bool = False
    pk: int = 0  # of the term, once there is one
    version: int = 0  # of the working copy
    linked: list[str] = field(default_factory=list)  # by the last import

    def links_now(self) -> list[str]:
        return self.linked if self.links is None else self.links

    def parts(self) -> Iterator[tuple[str, bytes]]:
        for number, name in enumerate(self.said):
            yield name, self.digests[number * DIGEST : (number + 1) * DIGEST]


@dataclass
class Checked:
    entries: dict[str, Entry]  # by identifier, in the order of the file
    rejected: dict[int, str]  # lines, and why
    rejected_ids: set[str]


def check(file: TermFile, language: str, *, live: bool, weave: bool = False, report: Report) -> Checked:
    checked = Checked({}, {}, set())
    for record in file.records():
        if _is_foreign(record, language):
            report.foreign += 1
            continue
        row = read_row(record, live=live, weave=weave)
        reasons = _take(record, row, language, checked) if isinstance(row, Row) else row
        if reasons:
            _reject(record, "; ".join(reasons), checked, report)
        elif isinstance(row, Row):
            report.left_out.update(row.left_out)
    report.counts["rejected"] = len(checked.rejected)
    return checked


def _is_foreign(record: Record, language: str) -> bool:
    told = record.values.get("language")
    is_known = isinstance(told, str) and told in dict(settings.LANGUAGES)
    return record.is_foreign or (is_known and told != language)


def _take(record: Record, row: Row, language: str, checked: Checked) -> list[str]:
    """Remember the row, or say what keeps it from standing beside those before it."""
    if first := checked.entries.get(row.external_id):
        return [_("line %(line)d has the same id") % {"line": first.line}]
    digests = row.digests(language)
    checked.entries[row.external_id] = Entry(
        line=record.line,
        external_id=row.external_id,
        slug=slug_for(row.title) or slug_for(row.external_id) or "term",
        domain_slug=slug_for(row.domain or ""),
        checksum=row.checksum(),
        links=row.links,
        title=row.title,
        said=_shared(tuple(digests)),
        digests=b"".join(digests.values()),
    )
    return []


_said: dict[tuple[str, ...], tuple[str, ...]] = {}


def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for the same names, of which a file has few."""
    return _said.setdefault(names, tuple(map(intern, names)))


def _reject(record: Record, reason: str, checked: Checked, report: Report) -> None:
    external_id = str(record.values.get("id") or "").strip()
    checked.rejected[record.line] = reason
    checked.rejected_ids.add(external_id)
    shown = external_id if external_id.isprintable() and len(external_id) <= ID_MAX else ""
    report.errors.append(f"{place(record.line, shown)}: {reason}")
