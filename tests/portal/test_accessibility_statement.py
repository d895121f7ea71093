"""The accessibility statement says no more than what was tested, and leaves no criterion out."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html

from portal.accessibility.statement import Criterion, Evidence, State, Statement, statement
from portal.editorial.models import AboutKey, AboutPage, SiteSettings

ROOT = Path(__file__).parents[2]
PAGES = {"fr": "/fr/a-propos/accessibilite/", "en": "/en/about/accessibility/"}

# Of WCAG 2.2: by guideline, how many criteria there are at levels A and AA, and those at AAA in between.
LAST = {"1.1": 1, "1.2": 5, "1.3": 5, "1.4": 13, "2.1": 4, "2.2": 2, "2.3": 1, "2.4": 11, "2.5": 8}
LAST |= {"3.1": 2, "3.2": 6, "3.3": 8, "4.1": 3}
LEFT_OUT = {"1.4.6", "1.4.7", "1.4.8", "1.4.9", "2.1.3", "2.4.8", "2.4.9", "2.4.10", "2.5.5", "2.5.6"}
LEFT_OUT |= {"3.2.5", "3.3.5", "3.3.6", "4.1.1"}  # the last is gone from WCAG 2.2
ALL = {f"{line}.{number}" for line, last in LAST.items() for number in range(1, last + 1)} - LEFT_OUT

# Of the RGAA: how many criteria each of its 13 topics has.
TOPICS = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
FRENCH = {f"{topic}.{number}" for topic, last in enumerate(TOPICS, 1) for number in range(1, last + 1)}


@pytest.fixture(params=["fr", "en"])
def found(request: Any) -> Statement:
    return statement(request.param)


def complaints(found: Statement) -> list[str]:
    """What the statement claims without ground."""
    faults = [f"{one.number}: {fault}" for one in found.criteria for fault in faults_of(one)]
    faults += [
        f"{one.key}: no test {name}" for one in found.evidence for name in one.tests if not exists(name)
    ]
    faults += [f"{one.key}: neither test nor check" for one in found.evidence if not one.tests and not one.on]
    faults += [f"{one.key}: who, when?" for one in found.evidence if one.on and not is_signed(one, found)]
    return faults + [f"{number}: missing" for number in sorted(ALL - {one.number for one in found.criteria})]


def is_signed(one: Evidence, found: Statement) -> bool:
    return bool(one.by) and one.on is not None and one.on <= found.assessed_on


def faults_of(one: Criterion) -> list[str]:
    is_met = one.state == State.MET
    faults = ["met without evidence"] * (is_met and not one.evidence)
    faults += ["no reason"] * (not is_met and not one.reason)
    faults += ["not met, and yet with evidence"] * (not is_met and bool(one.evidence))
    return faults


def exists(name: str) -> bool:
    file, _, test = name.partition("::")
    path = ROOT / file
    if not path.is_file() or not test.startswith("test_"):
        return False
    functions = [one for one in ast.parse(path.read_text()).body if isinstance(one, ast.FunctionDef)]
    return any(one.name == test for one in functions)


def test_every_claim_names_a_test_that_exists_or_a_dated_check_by_hand(found: Statement) -> None:
    assert complaints(found) == []


def test_every_criterion_stands_once_and_every_french_one_is_mapped(found: Statement) -> None:
    numbers = [one.number for one in found.criteria]
    assert sorted(numbers) == sorted(ALL)
    assert len(ALL) == 55
    assert sum(one.level == "A" for one in found.criteria) == 31
    assert set(found.rgaa_states) == FRENCH
    assert len(FRENCH) == 106
    assert {number for group in found.exempt for number in group.numbers} <= FRENCH
    assert all(set(one.rgaa_not_met) <= set(one.rgaa) for one in found.criteria)


def spoilt(found: Statement, **changes: Any) -> Statement:
    first = replace(found.criteria[0], **changes)
    return replace(found, criteria=(first, *found.criteria[1:]))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"evidence": ()}, "1.1.1: met without evidence"),
        ({"state": State.NOT_MET, "evidence": ()}, "1.1.1: no reason"),
        ({"state": State.NOT_APPLICABLE, "reason": "x"}, "1.1.1: not met, and yet with evidence"),
        ({"number": "1.1.9"}, "1.1.1: missing"),
    ],
)
def test_a_claim_without_ground_is_noticed(changes: dict[str, Any], fault: str) -> None:
    assert complaints(spoilt(statement("fr"), **changes)) == [fault]


@pytest.mark.parametrize(
    "one",
    [
        Evidence("x", "x", "x", ("tests/portal/test_no_such_file.py::test_x",), None, ""),
        Evidence("x", "x", "x", ("tests/portal/test_accessibility_statement.py::test_x",), None, ""),
        Evidence("x", "x", "x", ("tests/portal/test_accessibility_statement.py::complaints",), None, ""),
        Evidence("x", "x", "x", (), None, ""),
        Evidence("x", "x", "x", (), date(2026, 1, 1), ""),
        Evidence("x", "x", "x", (), date(9999, 1, 1), "y"),
    ],
)
def test_evidence_that_is_none_is_noticed(one: Evidence) -> None:
    found = statement("fr")
    assert complaints(replace(found, evidence=(*found.evidence, one)))


def test_a_french_criterion_is_not_met_when_one_that_it_rests_on_says_so() -> None:
    found = statement("fr")
    spoken = [one for one in found.criteria if "8.7" in one.rgaa]
    assert {one.state for one in spoken} == {State.MET}
    assert found.rgaa_states["8.7"] == State.MET
    worse = replace(spoken[0], state=State.NOT_MET, rgaa_not_met=("8.7",))
    others = tuple(one for one in found.criteria if one.number != worse.number)
    spoilt_too = replace(found, criteria=(*others, worse))
    assert spoilt_too.rgaa_states["8.7"] == State.NOT_MET
    assert spoilt_too.rgaa_states["8.8"] == found.rgaa_states["8.8"]
    assert found.rgaa_states["4.1"] == State.NOT_APPLICABLE
    assert found.rgaa_states["2.1"] == State.NOT_APPLICABLE
    assert found.rgaa_states["1.1"] == State.MET
    assert sum(found.rgaa.values()) == 2 * 106
    assert sum(found.wcag.values()) == 2 * 55


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_says_all_of_it(client: Client, db: None, language: str) -> None:
    SiteSettings.objects.filter(language=language).update(contact_email="aide@exemple.fr")
    page = html.document_fromstring(client.get(PAGES[language]).content.decode())
    body = page.find_class("prose")[0]
    found = statement(language)
    heads = [row.xpath("string(th)").split()[0] for row in body.xpath(".//tbody/tr")]
    assert heads[2:] == [one.number for one in found.criteria]
    totals = [
        [int(cell) for cell in row.xpath("td/text()")] for row in body.xpath(".//table[1]//tbody/tr")[:2]
    ]
    assert totals == [[*found.wcag.values()], [*found.rgaa.values()]]
    codes = {code.text for code in body.iter("code")}
    assert codes == {test for one in found.evidence for test in one.tests}
    words = " ".join(body.text_content().split())
    assert "aide@exemple.fr" in words
    assert "2026" in words
    assert "non conforme" in words or "non-compliant" in words
    assert len(body.xpath(".//h2")) >= 7


def test_what_editors_write_stands_in_its_place(client: Client, db: None) -> None:
    AboutPage.objects.create(language="fr", key=AboutKey.ACCESSIBILITY, body="<p>Notre audit.</p>")
    body = html.document_fromstring(client.get(PAGES["fr"]).content.decode()).find_class("prose")[0]
    assert body.text_content().strip() == "Notre audit."
