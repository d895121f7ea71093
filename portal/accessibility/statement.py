"""The findings of criteria.toml, in one language, counted as the public statement needs them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

FINDINGS = Path(__file__).with_name("criteria.toml")


class State(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Tests by their names, or a check by hand: then `on` is its day and `by` the role of who did it."""

    key: str
    name: str
    how: str
    tests: tuple[str, ...]
    on: date | None
    by: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of WCAG; `rgaa` are the numbers of the French criteria that rest on it."""

    number: str
    level: str
    name: str
    state: State
    evidence: tuple[Evidence, ...]
    reason: str
    rgaa: tuple[str, ...]
    rgaa_not_met: tuple[str, ...]

    @property
    def principle(self) -> int:
        """From 1, perceivable, to 4, robust."""
        return int(self.number[0])


@dataclass(frozen=True, slots=True)
class Exempt:
    """French criteria that do not apply, although what they rest on does."""

    numbers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    assessed_on: date
    evidence: tuple[Evidence, ...]
    criteria: tuple[Criterion, ...]
    exempt: tuple[Exempt, ...]

    @property
    def tests(self) -> list[Evidence]:
        return [one for one in self.evidence if one.tests]

    @property
    def checks(self) -> list[Evidence]:
        return [one for one in self.evidence if one.on]

    @property
    def principles(self) -> list[list[Criterion]]:
        return [[one for one in self.criteria if one.principle == number] for number in range(1, 5)]

    @property
    def not_met(self) -> list[Criterion]:
        return [one for one in self.criteria if one.state == State.NOT_MET]

    @property
    def wcag(self) -> dict[str, int]:
        """How many criteria are in each state, by its name with underscores, and `total`."""
        return _counted([one.state for one in self.criteria])

    @property
    def rgaa(self) -> dict[str, int]:
        """The same of the French criteria."""
        return _counted([*self.rgaa_states.values()])

    @property
    def rgaa_states(self) -> dict[str, State]:
        """Of each French criterion, by its number: not met if any WCAG criterion says so of it, not
        applicable if it is exempt or if nothing that it rests on applies.
        """
        exempt = {number for group in self.exempt for number in group.numbers}
        resting: dict[str, list[Criterion]] = {}
        for criterion in self.criteria:
            for number in criterion.rgaa:
                resting.setdefault(number, []).append(criterion)
        return {number: _state(number, found, exempt) for number, found in resting.items()}


def _state(number: str, found: list[Criterion], exempt: set[str]) -> State:
    if any(number in criterion.rgaa_not_met for criterion in found):
        return State.NOT_MET
    if number in exempt or all(criterion.state == State.NOT_APPLICABLE for criterion in found):
        return State.NOT_APPLICABLE
    return State.MET


def _counted(states: list[State]) -> dict[str, int]:
    found = Counter(states)
    return {state.name.lower(): found[state] for state in State} | {"total": len(states)}


@lru_cache
def statement(language: str) -> Statement:
    """What was found, in that language, which has to be one of those of the file."""
    words = _in(language, tomllib.loads(FINDINGS.read_text(encoding="utf-8")))
    evidence = {key: Evidence(key=key, **_filled(one)) for key, one in words["evidence"].items()}
    return Statement(
        assessed_on=words["assessed_on"],
        evidence=(*evidence.values(),),
        criteria=(*_criteria(words["criteria"], evidence),),
        exempt=tuple(Exempt(tuple(one["numbers"]), one["reason"]) for one in words["rgaa_not_applicable"]),
    )


def _in(language: str, found: Any) -> Any:
    """The same, with one language in place of all of them."""
    if isinstance(found, list):
        return [_in(language, one) for one in found]
    if isinstance(found, dict):
        chosen = {key: _in(language, one) for key, one in found.items()}
        return chosen.get(language, chosen)
    return found


def _filled(one: dict[str, Any]) -> dict[str, Any]:
    return {"on": None, "by": "", **one, "tests": tuple(one.get("tests", ()))}


def _criteria(rows: list[dict[str, Any]], evidence: dict[str, Evidence]) -> Iterator[Criterion]:
    for row in rows:
        yield Criterion(
            number=row["number"],
            level=row["level"],
            name=row["name"],
            state=State(row["state"]),
            evidence=tuple(evidence[key] for key in row.get("evidence", ())),
            reason=row.get("reason", ""),
            rgaa=tuple(row["rgaa"]),
            rgaa_not_met=tuple(row.get("rgaa_not_met", ())),
        )
