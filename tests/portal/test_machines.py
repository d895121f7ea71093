"""What machines ask for: health, crawlers, feeds, descriptions."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import OperationalError
from django.test import Client

from tests.conftest import Make

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client: Client) -> list[str]:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  (our own)
    return [url.findtext(f"{SITEMAP}loc") or "" for url in tree]


@pytest.mark.django_db
def test_health_tells_that_process_and_database_answer(client: Client) -> None:
    assert client.get("/health/live/").status_code == 200
    assert client.get("/health/ready/").status_code == 200


@pytest.mark.django_db
def test_without_its_database_the_portal_is_alive_and_not_ready(client: Client) -> None:
    with patch("portal.views.machines.connection.cursor", side_effect=OperationalError("gone")):
        assert client.get("/health/live/").status_code == 200
        assert client.get("/health/ready/").status_code == 503


def test_without_its_database_a_reader_page_says_so(client: Client, db: None) -> None:
    with patch("portal.views.home.ArticleRevision.objects.live", side_effect=OperationalError("gone")):
        answer = client.get("/fr/")
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_a_comment_sent_while_the_database_is_gone_is_given_back(client: Client, article: Any) -> None:
    words = {"name": "Camomille", "text": "Ce texte <b>ne doit pas</b> se perdre."}
    with patch("comments.views.take_comment", side_effect=OperationalError("gone")):
        answer = client.post("/fr/articles/comprendre/", words)
    assert answer.status_code == 503
    assert "Ce texte &lt;b&gt;ne doit pas&lt;/b&gt; se perdre." in answer.content.decode()


@pytest.mark.django_db
def test_robots_keep_out_of_the_administration(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


@pytest.mark.django_db
def test_security_txt_names_a_contact_and_an_expiry(client: Client) -> None:
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert {"Contact", "Expires", "Canonical"} <= fields.keys()


def test_the_sitemap_lists_live_pages_only(client: Client, make_article: Make, make_term: Make) -> None:
    make_article(slug="public")
    make_article(slug="brouillon", live=False)
    make_term(slug="retire").withdraw(by=None)
    found = locations(client)
    assert "http://testserver/fr/articles/public/" in found
    assert "http://testserver/fr/" in found
    assert "http://testserver/en/about/privacy/" in found
    assert not [address for address in found if "brouillon" in address or "retire" in address]


def test_the_feed_of_articles_holds_the_newest_first(client: Client, make_article: Make) -> None:
    make_article(title="Premier")
    make_article(title="Second <script>")
    make_article(title="Brouillon", live=False)
    feed = feedparser.parse(client.get("/fr/articles/feed/").content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.title for entry in feed.entries] == ["Second <script>", "Premier"]


@pytest.mark.django_db
def test_browsers_can_add_the_search(client: Client) -> None:
    answer = client.get("/opensearch.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    tree = ElementTree.fromstring(answer.content)  # noqa: S314  (our own)
    templates = [url.get("template") for url in tree.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")]
    assert "http://testserver/fr/recherche/?q={searchTerms}" in templates


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/media/../manage.py", "/media/%2e%2e/manage.py", "/media/images/"])
def test_files_outside_the_library_are_not_served(client: Client, path: str) -> None:
    assert client.get(path).status_code in {400, 404}
