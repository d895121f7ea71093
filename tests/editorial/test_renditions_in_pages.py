"""What pages tell browsers of the widths of a picture."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.editorial.images import SIDE_MAX
from portal.editorial.models import Image
from portal.editorial.pictures import COLUMN, BodyImage, body_images, images_in
from portal.editorial.preparing import prepare
from tests.conftest import Make
from tests.editorial.test_renditions import WIDEST, add, picture

pytestmark = pytest.mark.django_db


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
    first, *others = tags(client, "/fr/articles/")
    assert 'fetchpriority="high"' in first
    assert "lazy" not in first
    assert all('loading="lazy"' in tag and "fetchpriority" not in tag for tag in others)
    for tag in (first, *others):
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
