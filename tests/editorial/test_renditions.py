"""Smaller widths of a picture, made once at upload, and what readers' browsers are told of them."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture

from portal.editorial.images import RENDITION_WIDTHS, SIDE_MAX
from portal.editorial.models import AboutPage, Image
from portal.editorial.pictures import COLUMN, BodyImage, body_images, images_in, rendition_name
from portal.editorial.preparing import prepare
from tests.conftest import Make
from tests.editorial.test_images import located_jpeg

pytestmark = pytest.mark.django_db

WIDEST = RENDITION_WIDTHS[-1]


def picture(width: int = 1000, height: int = 500, colour: str = "teal", kind: str = "JPEG") -> bytes:
    content = BytesIO()
    Picture.new("RGB", (width, height), colour).save(content, kind)
    return content.getvalue()


def add(data: bytes | None = None, title: str = "Photo", **fields: Any) -> Image:
    upload = SimpleUploadedFile("photo.jpg", data or picture())
    standard = {"credit": "Nous", "licence": "CC BY 4.0"}
    return Image.objects.create(title=title, file=upload, **standard | fields)


def files() -> list[str]:
    return sorted(default_storage.listdir("images")[1]) if default_storage.exists("images") else []


def test_an_upload_gets_every_smaller_width_once() -> None:
    image = add(picture(1000, 500))
    assert image.rendition_widths == [240, 480, 800]
    assert len(files()) == 4
    for width in image.rendition_widths:
        with (
            default_storage.open(rendition_name(image.name, width)) as file,
            Picture.open(file) as shown,
        ):
            assert (shown.format, shown.size) == ("WEBP", (width, width // 2))


@pytest.mark.parametrize("width", [1, *(width + more for width in RENDITION_WIDTHS for more in (0, 1))])
def test_a_picture_is_never_made_wider_than_it_is(width: int) -> None:
    image = add(picture(width, 10))
    assert image.rendition_widths == [one for one in RENDITION_WIDTHS if one < width]
    assert bool(image.srcset) == bool(image.rendition_widths)


def test_a_picture_as_flat_as_a_line_keeps_a_height() -> None:
    image = add(picture(4 * SIDE_MAX, 1, kind="PNG"))
    with default_storage.open(rendition_name(image.name, 240)) as file, Picture.open(file) as shown:
        assert shown.size == (240, 1)


def test_a_transparent_picture_stays_so() -> None:
    content = BytesIO()
    Picture.new("RGBA", (600, 400), (0, 0, 255, 0)).save(content, "PNG")
    image = add(content.getvalue())
    with default_storage.open(rendition_name(image.name, 240)) as file, Picture.open(file) as shown:
        assert shown.convert("RGBA").getchannel("A").getextrema() == (0, 0)


def test_renditions_hold_nothing_of_the_senders_file() -> None:
    data = located_jpeg() + b"<script>alert(1)</script>"
    with Picture.open(BytesIO(data)) as small:
        content = BytesIO()
        small.resize((700, 500)).save(content, "JPEG", exif=small.getexif(), comment=b"SecretComment")
    add(content.getvalue() + b"<script>alert(1)</script>")
    assert len(files()) == 3
    for name in files():
        with default_storage.open(f"images/{name}") as file:
            stored = file.read()
        assert not [word for word in (b"Secret", b"EXIF", b"script") if word in stored]


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:500], b""])
def test_a_refused_file_leaves_nothing_behind(data: bytes) -> None:
    with pytest.raises(ValidationError):
        Image.objects.create(title="Photo", file=ContentFile(data, name="photo.jpg"), credit="Nous")
    assert files() == []
    assert not Image.objects.exists()


class TestFailures:
    def test_a_row_that_cannot_be_saved_leaves_no_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            assert len(files()) == 4
            raise DatabaseError("disk full")

        image = Image(title="Photo", file=SimpleUploadedFile("photo.jpg", picture()), credit="Nous")
        with monkeypatch.context() as patch:
            patch.setattr(models.Model, "save", fail)
            with pytest.raises(DatabaseError):
                image.save()
        assert files() == []
        image.save()
        assert len(files()) == 4
        assert Image.objects.get().rendition_widths == [240, 480, 800]

    def test_a_rendition_that_cannot_be_written_leaves_no_file_and_no_row(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = FileSystemStorage._save  # type: ignore[attr-defined]

        def full(storage: Any, name: str, content: Any) -> str:
            if "-800" in name:
                raise OSError(28, "No space left on device")
            return str(write(storage, name, content))

        monkeypatch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises(OSError, match="No space"):
            add()
        assert files() == []
        assert not Image.objects.exists()

    def test_what_a_rollback_further_out_leaves_is_swept_later(self) -> None:
        kept = add(picture(300))
        with suppress(RuntimeError), transaction.atomic():
            add(picture(1000, colour="red"))
            raise RuntimeError
        assert len(files()) == 2 + 4
        call_command("make_renditions", sweep=True, stdout=StringIO())
        assert len(files()) == 2 + 4  # it may be an upload that is under way
        age()
        call_command("make_renditions", sweep=True, stdout=StringIO())
        assert files() == [Path(rendition_name(kept.name, 240)).name, Path(kept.name).name]


def age() -> None:
    """Let every file be from yesterday."""
    for name in files():
        yesterday = time.time() - 24 * 3600
        os.utime(default_storage.path(f"images/{name}"), (yesterday, yesterday))


class TestBackfill:
    @pytest.fixture
    def old(self) -> Image:
        """As it was stored before there were renditions."""
        image = add()
        for width in (240, 480, 800):
            default_storage.delete(rendition_name(image.name, width))
        Image.objects.update(rendition_widths=None)
        return Image.objects.get()

    def run(self) -> str:
        said = StringIO()
        call_command("make_renditions", stdout=said, stderr=said)
        return said.getvalue()

    def test_an_older_image_shows_the_original_until_it_has_renditions(
        self, old: Image, make_article: Make, client: Client
    ) -> None:
        make_article(slug="photo", image=old, image_alt="Un aplat")
        page = client.get("/fr/articles/photo/").content.decode()
        assert f'<img src="{old.url}" width="1000" height="500" alt="Un aplat"' in page
        assert "srcset" not in page
        self.run()
        page = client.get("/fr/articles/photo/").content.decode()
        assert f"{old.url.replace('.webp', '-480.webp')} 480w" in page

    def test_the_command_makes_what_is_missing_and_then_nothing(self, old: Image) -> None:
        assert self.run() == "3 renditions made.\n"
        made = {name: default_storage.get_modified_time(f"images/{name}") for name in files()}
        assert self.run() == "0 renditions made.\n"
        assert {name: default_storage.get_modified_time(f"images/{name}") for name in made} == made

    def test_a_rendition_that_was_lost_is_made_again(self) -> None:
        image = add()
        default_storage.delete(rendition_name(image.name, 480))
        assert self.run() == "1 renditions made.\n"
        assert len(files()) == 4

    def test_a_lost_or_damaged_original_is_told_and_stops_nothing(self, old: Image) -> None:
        other = add(picture(1000, colour="red"), title="Abîmée")
        Path(other.file.path).write_bytes(b"RIFF")
        default_storage.delete(rendition_name(other.name, 480))
        Image.objects.bulk_create([Image(title="Perdue", file="images/perdue.webp", credit="Nous")])
        said = self.run()
        assert "Abîmée" in said
        assert "Perdue" in said
        assert "3 renditions made." in said


class TestDeleting:
    def test_the_files_go_with_the_row(self, django_capture_on_commit_callbacks: Any) -> None:
        image = add()
        other = add(picture(colour="red"))
        with django_capture_on_commit_callbacks(execute=True):
            image.delete()
        assert len(files()) == 4
        assert all(name.startswith(Path(other.name).stem) for name in files())

    def test_the_files_stay_when_the_deletion_is_undone(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        image = add()
        with (
            django_capture_on_commit_callbacks(execute=True),
            suppress(RuntimeError),
            transaction.atomic(),
        ):
            image.delete()
            raise RuntimeError
        assert len(files()) == 4

    def test_the_files_stay_while_another_row_has_them(self, django_capture_on_commit_callbacks: Any) -> None:
        image = add()
        Image.objects.bulk_create([Image(title="La même", file=image.name, credit="Nous")])
        with django_capture_on_commit_callbacks(execute=True):
            image.delete()
        assert len(files()) == 4

    def test_an_image_of_a_page_stays(self, make_article: Make) -> None:
        image = add()
        make_article(title="Avec photo", image=image, live=False)
        with pytest.raises(ProtectedError, match="Avec photo"):
            image.delete()

    @pytest.mark.parametrize("address", [".webp", "-480.webp"])
    def test_an_image_in_a_text_stays(self, make_article: Make, address: str) -> None:
        image = add()
        src = image.url.replace(".webp", address)
        make_article(title="Texte illustré", body=f'<p><img src="{src}" alt="x"></p>', live=False)
        with pytest.raises(ProtectedError, match="Texte illustré"):
            Image.objects.all().delete()
        assert Image.objects.exists()
        assert len(files()) == 4

    def test_an_image_of_an_earlier_version_stays(self, make_article: Make) -> None:
        image = add()
        article = make_article(body=f'<p><img src="{image.url}" alt="x"></p>')
        article.body = "<p>Sans image.</p>"
        article.save()
        with pytest.raises(ProtectedError):
            image.delete()

    def test_an_image_of_an_about_text_stays(self) -> None:
        image = add()
        AboutPage.objects.create(key="legal", body=f'<p><img src="{image.url}" alt="x"></p>')
        with pytest.raises(ProtectedError):
            image.delete()

    def test_a_file_with_a_similar_name_is_no_use(self, make_article: Make) -> None:
        image = add()
        src = image.url.replace(".webp", "0.webp")
        make_article(body=f'<p>{image.name} <img src="{src}" alt="x"></p>', live=False)
        assert image.uses() == []


class TestInTexts:
    def test_readers_get_the_size_and_the_widths_of_a_picture(
        self, make_article: Make, client: Client, django_assert_num_queries: Any
    ) -> None:
        image = add()
        make_article(slug="texte", body=f'<figure><img src="{image.url}" alt="Un aplat"></figure>')
        page = client.get("/fr/articles/texte/").content.decode()
        tag = next(tag for tag in re.findall("<img [^>]*>", page) if "Un aplat" in tag)
        stem = image.url.removesuffix(".webp")
        assert tag == (
            '<img loading="lazy" decoding="async" width="1000" height="500" '
            f'srcset="{stem}-240.webp 240w, {stem}-480.webp 480w, {stem}-800.webp 800w, {stem}.webp 1000w" '
            f'sizes="(min-width: {COLUMN}px) {COLUMN}px, 100vw" src="{image.url}" alt="Un aplat">'
        )

    def test_the_addresses_of_renditions_can_be_fetched(self, client: Client) -> None:
        image = add()
        addresses = [part.split()[0] for part in image.srcset.split(", ")]
        assert len(addresses) == 4
        for address in addresses:
            response = client.get(address)
            assert b"".join(response.streaming_content).startswith(b"RIFF")  # type: ignore[attr-defined]
            response.close()
            assert response["Content-Type"] == "image/webp"

    @pytest.mark.parametrize(
        ("width", "widest"), [(COLUMN - 1, COLUMN - 1), (COLUMN, COLUMN), (COLUMN + 1, COLUMN)]
    )
    def test_a_small_picture_is_not_drawn_larger_than_it_is(self, width: int, widest: int) -> None:
        image = add(picture(width, 100))
        html = prepare(
            f'<img src="{image.url}">',
            language="fr",
            images=Image.objects.facts_in(f'<img src="{image.url}">'),
        )
        assert f'sizes="(min-width: {widest}px) {widest}px, 100vw"' in html.html

    def test_a_width_the_editor_chose_keeps_the_proportions(self) -> None:
        image = add()
        html = f'<img src="{image.url}" width="300" height="7">'
        result = prepare(html, language="fr", images=Image.objects.facts_in(html)).html
        assert 'width="300" height="150"' in result
        assert "300px" in result
        assert result.count("width=") == result.count("height=") == 1

    def test_an_image_the_library_does_not_know_stays_as_it_was(self) -> None:
        html = '<img src="/media/images/x.webp" width="3" height="2">'
        assert Image.objects.facts_in(html) == {}
        assert 'width="3" height="2"' in prepare(html, language="fr").html

    def test_a_text_without_images_asks_the_database_nothing(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert Image.objects.facts_in("<p>images/</p>") == {}

    def test_a_text_with_many_images_costs_one_query(self, django_assert_num_queries: Any) -> None:
        images = [add(picture(300 + n, colour="red"), title=str(n)) for n in range(5)]
        html = "".join(f'<p><img src="{image.url}"></p>' for image in images)
        with django_assert_num_queries(1):
            assert len(Image.objects.facts_in(html)) == 5

    def test_images_are_found_by_their_addresses(self) -> None:
        image = add()
        small = image.url.replace(".webp", "-480.webp")
        found = Image.objects.found_at(
            [image.url, small, f"{image.url}?x#y", "/autre.webp", "/media/images/x.webp"]
        )
        assert found == {image.url: image, small: image, f"{image.url}?x#y": image}
        assert list(Image.objects.by_src([small, image.url])) == [image]

    def test_an_alternative_text_that_is_missing_is_told_from_an_empty_one(self) -> None:
        html = '<p><img src="/media/a&amp;b.webp" alt="1 &lt; 2 &quot;"></p>'
        html += '<img src="/media/c"><img src="/media/c" alt="">'
        assert body_images(html) == [
            BodyImage("/media/a&b.webp", '1 < 2 "'),
            BodyImage("/media/c", None),
            BodyImage("/media/c", ""),
        ]
        assert images_in(html) == ["/media/a&b.webp", "/media/c"]


@pytest.fixture
def illustrated(make_article: Make) -> Image:
    image = add(picture(SIDE_MAX, 1000))
    for number in range(3):
        make_article(image=image, image_alt=f"Un aplat {number}")
    return image


def tags(client: Client, path: str) -> list[str]:
    return re.findall("<img [^>]*srcset[^>]*>", client.get(path).content.decode())


@pytest.mark.usefixtures("illustrated")
def test_only_the_first_picture_of_a_page_is_asked_for_at_once(client: Client) -> None:
    (figure,) = [tag for tag in tags(client, "/fr/articles/article-1/") if "card" not in tag]
    assert 'fetchpriority="high"' in figure
    assert "lazy" not in figure
    for tag in tags(client, "/fr/articles/"):
        assert 'loading="lazy"' in tag
        assert 'sizes="auto, ' in tag
        assert f"-{WIDEST}.webp {WIDEST}w" in tag
        assert re.search(r'width="1600" height="1000"', tag)
    lead, *others = tags(client, "/fr/")
    assert 'fetchpriority="high"' in lead
    assert "auto" not in lead
    assert others
    assert not [tag for tag in others if "fetchpriority" in tag]


@pytest.mark.usefixtures("illustrated")
def test_renditions_cost_a_list_no_query(client: Client, django_assert_num_queries: Any) -> None:
    with CaptureQueriesContext(connection) as before:
        client.get("/fr/articles/")
    Image.objects.update(rendition_widths=None)
    with django_assert_num_queries(len(before)):
        client.get("/fr/articles/")
