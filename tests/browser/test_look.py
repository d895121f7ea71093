"""The look that an association set, as a browser shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from portal.editorial.models import SiteSettings
from tests.browser.conftest import PHONE
from tests.editorial.test_renditions import add, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
PATH = "/fr/a-propos/contact/"
COLOUR = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def choose(transactional_db: None) -> Callable[..., None]:
    def update(**fields: Any) -> None:
        row, _ = SiteSettings.objects.get_or_create(language="fr")
        SiteSettings.objects.filter(pk=row.pk).update(**fields)

    return update


def test_the_chosen_colours_are_those_of_the_page_in_light_and_dark(
    open_page: Open, choose: Callable[..., None]
) -> None:
    choose(main_colour="#5b2a86", main_colour_dark="#c9a9ee")
    for scheme, colour in (("light", "#5b2a86"), ("dark", "#c9a9ee")):
        page = open_page(PATH, color_scheme=scheme)
        assert page.evaluate(COLOUR, "--teal") == colour
    page.emulate_media(media="print")
    assert page.evaluate(COLOUR, "--teal") == "#000"


def test_the_typeface_of_the_device_fetches_no_font(open_page: Open, choose: Callable[..., None]) -> None:
    choose(typeface="system")
    page, fetched = open_page(), []
    page.on("request", lambda request: fetched.append(request.resource_type))
    page.goto(PATH)
    page.wait_for_load_state("networkidle")
    assert fetched.count("stylesheet") == 1
    assert "font" not in fetched


def test_the_shipped_fonts_are_found_from_the_made_sheet(
    open_page: Open, choose: Callable[..., None]
) -> None:
    choose(main_colour="#5b2a86")
    page, answers = open_page(), []
    page.on("response", lambda answer: answers.append((answer.request.resource_type, answer.status)))
    page.goto(PATH)
    page.wait_for_load_state("networkidle")
    assert {status for kind, status in answers if kind == "font"} <= {200}
    assert page.evaluate("document.fonts.check('16px \"Literata Display\"')")


@pytest.mark.parametrize("size", [NARROW, PHONE], ids=["narrow", "phone"])
def test_a_wide_logo_leaves_room_for_the_search(
    open_page: Open, choose: Callable[..., None], size: dict[str, int]
) -> None:
    choose(logo=add(picture(1200, 200)), site_name="Immunothérapie et parole")
    page = open_page(PATH, size=size)
    name, tool = page.locator(".brand span").bounding_box(), page.locator(".masthead__tool").bounding_box()
    assert name
    assert tool
    assert name["x"] + name["width"] <= tool["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
