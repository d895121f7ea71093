"""An import from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from glossary.importing.categories import Categories
from glossary.importing.checking import Action, Checked, Entry, check
from glossary.importing.files import ImportRefusedError, TermFile, open_terms
from glossary.importing.links import LinkChanges, link_changes
from glossary.importing.planning import Plan, decide
from glossary.importing.publishing import publish_all
from glossary.importing.rejects import write_rejected
from glossary.importing.report import Report
from glossary.importing.rows import Row, read_row
from glossary.importing.writing import Writer, remember


@dataclass
class Import:
    path: Path
    language: str
    live: bool = False
    weave: bool = False
    skip_invalid: bool = False
    dry_run: bool = False
    report: Report = field(default_factory=Report)
    checked: Checked | None = None  # what became of each row

    def run(self) -> Report:
        """Read the file and write its terms, all or none; `report.errors` say which rows are bad.

        Raises ImportRefusedError, or OSError, with nothing written.
        """
        file = open_terms(self.path, self.language)
        checked = check(file, self.language, live=self.live, weave=self.weave, report=self.report)
        self.checked = checked
        if self.dry_run:
            self._foresee(self._plan(checked))
            return self.report
        with transaction.atomic():
            plan = self._plan(checked)
            if not self.report.errors or self.skip_invalid:
                self._write(file, plan)
                self._put_out(file, checked)
        return self.report

    def _plan(self, checked: Checked) -> Plan:
        plan = decide(checked, self.language, live=self.live, report=self.report)
        self.report.judge_links(skip_invalid=self.skip_invalid)
        return plan

    def _foresee(self, plan: Plan) -> None:
        for entry in plan.of(Action.CREATE):
            entry.pk = -entry.line  # stands for the key it would get
        domains = {entry.domain_slug for entry in plan.of(Action.CREATE, Action.CHANGE)} - {""}
        new_domains = domains - Categories(self.language).keys.keys()
        self._count(len(new_domains), link_changes(plan))

    def _write(self, file: TermFile, plan: Plan) -> None:
        categories = Categories(self.language)
        Writer(self.language, categories).write(self._pairs(file, plan))
        links = link_changes(plan)
        links.write()
        remember(plan.of(Action.RELINK), "links")
        publish_all((entry.pk for entry in plan.entries.values() if entry.publish), timezone.now())
        self._count(categories.created, links)

    def _pairs(self, file: TermFile, plan: Plan) -> Iterator[tuple[Entry, Row]]:
        """The second reading: the rows that are to be written."""
        entries = {entry.line: entry for entry in plan.of(Action.CREATE, Action.CHANGE)}
        for record in file.records():
            if entry := entries.get(record.line):
                row = read_row(record, live=self.live, weave=self.weave)
                if not isinstance(row, Row) or row.checksum() != entry.checksum:
                    raise ImportRefusedError(_("it was changed while it was read."))
                yield entry, row

    def _count(self, new_categories: int, links: LinkChanges) -> None:
        counts = self.report.counts
        counts["categories created"] = new_categories
        counts["links added"], counts["links removed"] = len(links.added), len(links.removed)

    def _put_out(self, file: TermFile, checked: Checked) -> None:
        if not checked.rejected:
            return
        if kept := write_rejected(file, checked.rejected):
            message = _("The former file of rejected rows is now %(file)s.")
            self.report.notices.append(message % {"file": kept})
