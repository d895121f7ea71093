"""What a shared link shows (OpenGraph), and under which address a page is known (canonical)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from articles.limits import PER_PAGE
from comments.limits import LATEST_PER_PAGE
from portal.editorial.alternates import locale_of
from portal.editorial.models import Contributor, Image, PreviewLink
from portal.editorial.previewing import shared_preview_url
from tests.conftest import Make, put_live

HOST = "http://testserver"
REQUIRED = {"og:title", "og:type", "og:url", "og:site_name", "og:description", "og:locale"}
INJECTIONS = [
    '"><script>alert(1)</script>',
    "' onload='alert(1)",
    "</title><!--",
    "{{7*7}}",
    "&quot;&lt;",
    "javascript:alert(1)",
]


def head_of(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status
    return html.fromstring(answer.content).find("head")


def told(head: Any) -> dict[str, str]:
    """The properties, each of which is there once."""
    found = [(meta.get("property"), meta.get("content")) for meta in head.xpath("meta[@property]")]
    assert len(dict(found)) == len(found)
    return dict(found)


def canonical(head: Any) -> list[str]:
    return [str(address) for address in head.xpath('link[@rel="canonical"]/@href')]


def hreflangs(head: Any) -> list[str]:
    return [str(code) for code in head.xpath('link[@rel="alternate"]/@hreflang')]


@pytest.fixture
def site(make_article: Make, make_term: Make, make_comment: Make, make_category: Make) -> None:
    """Two pages of articles in one category, a term in two languages, two pages of discussions."""
    category = make_category()
    person = Contributor.objects.create(name="Ada", slug="ada")
    for _ in range(PER_PAGE):
        make_article(category=category)
    article = make_article(title="Comprendre", slug="comprendre", category=category, live=False)
    article.contributions.create(contributor=person)
    put_live(article)
    term = make_term("Antigène", slug="antigene", category=category)
    make_term("Antigen", slug="antigen", language="en", translation_key=term.translation_key)
    for _ in range(LATEST_PER_PAGE + 1):
        make_comment(article.discussion, status="approved")


@pytest.mark.parametrize(
    ("path", "kind", "title"),
    [
        ("/fr/", "website", "Portail de l’immunothérapie"),
        ("/fr/articles/", "website", "Articles"),
        ("/fr/articles/?category=traitement", "website", "Traitement"),
        ("/fr/articles/comprendre/", "article", "Comprendre"),
        ("/fr/glossaire/", "website", "Glossaire"),
        ("/fr/glossaire/antigene/", "article", "Antigène"),
        ("/fr/discussions/", "website", "Dernières discussions"),
        ("/fr/a-propos/charte/", "website", "Charte des discussions"),
        ("/fr/a-propos/contributeurs/ada/", "profile", "Ada"),
    ],
)
def test_a_shared_page_shows_what_it_is(client: Client, site: None, path: str, kind: str, title: str) -> None:
    head = head_of(client, path)
    found = told(head)
    assert found.keys() >= REQUIRED
    assert found["og:type"] == kind
    assert found["og:title"] == title
    assert found["og:title"] in head.findtext("title")
    assert [found["og:url"]] == canonical(head) == [f"{HOST}{path}"]
    assert found["og:locale"] == "fr_FR"
    assert head.xpath('meta[@name="description"]/@content') == [found["og:description"]]
    assert head.xpath('meta[@name="twitter:card"]/@content') == ["summary"]
    assert "og:image" not in found


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("/fr/?utm_source=x", "/fr/"),
        ("/fr/articles/?page=2", "/fr/articles/?page=2"),
        ("/fr/articles/?page=1", "/fr/articles/"),
        ("/fr/articles/?page=999", "/fr/articles/?page=2"),
        ("/fr/articles/?page=x&utm_source=y", "/fr/articles/"),
        ("/fr/articles/?page=2&category=traitement", "/fr/articles/?category=traitement&page=2"),
        ("/fr/articles/?category=", "/fr/articles/"),
        ("/fr/articles/comprendre/?reply=1&comments=2", "/fr/articles/comprendre/"),
        ("/fr/glossaire/?letter=a", "/fr/glossaire/?letter=A"),
        ("/fr/glossaire/?letter=A&category=traitement", "/fr/glossaire/?category=traitement&letter=A"),
        ("/fr/glossaire/?letter=%23", "/fr/glossaire/?letter=%23"),
        ("/fr/discussions/?page=2", "/fr/discussions/?page=2"),
        ("/fr/discussions/?x=2", "/fr/discussions/"),
    ],
)
def test_a_page_is_known_under_one_address(client: Client, site: None, asked: str, known: str) -> None:
    head = head_of(client, asked)
    assert canonical(head) == [HOST + known] == [told(head)["og:url"]]
    # Pages and filters of a list do not match those of another language.
    assert ("?" in known) != bool(hreflangs(head))


def test_a_translated_page_names_the_other_languages(client: Client, site: None) -> None:
    head = head_of(client, "/en/glossary/antigen/")
    assert told(head)["og:locale"] == "en_US"
    assert told(head)["og:locale:alternate"] == "fr_FR"
    assert hreflangs(head) == ["fr", "x-default", "en"]
    assert "og:locale:alternate" not in told(head_of(client, "/fr/articles/comprendre/"))


@pytest.mark.parametrize(
    ("code", "locale"),
    [("fr", "fr_FR"), ("de", "de_DE"), ("pt-br", "pt_BR"), ("ca", "ca_ES"), ("tlh", "tlh")],
)
def test_any_language_gets_its_country(code: str, locale: str) -> None:
    assert locale_of(code) == locale


@pytest.mark.parametrize(("alt", "told_alt"), [('Deux "cellules" <b>', 'Deux "cellules" <b>'), ("", None)])
def test_a_picture_is_shown_with_its_size_and_what_it_shows(
    client: Client, make_article: Make, alt: str, told_alt: str | None
) -> None:
    picture = Image.objects.create(title="x", credit="x", file="images/deux.webp", width=640, height=480)
    live = put_live(make_article(slug="image", live=False, image=picture, image_alt=alt))
    found = told(head_of(client, "/fr/articles/image/"))
    assert found["og:image"] == f"{HOST}/media/images/deux.webp"
    assert (found["og:image:width"], found["og:image:height"]) == ("640", "480")
    assert found.get("og:image:alt") == (live.image_alt if told_alt else None)


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_stay_words(client: Client, make_article: Make, words: str) -> None:
    live = put_live(make_article(slug="piege", live=False, title=words, summary=words))
    head = head_of(client, "/fr/articles/piege/")
    assert told(head)["og:title"] == live.title
    assert told(head)["og:description"] == live.summary
    assert all(script.get("src") for script in head.xpath("script"))
    assert not [name for meta in head.xpath("meta") for name in meta.attrib if name.startswith("on")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fr/recherche/", 200),
        ("/fr/recherche/?q=zz", 200),
        ("/fr/nulle-part/", 404),
        ("/fr/articles/rien/", 404),
    ],
)
def test_what_is_not_for_search_engines_has_no_address_to_share(
    client: Client, article: Any, path: str, status: int
) -> None:
    head = head_of(client, path, status)
    check_unknown(head)
    assert status != 200 or head.xpath('meta[@name="robots"]/@content') == ["noindex"]


@pytest.mark.parametrize("status", ["pending", "approved", "rejected", "spam"])
def test_a_receipt_has_no_address_to_share(
    client: Client, article: Any, make_comment: Make, status: str
) -> None:
    comment = make_comment(article.discussion, status=status, text="Un xylophone sur la table.")
    head = head_of(client, comment.get_receipt_url())
    check_unknown(head)
    assert head.xpath('meta[@name="robots"]/@content') == ["noindex"]
    assert "xylophone" not in html.tostring(head, encoding="unicode")


def test_a_preview_has_no_address_to_share(client: Client, make_article: Make, make_user: Make) -> None:
    draft = make_article(live=False)
    _link, token = PreviewLink.make(draft, by=make_user("editrice", "Editors"))
    check_unknown(head_of(client, shared_preview_url(draft, token)))


def test_a_withdrawn_page_has_no_address_to_share(client: Client, article: Any) -> None:
    article.withdraw(by=None)
    check_unknown(head_of(client, "/fr/articles/comprendre/", 410))


def check_unknown(head: Any) -> None:
    assert canonical(head) == hreflangs(head) == []
    assert told(head).keys() <= {"og:description"}


def test_addresses_are_those_of_the_public_site(client: Client, article: Any, settings: Any) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://portail.example", ["*"]
    text = client.get("/fr/articles/comprendre/", headers={"host": "evil.example"}).content.decode()
    assert "evil" not in text
    assert '<link rel="canonical" href="https://portail.example/fr/articles/comprendre/">' in text
