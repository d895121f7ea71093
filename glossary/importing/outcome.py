"""What becomes of each row, for people to read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from glossary.cells import escape_formula
from glossary.importing.checking import Action, Checked, Entry

ACTIONS = {
    Action.CREATE: pgettext_lazy("row of an import", "new"),
    Action.CHANGE: pgettext_lazy("row of an import", "changed"),
    Action.RELINK: pgettext_lazy("row of an import", "changed"),
    Action.LEAVE: pgettext_lazy("row of an import", "unchanged"),
    Action.KEEP: pgettext_lazy("row of an import", "kept as it is"),
}
PARTS = {
    "title": gettext_lazy("name"),
    "summary": gettext_lazy("definition"),
    "kind": gettext_lazy("kind"),
    "pronunciation": gettext_lazy("pronunciation"),
    "body": gettext_lazy("text"),
    "domain": gettext_lazy("category"),
    "names": gettext_lazy("synonyms"),
    "name_languages": gettext_lazy("languages of synonyms"),
}


@dataclass(frozen=True)
class Outcome:
    line: int
    external_id: str
    title: str
    action: str  # a value of Action, or "rejected"
    label: str
    remarks: str

    @property
    def is_of_interest(self) -> bool:
        return self.action != Action.LEAVE.value


def outcomes(checked: Checked) -> Iterator[Outcome]:
    """In the order of the file."""
    by_line = {entry.line: entry for entry in checked.entries.values()}
    for line in sorted(by_line.keys() | checked.rejected.keys()):
        if entry := by_line.get(line):
            label = str(ACTIONS[entry.action])
            yield Outcome(line, entry.external_id, entry.title, entry.action.value, label, _remarks(entry))
        else:
            label = pgettext("row of an import", "rejected")
            yield Outcome(line, "", "", "rejected", label, checked.rejected[line])


def _remarks(entry: Entry) -> str:
    remarks = [str(PARTS[name]) for name in entry.changes] if entry.action is Action.CHANGE else []
    if entry.action is Action.RELINK or (remarks and set(entry.links or ()) != set(entry.linked)):
        remarks.append(_("related terms"))
    if entry.publish:
        remarks.append(_("is published"))
    return ", ".join(remarks)


def write_report(checked: Checked, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([_("line"), _("identifier"), _("name"), _("what happens"), _("remarks")])
        for one in outcomes(checked):
            cells = [str(one.line), one.external_id, one.title, one.label, one.remarks]
            rows.writerow(map(escape_formula, cells))
