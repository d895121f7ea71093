"""What triage says about a comment: signals, where they stand and why. It decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comments.triage.reasons import REASONS, Sentence

# In the order in which a moderator needs to know.
SIGNALS = (
    "distress", "urgent", "personal_data", "carer_name", "advice", "miracle", "link", "shouting",
    "little_content",
)  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's view. `spans` are start and end in code points of the given text, in order, apart."""

    signal: str
    rule: str  # "urgent.sign", a key of REASONS
    spans: tuple[Span, ...]

    @property
    def reason(self) -> Sentence:
        """A sentence for the moderator, translated when it is shown."""
        return REASONS[self.rule]


@dataclass(frozen=True, slots=True)
class Findings:
    version: str
    findings: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __contains__(self, signal: str) -> bool:
        return any(finding.signal == signal for finding in self.findings)

    @property
    def signals(self) -> dict[str, list[Span]]:
        """The spans of each signal that was found, in the order of SIGNALS."""
        found = {
            name: [span for f in self.findings if f.signal == name for span in f.spans] for name in SIGNALS
        }
        return {name: apart(spans) for name, spans in found.items() if spans}


def apart(spans: Iterable[Span]) -> list[Span]:
    """The same places in order, with those that overlap or touch made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
