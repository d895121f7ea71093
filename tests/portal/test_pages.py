"""What holds for reader pages of every kind: cost, headers, no trace of the reader."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.editorial.models import Contributor
from tests.conftest import Make, put_live

ROWS = 50


@pytest.fixture
def full_site(make_article: Make, make_term: Make, make_comment: Make, make_category: Make) -> None:
    """Fifty articles, fifty terms and fifty comments, each with everything a list shows."""
    category = make_category()
    person = Contributor.objects.create(name="Rédaction", slug="redaction")
    for number in range(ROWS):
        body = f"<p>Un texte sur le terme {number + 1} et le terme 1.</p>"
        article = make_article(category=category, live=False, body=body)
        article.contributions.create(contributor=person)
        put_live(article)
        make_comment(article.discussion, status="approved")
        make_term(category=category)


QUERIES = {
    "/fr/": 6,
    "/fr/articles/": 5,
    "/fr/articles/?category=traitement&page=2": 6,
    "/fr/articles/feed/": 1,
    "/fr/articles/article-1/": 6,
    "/fr/discussions/": 4,
    "/fr/discussions/feed/": 1,
    "/fr/recherche/?q=article": 6,
    "/fr/recherche/suggestions/?q=ar": 1,
    "/fr/a-propos/charte/": 2,
    "/fr/a-propos/contributeurs/redaction/": 5,
    "/sitemap.xml": 4,
}


def test_pages_cost_as_many_queries_whatever_they_hold(client: Client, full_site: None) -> None:
    """One test for all, because making the site takes longer than reading it."""
    client.get("/fr/articles/article-1/")  # woven when it is first read after a change of the glossary
    spent = {}
    for path in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        spent[path] = len(queries)
    assert spent == QUERIES


READER_PATHS = [
    "/fr/", "/fr/articles/", "/fr/articles/comprendre/", "/fr/glossaire/", "/fr/discussions/",
        "/fr/recherche/?q=x",
    "/fr/a-propos/contact/", "/fr/nulle-part/", "/fr/articles/feed/", "/sitemap.xml",
]  # fmt: skip


@pytest.mark.parametrize("path", READER_PATHS)
def test_readers_get_no_cookie_and_no_foreign_address(client: Client, article: Any, path: str) -> None:
    answer = client.get(path)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    fetched = re.findall(rb'<(?:script|img|link|iframe)[^>]*?(?:src|href)="(https?://[^"]+)"', answer.content)
    assert {address for address in fetched if not address.startswith(b"http://testserver/")} == set()


@pytest.mark.parametrize("path", READER_PATHS)
def test_staff_who_read_get_no_cookie_either(sign_in: Make, article: Any, path: str) -> None:
    client = sign_in(superuser=True)
    client.cookies.clear()  # the browser sends them below /admin/ only
    assert not client.get(path).cookies


def test_cookies_of_staff_stay_below_the_administration(client: Client, make_user: Make) -> None:
    make_user("editrice", "Editors")
    answer = client.post("/admin/login/", {"username": "editrice", "password": "pour-les-essais"})
    assert answer.cookies
    assert {cookie["path"] for cookie in answer.cookies.values()} == {"/admin/"}


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline(client: Client, article: Any) -> None:
    answer = client.get("/fr/articles/comprendre/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    page = answer.content.decode()
    page = page.replace('<script type="application/ld+json">', "")  # data, which no browser runs
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page)


def test_the_administration_refuses_to_be_framed(client: Client, db: None) -> None:
    answer = client.get("/admin/login/")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/fr/nulle-part/", "/fr/articles/rien/", "/fr/a-propos/rien/", "/en/glossary/x/"]
)
def test_an_unknown_address_gets_a_page_in_the_language_of_its_address(
    client: Client, db: None, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'<html lang="{path[1:3]}"' in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/fr/articles/?page=0", "/fr/articles/?page=x", "/fr/articles/?page=999999999999999999999"]
)
def test_an_odd_page_number_gets_a_page(client: Client, article: Any, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "\\\\evil.example", "https://evil.example/", "javascript:alert(1)", "/admin/\r\nX: 1"],
)
def test_signing_in_leads_to_no_other_site(make_user: Make, elsewhere: str) -> None:
    make_user("chef", superuser=True)
    words = {"username": "chef", "password": "pour-les-essais", "next": elsewhere}
    answer = Client().post("/admin/login/", words, QUERY_STRING=urlencode({"next": elsewhere}))
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).netloc == ""
    assert answer["Location"].startswith("/admin/")
    assert "X" not in answer.headers
