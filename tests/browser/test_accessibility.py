"""No page of any kind, in any state, has a fault that axe-core can find, in any way to see it.

The rules are those of WCAG 2.0 to 2.2 at levels A and AA, and axe's own good practice; see auditing.py for
the ways: by day and in the dark, on a narrow screen, at 200 %, in forced colours, without motion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from portal.editorial.models import SiteSettings
from tests.browser.auditing import MODES, faults_in_all_modes, see
from tests.browser.states import STATES, reach
from tests.browser.visiting import visit
from tests.page_kinds import EMPTY_PLACES, Kind, every_kind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]

PARTS = 3  # in which the kinds of pages are looked at, so that they can be at the same time


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault_that_axe_can_find(open_page: Open, settings: Any, part: int) -> None:
    kinds = every_kind()
    faults = [*faults_of_kinds(open_page(), kinds[part::PARTS], settings)]
    assert faults == [], "\n".join(faults)


def test_an_empty_site_has_no_fault_either(open_page: Open, settings: Any) -> None:
    assert [*faults_of_kinds(open_page(), EMPTY_PLACES, settings)] == []


# As pale and as dark as may be chosen, one beside the other.
LOOKS = {
    "pale, dark accent": ("#00774c", "#08ab6f", "#2b0a0a", "#fff4e0", "system"),
    "dark, pale accent": ("#10102a", "#f0f0ff", "#c11c77", "#e964ad", "plain"),
    "light ones only": ("#2c66c2", "", "#a64f00", "", "shipped"),
}
CHOICES = ("main_colour", "main_colour_dark", "accent_colour", "accent_colour_dark", "typeface")
COLOURED = (
    "home",
    "articles",
    "article with everything",
    "term",
    "search with results",
    "receipt, pending",
    "comment refused",
)


@pytest.mark.parametrize("look", LOOKS)
def test_no_colours_and_no_typeface_that_may_be_chosen_make_a_fault(
    open_page: Open, settings: Any, look: str
) -> None:
    kinds = [kind for kind in every_kind() if str(kind) in COLOURED]
    assert len(kinds) == len(COLOURED)
    choose(dict(zip(CHOICES, LOOKS[look], strict=True)))
    faults = [*faults_of_kinds(open_page(), kinds, settings)]
    assert faults == [], "\n".join(faults)


def choose(look: dict[str, str]) -> None:
    for row in SiteSettings.objects.all():
        for name, value in look.items():
            setattr(row, name, value)
        row.clean_fields(exclude={field.name for field in row._meta.fields} - look.keys())
        row.save()


def faults_of_kinds(page: Page, kinds: Iterable[Kind], settings: Any) -> Iterator[str]:
    for kind in kinds:
        visit(page, kind, settings)
        yield from faults_in_all_modes(page, str(kind))


def test_no_state_of_a_page_has_a_fault_that_axe_can_find(open_page: Open) -> None:
    every_kind()
    page, faults = open_page(), list[str]()
    for state in STATES:
        page.goto(state.path)
        faults += faults_in_all_modes(page, state.name, enter=partial(reach, state))
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_a_page_shown_when_all_fails_has_no_fault_either(open_page: Open, template: str) -> None:
    body = render_to_string(template, {"kept_text": "Un texte gardé."})
    page = open_page("about:blank")
    page.route("**/fr/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/fr/")
    expect(page.locator("main")).to_contain_text("112")
    assert [*faults_in_all_modes(page, template)] == []


# What a check would have to find, were it there.
FAULTS = {
    "input": ": label: ",
    "too wide": "too wide: ",
    "moves": "moves: ",
    "without an edge": "without an edge: ",
    "color-contrast": ": color-contrast: ",
}

SPOIL = """() => {
  const main = document.querySelector("main");
  const spoilt = new CSSStyleSheet();
  spoilt.replaceSync(`.wide { inline-size: 700px; } .moves { transition: opacity 1s !important; }
    .edge { border: 0; } .pale { color: #777; background: #888; }`);
  document.adoptedStyleSheets.push(spoilt);
  main.append(document.createElement("input"));
  for (const name of ["wide", "moves", "edge", "pale"]) {
    const one = document.createElement(name === "edge" ? "button" : "p");
    Object.assign(one, {className: name, textContent: "Des mots."});
    main.append(one);
  }
}"""


def test_each_check_sees_what_is_wrong(open_page: Open) -> None:
    page = open_page("/fr/")
    page.evaluate(SPOIL)
    faults = [*faults_in_all_modes(page, "a page with faults")]
    assert [name for name, words in FAULTS.items() if not any(words in fault for fault in faults)] == []


def test_a_window_at_200_percent_is_half_as_wide_and_twice_as_sharp(open_page: Open) -> None:
    page = open_page("/fr/")
    zoomed = next(mode for mode in MODES if mode.zoom == 2)
    see(page, zoomed)
    assert page.evaluate("[innerWidth, devicePixelRatio]") == [640, 2]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
