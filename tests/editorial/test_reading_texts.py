"""Texts in short, titles that break well, drawings for what has no picture, and pictures that enlarge."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from portal.editorial.models import Category
from portal.editorial.pictures import ENLARGED_FROM, ImageFacts
from portal.editorial.preparing import prepare
from portal.editorial.templatetags.reading import MOTIFS, in_short, motif, unbroken
from tests.conftest import Make

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Un mot.", 2, "Un mot."),
        ("Un mot. Puis un autre.", 3, "Un mot."),
        ("Un mot. Puis un autre. Et la fin.", 5, "Un mot. Puis un autre."),
        ("Une phrase, qui ne finit pas avant longtemps.", 2, "Une phrase…"),
        ("Environ 5 p. cent des malades, et encore.", 4, "Environ 5 p. cent…"),
        ("Que faire ? Appeler.", 2, "Que faire ?"),
    ],
)
def test_a_text_in_short_ends_with_a_sentence_where_it_can(text: str, most: int, short: str) -> None:
    text, short = (one.replace(" ?", f"{NARROW}?") for one in (text, short))
    assert in_short(text, most) == short


def test_a_text_in_short_keeps_the_spaces_of_french_punctuation() -> None:
    text = f"Un vaccin qui soigne au lieu de prévenir{WIDE}: l’idée est ancienne, et la suite."
    assert f"prévenir{WIDE}: l’idée" in in_short(text, 11)


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Les cellules CAR-T", ["CAR-T"]),
        ("Qu’est-ce que PD-L1 ?", ["Qu’est-ce", "PD-L1"]),
        ("Un rendez-vous", []),
        ("Anti-inflammatoire", []),
        ("Immunothérapie", []),
    ],
)
def test_short_words_with_a_hyphen_stay_on_one_line(title: str, kept: list[str]) -> None:
    html = unbroken(title)
    assert [part.partition("</span>")[0] for part in html.split('<span class="whole">')[1:]] == kept
    assert html.replace('<span class="whole">', "").replace("</span>", "") == title


def test_a_title_is_escaped() -> None:
    assert unbroken("<b>CAR-T</b>") == '&lt;b&gt;<span class="whole">CAR-T</span>&lt;/b&gt;'


def body(html: str, width: int = 800) -> str:
    return prepare(html, language="en", images={"/media/a.webp": ImageFacts(width, 400, "")}).html


def test_a_picture_of_the_library_leads_to_itself_in_full() -> None:
    html = body('<figure><img src="/media/a.webp" alt="A &amp; B"><figcaption>C</figcaption></figure>')
    assert html.startswith('<figure><a class="enlarge" href="/media/a.webp"><img ')
    assert '<span class="enlarge__hint">Enlarge</span></a><figcaption>C</figcaption></figure>' in html


@pytest.mark.parametrize(
    "html",
    [
        '<p><img src="/media/a.webp" alt=""></p>',
        '<p><img src="/media/other.webp" alt="A"></p>',
        '<p><a href="/fr/"><img src="/media/a.webp" alt="A"></a></p>',
    ],
)
def test_a_decorative_unknown_or_linked_picture_does_not_enlarge(html: str) -> None:
    assert "enlarge" not in body(html)


def test_only_a_picture_that_gains_by_it_enlarges() -> None:
    html = '<p><img src="/media/a.webp" alt="A"></p>'
    assert "enlarge" in body(html, ENLARGED_FROM)
    assert "enlarge" not in body(html, ENLARGED_FROM - 1)


def test_what_follows_a_linked_picture_enlarges_again() -> None:
    picture = '<img src="/media/a.webp" alt="A">'
    assert body(f'<p><a href="/fr/">{picture}</a></p><p>{picture}</p>').count("enlarge__hint") == 1


def test_each_drawing_is_there() -> None:
    path = finders.find("img/motifs.svg")
    assert path
    drawn = re.findall(r'<symbol id="(\w+)"', Path(path).read_text())
    assert sorted(drawn) == sorted(motif(number) for number in range(MOTIFS))
    assert motif(None) in drawn


@pytest.mark.django_db
def test_a_page_without_a_picture_gets_the_drawing_of_its_category(
    client: Client, make_article: Make
) -> None:
    for slug in ("bases", "recherche"):
        category = Category.objects.create(language="fr", name=slug, slug=slug)
        make_article(slug=slug, category=category)
        page = client.get("/fr/articles/", {"category": slug}).content.decode()
        assert re.findall(r"motifs[^\"]*#(\w+)", page) == [motif(category.pk)]
