"""Logo, colours and typeface that an association sets: readable at every door, one style sheet, no fork."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client

from portal.editorial.colours import contrast, least_contrast, mixed
from portal.editorial.look import CONTRAST_MIN, DARK, LIGHT, Look, Typeface, digest
from portal.editorial.models import SiteSettings
from portal.editorial.models.site import COLOURS
from tests.conftest import Make
from tests.editorial.test_renditions import add, picture

pytestmark = pytest.mark.django_db

BLUE, RED, YELLOW, PALE = "#1f4e8c", "#a8123e", "#ffd200", "#9fc4f0"
PAGE = "/fr/a-propos/charte/"


def choose(language: str = "fr", **fields: Any) -> None:
    SiteSettings.objects.filter(language=language).update(**fields)


def sheets(page: str) -> list[str]:
    return re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)


def text_of(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): ([^;]+);", block))


def shipped() -> tuple[dict[str, str], dict[str, str]]:
    """The tokens of the style sheet, for light and for dark pages."""
    sheet = Path(str(finders.find("css/portal.css"))).read_text()
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")[:2]
    return tokens(light), tokens(dark.partition("@font-face")[0])


def chosen_tokens(look: Look) -> tuple[dict[str, str], dict[str, str]]:
    _sheet, light, dark = look.sheet().rsplit("@media screen", 2)
    return tokens(light), tokens(dark)


def test_contrast_is_measured_as_wcag_measures_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    light, dark = shipped()
    assert (light["paper"], light["surface"], light["sand"]) == LIGHT
    assert (dark["paper"], dark["surface"], dark["sand"]) == DARK


def test_the_shipped_colours_pass_what_is_asked_of_others() -> None:
    light, dark = shipped()
    look = Look.of([light["teal"], dark["teal"], light["coral"], dark["coral"]], "shipped")
    assert "" not in (look.main, look.main_dark, look.accent, look.accent_dark)


def test_nothing_chosen_leaves_the_shipped_sheet(client: Client) -> None:
    page = text_of(client)
    assert sheets(page) == ["/static/css/portal.css"]
    assert page.count('rel="preload"') == 2


def test_a_chosen_colour_comes_in_the_one_style_sheet(client: Client) -> None:
    choose(main_colour=BLUE.upper())
    [address] = sheets(text_of(client))
    assert address.startswith("/look/")
    answer = client.get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    css = answer.content.decode()
    assert ".masthead__bar" in css
    assert f"--teal: {BLUE};" in css
    assert 'url("/static/fonts/' in css
    assert "url(../" not in css.replace('"', "")


def test_a_chosen_look_costs_no_more_queries(client: Client, django_assert_num_queries: Any) -> None:
    choose(main_colour=BLUE, logo=add())
    with django_assert_num_queries(2):
        client.get(PAGE)
    [address] = sheets(text_of(client))
    with django_assert_num_queries(0):
        client.get(address)


def test_paper_and_forced_colours_keep_their_own() -> None:
    sheet = Look(main=BLUE).sheet()
    assert f"--teal: {BLUE}" not in sheet.partition("@media screen {")[0]


@pytest.mark.parametrize("colour", [BLUE, RED, "#5b2a86", "#00563b", "#111111", "#7a3b00"])
def test_whatever_is_accepted_can_be_read_everywhere(colour: str) -> None:
    look = Look.of([colour, "", colour, ""], "shipped")
    assert look.main == colour
    (light, dark), (ours_light, ours_dark) = chosen_tokens(look), shipped()
    for found, ours, papers in ((light, ours_light, LIGHT), (dark, ours_dark, DARK)):
        all_tokens = ours | found
        for name in ("teal", "coral"):
            grounds = (*papers, found[f"{name}-tint"])
            assert least_contrast(found[name], grounds) >= CONTRAST_MIN
            assert contrast(all_tokens[f"on-{name}"], found[name]) >= CONTRAST_MIN
            assert contrast(all_tokens["ink"], found[f"{name}-tint"]) >= CONTRAST_MIN
            assert contrast(all_tokens["danger"], found[f"{name}-tint"]) >= CONTRAST_MIN
        for name in ("on-deep", "on-deep-soft", "on-deep-coral"):
            assert contrast(all_tokens[name], all_tokens["deep"]) >= CONTRAST_MIN
        assert contrast(all_tokens["on-deep"], found["plate"]) >= CONTRAST_MIN


@pytest.mark.parametrize(
    ("field", "colour"),
    [
        ("main_colour", YELLOW), ("accent_colour", PALE), ("main_colour_dark", BLUE),
        ("accent_colour_dark", "#600000"),
    ],
)  # fmt: skip
def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(field: str, colour: str) -> None:
    row = SiteSettings.objects.get(language="fr")
    setattr(row, field, colour)
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    [message] = refusal.value.message_dict[field]
    found = re.search(r"#[0-9a-f]{6}", message)
    assert found
    assert "4,5" in message
    setattr(row, field, found[0])
    row.full_clean()


def test_a_colour_on_the_border_is_decided_by_its_contrast() -> None:
    shades = [mixed("#ffffff", "#000000", step / 200) for step in range(201)]
    accepted = [shade for shade in shades if Look.of([shade, "", "", ""], "shipped").main]
    refused = [shade for shade in shades if shade not in accepted]
    assert accepted
    worst = min(least_contrast(shade, (*LIGHT, mixed(shade, LIGHT[0], 0.9))) for shade in accepted)
    best = max(least_contrast(shade, (*LIGHT, mixed(shade, LIGHT[0], 0.9))) for shade in refused)
    assert best < CONTRAST_MIN <= worst


@pytest.mark.parametrize("text", ["blue", "#12345", "#1234567", "123456", "#12345g", "#1f4e8c;}"])
def test_what_is_no_colour_is_refused_by_the_model(text: str) -> None:
    row = SiteSettings.objects.get(language="fr")
    row.main_colour = text
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert "main_colour" in refusal.value.message_dict


@pytest.mark.parametrize("field", COLOURS)
@pytest.mark.parametrize("text", ["#12345", "1234567"])
def test_the_database_refuses_what_is_no_colour(field: str, text: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        choose(**{field: text})


def test_the_database_refuses_an_unknown_typeface() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        choose(typeface="comic")


@pytest.mark.parametrize("text", ["#}}body", "#zzzzzz", YELLOW])
def test_what_came_past_the_form_is_not_shown(client: Client, text: str) -> None:
    choose(main_colour=text)
    assert sheets(text_of(client)) == ["/static/css/portal.css"]


@pytest.mark.parametrize(
    "code",
    [
        "ffd200-0-0-0-shipped", "1f4e8c-0-0-0-comic", "1F4E8C-0-0-0-shipped", "1f4e8c-0-0-0",
        "x-0-0-0-shipped", "1f4e8c-0-0-0-0-shipped", "0-1f4e8c-0-0-shipped",
    ],
)  # fmt: skip
def test_an_address_that_nobody_can_have_chosen_leads_nowhere(client: Client, code: str) -> None:
    assert client.get(f"/look/{code}.abc.css").status_code == 404


def test_a_page_made_before_an_upgrade_still_finds_its_look(client: Client) -> None:
    look = Look(main=BLUE)
    answer = client.get(f"/look/{look.code}.0123456789ab.css")
    assert f"--teal: {BLUE};" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert digest(look) != digest(Look(main=RED))


@pytest.mark.parametrize(("typeface", "fonts"), [("shipped", 2), ("plain", 1), ("system", 0)])
def test_only_the_fonts_in_use_are_fetched(client: Client, typeface: str, fonts: int) -> None:
    choose(typeface=typeface)
    page = text_of(client)
    assert page.count('rel="preload"') == fonts
    assert (sheets(page) == ["/static/css/portal.css"]) == (typeface == Typeface.SHIPPED)


def test_the_system_typeface_is_named_in_the_sheet() -> None:
    assert "--font-text: system-ui" in Look(typeface="system").sheet().rpartition("@media print")[2]


def test_a_language_without_a_look_takes_that_of_the_first(client: Client) -> None:
    choose(main_colour=BLUE, logo=add(), logo_alt="Un logo")
    assert sheets(text_of(client, "/en/about/charter/")) == sheets(text_of(client))
    choose("en", main_colour=RED)
    assert RED[1:] in sheets(text_of(client, "/en/about/charter/"))[0]
    assert BLUE[1:] in sheets(text_of(client))[0]


def test_emergency_numbers_stay_those_of_their_language(client: Client) -> None:
    SiteSettings.objects.get(language="fr").emergency_rows.create(number="0800 99", label="Écoute")
    assert "0800 99" not in text_of(client, "/en/about/charter/")


def test_the_logo_stands_in_the_place_of_the_drawing(client: Client) -> None:
    assert "brand__mark" in text_of(client)
    image = add(picture(800, 200, kind="PNG"))
    choose(logo=image, logo_alt="Deux mains <ouvertes>")
    page = text_of(client)
    [tag] = re.findall(r'<img class="brand__logo"[^>]*>', page)
    assert f'src="{image.url}"' in tag
    assert 'width="176" height="44"' in tag
    assert 'alt="Deux mains &lt;ouvertes&gt;"' in tag
    assert "brand__mark" not in page


def test_a_logo_in_use_cannot_be_deleted() -> None:
    image = add()
    choose(logo=image, logo_alt="Un logo")
    assert [str(use.holder) for use in image.uses()] == [str(SiteSettings.objects.get(language="fr"))]
    with pytest.raises(ProtectedError):
        image.delete()


def test_an_editor_chooses_the_look_in_the_administration(sign_in: Make) -> None:
    client = sign_in("Editors")
    row, image = SiteSettings.objects.get(language="fr"), add()
    address = f"/admin/editorial/sitesettings/{row.pk}/change/"
    form = client.get(address).context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields}
    empty = {"emergency_rows-TOTAL_FORMS": "0", "emergency_rows-INITIAL_FORMS": "0"}
    answer = client.post(address, {**fields, **empty, "main_colour": YELLOW})
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["main_colour"]
    sent = {**fields, **empty, "main_colour": BLUE, "logo": image.pk, "typeface": "plain"}
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.main_colour, row.logo, row.typeface) == (BLUE, image, "plain")
