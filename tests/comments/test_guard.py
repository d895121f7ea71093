"""A comment sent by a page of another site is refused, and its text stands in the form again."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Article
from tests.comments.conftest import TEXT, Post, address, body, fields, kept, stored

OURS = "http://testserver"
NOT_OURS = ["https://exemple.fr", "null", "", "http://[", "//testserver", "testserver", "file://"]
NOT_OURS += [f"{OURS}:8000", f"{OURS}/", f"{OURS} https://exemple.fr", "https://testserver"]
NOT_OURS += [f"{OURS}.exemple.fr", f"{OURS}@exemple.fr", "http://sub.testserver", "chrome-extension://abc"]


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_comment_sent_from_our_page_or_by_the_reader_alone_passes(post: Post, site: str) -> None:
    assert post(headers={"Sec-Fetch-Site": site}).status_code == 303
    assert stored() == [TEXT]


@pytest.mark.parametrize("site", ["same-site", "cross-site", "", "SAME-ORIGIN", "same-origin, cross-site"])
def test_a_comment_sent_from_another_site_is_refused_and_kept(post: Post, site: str) -> None:
    answer = post(headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert kept(answer) == TEXT
    assert 'role="alert"' in body(answer)
    assert answer["Cache-Control"] == "no-store"
    assert stored() == []


def test_a_refused_comment_is_not_told_what_else_is_wrong(post: Post) -> None:
    answer = post(headers={"Sec-Fetch-Site": "cross-site"}, text="court", name="")
    assert answer.status_code == 403
    assert list(answer.context["comment_form"].errors) == ["__all__"]
    assert kept(answer) == "court"


def test_where_the_browser_names_our_address_as_the_origin_the_comment_passes(post: Post) -> None:
    assert post(headers={"Origin": OURS}).status_code == 303


@pytest.mark.parametrize("origin", NOT_OURS)
def test_a_comment_of_another_origin_is_refused_and_kept(post: Post, origin: str) -> None:
    answer = post(headers={"Origin": origin})
    assert answer.status_code == 403
    assert kept(answer) == TEXT
    assert stored() == []


def test_what_the_browser_says_of_the_site_counts_more_than_the_origin(post: Post) -> None:
    assert post(headers={"Sec-Fetch-Site": "cross-site", "Origin": OURS}).status_code == 403
    assert post(headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"}).status_code == 303


def test_the_page_that_the_comment_comes_from_does_not_count(post: Post) -> None:
    assert post(headers={"Referer": "https://exemple.fr/"}).status_code == 303


def test_a_program_that_says_neither_passes(post: Post) -> None:
    assert post().status_code == 303


@pytest.mark.parametrize(
    "scheme_and_port", [("https", "https://localhost"), ("http", "http://localhost:8000")]
)
def test_our_address_is_the_one_the_reader_used(
    client: Client, article: Article, scheme_and_port: tuple[str, str]
) -> None:
    scheme, origin = scheme_and_port
    host = origin.partition("//")[2]
    headers = {"Host": host, "Origin": origin}
    secure = scheme == "https"
    assert client.post(address(article), fields(), headers=headers, secure=secure).status_code == 303
    answer = client.post(address(article), fields(), headers=headers, secure=not secure)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "host", ["exemple.fr", "testserver.exemple.fr", "testserver@exemple.fr", "", "a b", "[::1"]
)
def test_a_forged_host_is_refused(client: Client, article: Article, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert client.post(address(article), fields(), headers=headers).status_code == 400
    assert client.get(address(article), headers={"Host": host}).status_code == 400
    assert stored() == []


def test_a_forged_forwarded_host_counts_for_nothing(client: Client, article: Article) -> None:
    headers = {"X-Forwarded-Host": "exemple.fr", "Origin": "http://exemple.fr"}
    answer = client.post(address(article), fields(), headers=headers)
    assert answer.status_code == 403
    assert "//exemple.fr" not in body(answer)
