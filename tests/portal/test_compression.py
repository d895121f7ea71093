"""The form of answers: the smallest for pages that all get alike, an uncertain length for all else."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from articles.models import Article
from comments.models import Comment
from portal.compression import best, brotli_pages
from tests.comments.conftest import address, fields
from tests.conftest import Make

pytestmark = pytest.mark.django_db

TODAY = "gzip, deflate, br, zstd"  # what browsers ask for over HTTPS and of the machine itself
PAGE = "<!DOCTYPE html><title>Une page</title>" + "<p>Bonjour.</p>" * 50


def form_of(response: Any) -> str:
    return str(response.headers.get("Content-Encoding", ""))


def sent(
    *, accept: str = TODAY, query: str = "", kind: str = "text/html; charset=utf-8", **headers: str
) -> HttpResponse:
    """A page behind the middleware alone."""

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            PAGE, content_type=kind, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    request = RequestFactory().get(f"/{query}", headers={"Accept-Encoding": accept})
    response = brotli_pages(page)(request)
    assert isinstance(response, HttpResponse)
    return response


def test_a_page_is_sent_in_brotli_to_who_reads_that(client: Client) -> None:
    plain = client.get("/fr/")
    small = client.get("/fr/", headers={"Accept-Encoding": TODAY})
    assert form_of(plain) == ""
    assert form_of(small) == "br"
    assert brotli.decompress(small.content) == plain.content
    assert small["Content-Length"] == str(len(small.content))


def test_who_reads_only_gzip_gets_that(client: Client) -> None:
    plain = client.get("/fr/")
    old = client.get("/fr/", headers={"Accept-Encoding": "gzip, deflate"})
    assert form_of(old) == "gzip"
    assert gzip.decompress(old.content) == plain.content


@pytest.mark.parametrize("accept", [TODAY, "gzip", ""])
def test_caches_are_told_that_the_form_is_the_readers_choice(client: Client, accept: str) -> None:
    assert "Accept-Encoding" in client.get("/fr/", headers={"Accept-Encoding": accept})["Vary"]


@pytest.mark.parametrize("accept", ["br", "gzip,br", "br;q=0.1", "BR ; Q=1.0", "br;q=0.05", "br;garbage"])
def test_brotli_is_read_where_it_is_offered(accept: str) -> None:
    assert form_of(sent(accept=accept)) == "br"


@pytest.mark.parametrize("accept", ["", "gzip", "*", "brr", "x-br", "br;q=0", "br; q=0.000, gzip", "BR;Q=0"])
def test_brotli_is_not_sent_unasked(accept: str) -> None:
    answer = sent(accept=accept)
    assert form_of(answer) == ""
    assert answer.content.decode() == PAGE


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache_Control": "no-store"},
        {"Cache_Control": "max-age=0, private"},
        {"Vary": "Accept-Language, Cookie"},
        {"Set_Cookie": "csrftoken=x"},
    ],
    ids=str,
)
def test_what_is_made_for_one_person_is_left_to_the_compression_that_hides_its_length(
    headers: dict[str, str],
) -> None:
    assert form_of(sent(**headers)) == ""


def test_a_page_that_sets_a_cookie_is_left_too() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(PAGE)
        response.set_cookie("csrftoken", "x")
        return response

    request = RequestFactory().get("/", headers={"Accept-Encoding": TODAY})
    assert not brotli_pages(page)(request).has_header("Content-Encoding")


def test_staff_never_get_brotli(sign_in: Make, client: Client) -> None:
    for visitor, path in ((client, "/admin/login/"), (sign_in("Editors"), "/admin/")):
        answer = visitor.get(path, headers={"Accept-Encoding": TODAY})
        assert answer.status_code == 200
        assert form_of(answer) == "gzip"


def test_neither_does_who_has_written_a_comment(client: Client, make_article: Make) -> None:
    article: Article = make_article()
    headers = {"Accept-Encoding": TODAY}
    refused = client.post(address(article), fields(text="court"), headers=headers)
    assert refused.status_code == 422
    assert form_of(refused) == "gzip"
    client.post(address(article), fields(), headers=headers)
    receipt = client.get(Comment.objects.get().get_receipt_url(), headers=headers)
    assert receipt.status_code == 200
    assert form_of(receipt) == "gzip"


@pytest.mark.parametrize("kind", ["application/json", "image/png", "text/plain"])
def test_only_pages_are_sent_in_brotli(kind: str) -> None:
    assert form_of(sent(kind=kind)) == ""


def test_a_mark_of_the_exact_bytes_no_longer_claims_to_be_one() -> None:
    assert sent(ETag='"abc"')["ETag"] == 'W/"abc"'
    assert sent(ETag='W/"abc"')["ETag"] == 'W/"abc"'


def test_the_work_is_done_once_for_each_version_of_a_page(client: Client) -> None:
    best.cache_clear()
    for _ in range(3):
        client.get("/fr/", headers={"Accept-Encoding": TODAY})
    assert best.cache_info().misses == 1
    assert best.cache_info().hits == 2


def test_addresses_without_end_cost_little_and_push_no_page_out(client: Client) -> None:
    best.cache_clear()
    answer = client.get("/fr/recherche/?q=lymphocyte", headers={"Accept-Encoding": TODAY})
    assert form_of(answer) == "br"
    assert brotli.decompress(answer.content) == client.get("/fr/recherche/?q=lymphocyte").content
    assert best.cache_info().currsize == 0
