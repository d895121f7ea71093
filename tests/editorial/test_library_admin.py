"""Admin of what pages share: each list costs as many queries with fifty rows as with one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture

from articles.models import Article
from glossary.models import Term
from portal.editorial.admin.images import CHOICES
from portal.editorial.emergency import shipped_numbers
from portal.editorial.models import (
    AboutKey,
    AboutPage,
    Category,
    Contributor,
    EmergencyNumber,
    Image,
    SiteSettings,
)
from portal.editorial.uses import Place
from tests.conftest import Make, put_live

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ROWS = 50


def images() -> None:
    Image.objects.bulk_create(
        Image(title=f"Image {n}", file=f"images/{n}.webp", credit="Nous", rendition_widths=[240, 480])
        for n in range(ROWS)
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


def numbers_on(page: str) -> list[str]:
    """The links to them at the form, and then those at the foot of the page."""
    return re.findall(r'href="((?:tel|sms):[^"]+)"', page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_portal_that_nobody_has_set_up_shows_emergency_numbers(
    client: Any, make_article: Make, language: str
) -> None:
    page = put_live(make_article(language=language, live=False)).get_absolute_url()
    shown = ["tel:15", "tel:112", "sms:114", "tel:3114"]
    assert numbers_on(client.get(page).content.decode()) == shown * 2


def test_where_another_language_is_spoken_only_the_european_number_is_known() -> None:
    assert [one.number for one in shipped_numbers("de")] == ["112"]


def test_the_numbers_of_the_editors_take_the_place_of_the_shipped_ones(client: Any, article: Any) -> None:
    row = SiteSettings.objects.get(language="fr")
    EmergencyNumber.objects.create(settings=row, number="1 44", label="Ambulance")
    assert numbers_on(client.get("/fr/articles/comprendre/").content.decode()) == ["tel:144"] * 2


def test_editors_see_the_shipped_numbers_with_their_sources(sign_in: Any) -> None:
    row = SiteSettings.objects.get(language="fr")
    admin = sign_in(superuser=True)
    html = admin.get(f"/admin/editorial/sitesettings/{row.pk}/change/").content.decode()
    for one in shipped_numbers("fr"):
        assert f"{one.number} – " in html
        assert f'href="{one.source}"' in html
        assert one.source.startswith("https://")
    assert admin.get("/admin/editorial/sitesettings/add/").status_code == 200


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


def add_image(title: str = "Photo", colour: str = "teal", **fields: Any) -> Image:
    content = BytesIO()
    Picture.new("RGB", (600, 400), colour).save(content, "PNG")
    standard = {"credit": "Nous", "licence": "CC BY 4.0"}
    file = SimpleUploadedFile("photo.png", content.getvalue(), "image/png")
    return Image.objects.create(title=title, file=file, **standard | fields)


def titles(client: Client, query: str) -> list[str]:
    """Of the images that the list of the library holds."""
    page = client.get(f"/admin/editorial/image/{query}")
    assert page.status_code == 200
    return sorted(image.title for image in page.context["cl"].result_list)


class TestSearchingImages:
    @pytest.fixture
    def client(self, sign_in: Make, make_article: Make, make_term: Make) -> Client:
        add_image("Échographie", "red", credit="Hôpital", licence="CC0")
        second = add_image("B", "green", licence="")
        third = add_image("C", "blue")
        make_article(image=second, image_alt="Une perfusion au bras", live=False)
        make_term(body=f'<p><img src="{third.url}" alt="Schéma d’un lymphocyte"></p>')
        client: Client = sign_in("Editors")
        return client

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("echographie", ["Échographie"]),
            ("HOPITAL cc0", ["Échographie"]),
            ("hôpital perfusion", []),
            ("perfusion", ["B"]),
            ("schema lymphocyte", ["C"]),
            ("cc by", ["C"]),
            ("%", []),
            ("", ["B", "C", "Échographie"]),
        ],
    )
    def test_words_are_found_in_what_is_known_of_an_image(
        self, client: Client, words: str, found: list[str]
    ) -> None:
        assert titles(client, f"?q={quote(words)}") == found
        answer = client.get("/admin/editorial/image/choices/", {"q": words}).json()
        assert sorted(image["title"] for image in answer["images"]) == found

    def test_images_without_a_licence_are_listed(self, client: Client) -> None:
        assert titles(client, "?licence=missing") == ["B"]

    def test_images_that_are_used_nowhere_are_listed(self, client: Client) -> None:
        assert titles(client, "?use=unused") == ["Échographie"]

    def test_a_search_costs_as_many_queries_whatever_the_library_holds(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        images()
        with django_assert_num_queries(18):
            assert titles(client, "?q=image+4")

    def test_an_alternative_text_of_a_draft_that_is_gone_is_not_found(self, client: Client) -> None:
        term = Term.objects.get()
        term.body = "<p>Sans image.</p>"
        term.save()
        assert titles(client, "?q=lymphocyte") == ["C"]  # readers see it still
        put_live(term)
        assert titles(client, "?q=lymphocyte") == []


class TestWhereAnImageIsUsed:
    @pytest.fixture
    def used(self, make_article: Make, make_term: Make) -> Image:
        image = add_image()
        article = make_article(title="En ligne", slug="en-ligne", image=image, image_alt="Une perfusion")
        article.image = None
        article.save()
        make_term("Brouillon", live=False, body=f'<p><img src="{image.url}" alt="Un bras"></p>')
        return image

    def test_each_page_is_named_with_its_versions(self, used: Image, make_article: Make) -> None:
        uses = {str(use.holder): (use.places, use.alts) for use in used.uses()}
        assert uses == {
            "En ligne": ((Place.LIVE,), ("Une perfusion",)),
            "Brouillon": ((Place.WORKING_COPY,), ("Un bras",)),
        }
        put_live(
            make_article(title="Plus tard", image=used, live=False), at=timezone.now() + timedelta(days=1)
        )
        later = next(use for use in used.uses() if str(use.holder) == "Plus tard")
        assert later.places == (Place.WORKING_COPY, Place.SCHEDULED)

    def test_the_page_of_an_image_links_to_them(self, used: Image, sign_in: Make) -> None:
        page = sign_in("Editors").get(f"/admin/editorial/image/{used.pk}/change/").content.decode()
        article, term = Article.objects.get(), Term.objects.get()
        assert f'<a class="use" href="/admin/articles/article/{article.pk}/change/">En ligne</a>' in page
        assert f'<a class="use" href="/admin/glossary/term/{term.pk}/change/">Brouillon</a>' in page
        assert '<a class="use" href="/fr/articles/en-ligne/">' in page
        assert "Une perfusion" in page
        assert "Un bras" in page

    def test_a_public_page_that_cannot_be_deleted_is_named_too(
        self, sign_in: Make, make_article: Make
    ) -> None:
        image = add_image()
        make_article(title="En ligne", image=image)
        page = sign_in("Editors").post(f"/admin/editorial/image/{image.pk}/delete/", {"post": "yes"})
        assert "En ligne" in page.content.decode()
        assert Image.objects.exists()

    @pytest.mark.parametrize("together", [False, True])
    def test_an_image_in_use_is_not_deleted_and_the_pages_are_named(
        self, used: Image, sign_in: Make, together: bool
    ) -> None:
        client = sign_in("Editors")
        if together:
            fields = {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"}
            page = client.post("/admin/editorial/image/", fields)
        else:
            page = client.post(f"/admin/editorial/image/{used.pk}/delete/", {"post": "yes"})
        assert Image.objects.filter(pk=used.pk).exists()
        assert "En ligne" in page.content.decode()
        assert "Brouillon" in page.content.decode()

    @pytest.mark.parametrize("together", [False, True])
    def test_an_image_that_is_not_used_is_deleted_with_its_files(
        self, sign_in: Make, together: bool, django_capture_on_commit_callbacks: Any
    ) -> None:
        image = add_image()
        client = sign_in("Editors")
        with django_capture_on_commit_callbacks(execute=True):
            if together:
                fields = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
                client.post("/admin/editorial/image/", fields)
            else:
                client.post(f"/admin/editorial/image/{image.pk}/delete/", {"post": "yes"})
        assert not Image.objects.exists()
        assert default_storage.listdir("images")[1] == []

    def test_titles_and_alternatives_are_shown_as_they_were_typed(
        self, make_article: Make, sign_in: Make
    ) -> None:
        image = add_image("<b>x</b>", credit="<i>y</i>")
        make_article(title="<script>z</script>", image=image, image_alt="<u>w</u>", live=False)
        client = sign_in("Editors")
        for path in ("", f"{image.pk}/change/", f"{image.pk}/delete/"):
            page = client.get(f"/admin/editorial/image/{path}").content.decode()
            assert not [tag for tag in ("<b>x", "<i>y", "<script>z", "<u>w") if tag in page]


class TestUploading:
    def form(self, colour: str = "teal") -> dict[str, Any]:
        content = BytesIO()
        Picture.new("RGB", (600, 400), colour).save(content, "PNG")
        file = SimpleUploadedFile("photo.png", content.getvalue(), "image/png")
        return {"title": "Photo", "file": file, "credit": "Nous", "licence": "CC0"}

    def test_an_editor_adds_an_image_with_its_renditions(self, sign_in: Make) -> None:
        sign_in("Editors").post("/admin/editorial/image/add/", self.form())
        image = Image.objects.get()
        assert (image.width, image.height, image.rendition_widths) == (600, 400, [240, 480])

    def test_a_picture_that_is_there_already_is_named(self, sign_in: Make) -> None:
        client = sign_in("Editors")
        client.post("/admin/editorial/image/add/", self.form())
        page = client.post("/admin/editorial/image/add/", self.form() | {"title": "Encore"})
        assert page.context["adminform"].errors["file"].data[0].code == "there_already"
        assert "Photo" in str(page.context["adminform"].errors["file"])
        assert len(default_storage.listdir("images")[1]) == 3

    def test_an_svg_is_refused_beside_its_field(self, sign_in: Make) -> None:
        svg = SimpleUploadedFile("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")
        page = sign_in("Editors").post("/admin/editorial/image/add/", self.form() | {"file": svg})
        assert page.context["adminform"].errors["file"].data[0].code == "format"
        assert not default_storage.exists("images")

    def test_the_file_of_an_image_never_changes(self, sign_in: Make) -> None:
        image = add_image()
        client = sign_in("Editors")
        client.post(f"/admin/editorial/image/{image.pk}/change/", self.form("red") | {"title": "Neuf"})
        assert (Image.objects.get().title, Image.objects.get().file.name) == ("Neuf", image.file.name)


class TestChoices:
    PATH = "/admin/editorial/image/choices/"

    def test_choices_come_page_by_page_with_a_small_picture(
        self, sign_in: Make, django_assert_num_queries: Any
    ) -> None:
        images()
        client = sign_in("Editors")
        with django_assert_num_queries(6):
            first = client.get(self.PATH).json()
        assert len(first["images"]) == CHOICES
        assert first["images"][0]["thumbnail"].endswith("-240.webp")
        assert client.get(self.PATH, {"page": first["next"]}).json()["next"] == 3
        assert client.get(self.PATH, {"page": 3}).json()["next"] is None
        assert client.get(self.PATH, {"page": "x"}).json() == first

    def test_only_those_who_may_see_images_get_them(self, client: Client, sign_in: Make) -> None:
        assert client.get(self.PATH).status_code == 302
        assert sign_in("Moderators").get(self.PATH).status_code == 403
        assert sign_in("Editors").post(self.PATH).status_code == 405
