"""Admin of what pages share: each list costs as many queries with fifty rows as with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.editorial.models import (
    AboutKey,
    AboutPage,
    Category,
    Contributor,
    EmergencyNumber,
    Image,
    SiteSettings,
)
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ROWS = 50


def images() -> None:
    Image.objects.bulk_create(
        Image(title=f"Image {n}", file=f"images/{n}.webp", credit="Nous") for n in range(ROWS)
    )


def categories() -> None:
    for number in range(ROWS):
        Category.objects.create(name=f"Catégorie {number}", slug=f"categorie-{number}")


def contributors() -> None:
    for number in range(ROWS):
        Contributor.objects.create(name=f"Nom {number}", slug=f"nom-{number}")


def about_pages() -> None:
    for language in ("fr", "en"):
        for key in AboutKey:
            AboutPage.objects.create(language=language, key=key, body="<p>Notre texte.</p>")


@pytest.mark.parametrize(
    ("path", "fill", "queries"),
    [
        ("image", images, 7),
        ("category", categories, 7),
        ("contributor", contributors, 7),
        ("aboutpage", about_pages, 7),
        ("sitesettings", lambda: None, 7),
    ],
)
def test_a_list_costs_as_many_queries_whatever_it_holds(
    sign_in: Make, django_assert_num_queries: Any, path: str, fill: Callable[[], None], queries: int
) -> None:
    fill()
    client = sign_in("Editors")
    with django_assert_num_queries(queries):
        assert client.get(f"/admin/editorial/{path}/").status_code == 200


def test_the_list_of_accounts_costs_as_many_queries_whatever_it_holds(
    sign_in: Make, make_user: Make, django_assert_num_queries: Any
) -> None:
    for number in range(ROWS):
        make_user(f"compte-{number}", "Editors")
    client = sign_in(superuser=True)
    with django_assert_num_queries(6):
        assert client.get("/admin/auth/user/").status_code == 200


def test_names_are_sorted_as_french_sorts_them(db: None) -> None:
    for name in ("Zoé", "Étienne", "Œuvre", "Oum", "Eva"):
        Contributor.objects.create(name=name, slug=name.lower().encode("ascii", "ignore").decode() + "x")
    assert [person.name for person in Contributor.objects.all()] == ["Étienne", "Eva", "Œuvre", "Oum", "Zoé"]


def test_each_language_has_its_settings_after_migrating(db: None) -> None:
    assert {row.language for row in SiteSettings.objects.all()} == {"fr", "en"}


def test_a_blank_notice_falls_back_to_the_shipped_one(client: Any, article: Any) -> None:
    assert "avis médical" in client.get("/fr/articles/comprendre/").content.decode()
    SiteSettings.objects.filter(language="fr").update(notice="Parlez-en à votre équipe.")
    page = client.get("/fr/articles/comprendre/").content.decode()
    assert "Parlez-en à votre équipe." in page


def test_emergency_numbers_say_when_they_were_checked(client: Any, article: Any) -> None:
    row = SiteSettings.objects.get(language="fr")
    EmergencyNumber.objects.create(settings=row, number="3114", label="Prévention du suicide")
    SiteSettings.objects.update(emergency_checked_on="2026-11-15")
    page = client.get("/fr/articles/comprendre/").content.decode()
    assert "3114" in page
    assert "15 novembre 2026" in page


@pytest.mark.parametrize(("place", "shown"), [("middle", 1), ("end", 1), ("off", 0)])
def test_editors_decide_whether_the_banner_stands(
    client: Any, make_term: Make, place: str, shown: int
) -> None:
    body = "<h2>Un</h2><p>a</p><h2>Deux</h2><p>b</p><h2>Trois</h2><p>c</p>"
    make_term(slug="bandeau", body=body)
    SiteSettings.objects.filter(language="fr").update(banner_place=place, banner_title="Un titre à nous")
    page = client.get("/fr/glossaire/bandeau/").content.decode()
    assert page.count("Un titre à nous") == shown
    if place == "middle":
        assert page.index("Un titre à nous") < page.index("Trois</h2>")
    if place == "end":
        assert page.index("Un titre à nous") > page.index("Trois</h2>")


def test_a_page_may_do_without_the_banner(client: Any, make_term: Make) -> None:
    SiteSettings.objects.filter(language="fr").update(banner_title="Un titre à nous")
    make_term(slug="sans-bandeau", banner_place="off")
    assert "Un titre à nous" not in client.get("/fr/glossaire/sans-bandeau/").content.decode()


def test_an_editor_replaces_a_shipped_text(client: Any) -> None:
    AboutPage.objects.create(language="fr", key="charter", body="<p>Notre charte.</p><script>x</script>")
    page = client.get("/fr/a-propos/charte/").content.decode()
    assert "Notre charte." in page
    assert "<script>x" not in page
