"""Smaller widths of a picture, made once at upload, and what readers' browsers are told of them."""

from __future__ import annotations

import os
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
from django.db import DatabaseError, models, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client
from PIL import Image as Picture

from portal.editorial.images import RENDITION_WIDTHS, SIDE_MAX
from portal.editorial.models import AboutPage, Image
from portal.editorial.pictures import rendition_name
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
