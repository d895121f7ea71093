"""What an import found and did, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DONE = ("created", "changed", "unchanged", "kept", "rejected", "published")
ALSO = ("categories created", "links added", "links removed")


@dataclass
class Report:
    """`errors` keep everything from being written, unless bad rows are to be skipped."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)  # rows by what they give that isn't taken
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dead_links: list[str] = field(default_factory=list)  # errors, or warnings when bad rows are skipped
    lost_links: list[str] = field(default_factory=list)  # warnings when bad rows are skipped
    notices: list[str] = field(default_factory=list)
    foreign: int = 0  # rows of another language

    def judge_links(self, *, skip_invalid: bool) -> None:
        """A link to a row that is bad itself is no error beside that one."""
        if skip_invalid:
            self.warnings += self.dead_links + self.lost_links
        else:
            self.errors += self.dead_links

    def summary(self) -> str:
        said = [f"{self.counts[name]} {name}" for name in DONE]
        said += [f"{self.counts[name]} {name}" for name in ALSO if self.counts[name]]
        return ", ".join([*said, f"{len(self.warnings)} warnings"])

    def remarks(self) -> list[str]:
        """What an operator should know though nothing is wrong."""
        remarks = [*self.notices]
        if self.foreign:
            message = ngettext(
                "%(n)d row is of another language and was not read.",
                "%(n)d rows are of another language and were not read.",
                self.foreign,
            )
            remarks.insert(0, message % {"n": self.foreign})
        if self.left_out:
            rows = [
                _("%(name)s (%(n)d rows)") % {"name": name, "n": n}
                for name, n in sorted(self.left_out.items())
            ]
            remarks.insert(0, _("Not taken over: %(columns)s.") % {"columns": ", ".join(rows)})
        return remarks


def place(line: int, external_id: str = "") -> str:
    if external_id:
        return _("line %(line)d (id %(id)s)") % {"line": line, "id": external_id}
    return _("line %(line)d") % {"line": line}
