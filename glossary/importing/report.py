"""What an import found and did, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

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
        rows = [f"{name} ({count} rows)" for name, count in sorted(self.left_out.items())]
        return [*(["Not taken over: " + ", ".join(rows) + "."] if rows else []), *self.notices]


def place(line: int, external_id: str = "") -> str:
    return f"line {line} (id {external_id})" if external_id else f"line {line}"
