"""Requests that no browser sends by itself: refused by a clean answer, quickly, and nothing is stored."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from articles.models import Article
from comments.limits import BODY_MAX, RAW_MAX
from tests.comments.conftest import FORM, TEXT, address, body, codes, fields, kept, stored
from tests.yardstick import at_most

# The rule says 0.05 s; a slow machine that runs two workers and checks each template variable needs longer.
CPU_LIMIT = 0.2  # seconds
BOUNDARY = "essai"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def send(client: Client, article: Article, data: bytes, content_type: str = FORM, **more: Any) -> Any:
    return client.generic("POST", address(article), data, content_type, **more)


def form_bytes(text: bytes) -> bytes:
    return b"name=Camomille&text=" + text


def multipart(**parts: bytes) -> bytes:
    made = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + part + b"\r\n"
        for name, part in parts.items()
    ]
    return b"".join([*made, f"--{BOUNDARY}--\r\n".encode()])


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (b"d%E9j%E0 vu hier soir", "d\ufffdj\ufffd vu hier soir"),
        (b"Un mot %ED%A0%80 de trop", "Un mot \ufffd\ufffd\ufffd de trop"),
        (b"Un mot \xff\xfe de trop", "Un mot \ufffd\ufffd de trop"),
    ],
    ids=["letters of an old encoding", "lone surrogate", "bytes that are no letters"],
)
def test_letters_that_cannot_be_read_are_marked_and_the_comment_is_stored(
    client: Client, article: Article, sent: bytes, text: str
) -> None:
    assert send(client, article, form_bytes(sent)).status_code == 303
    assert stored() == [text]


def test_the_same_comment_may_come_as_multipart(client: Client, article: Article) -> None:
    data = multipart(name=b"Camomille", text="d\u00e9j\u00e0 vu \xff hier".encode("latin-1"))
    assert send(client, article, data, MULTIPART).status_code == 303
    assert stored() == ["d\ufffdj\ufffd vu \ufffd hier"]


@pytest.mark.parametrize("data", [b"", b"a=b", b"&&&=", b"%", b"text", b"\0\0\0"])
def test_a_form_without_the_fields_is_refused(client: Client, article: Article, data: bytes) -> None:
    answer = send(client, article, data)
    assert answer.status_code == 422
    assert codes(answer) == {"name": ["required"], "text": ["required"]}


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"no boundary here", MULTIPART),
        (multipart(text=TEXT.encode()), "multipart/form-data"),
        (multipart(text=TEXT.encode())[:-20], MULTIPART),
        (b'{"text": "Un commentaire en JSON."}', "application/json"),
        (b"<text>Un commentaire en XML.</text>", "text/xml"),
        (form_bytes(b"Un commentaire."), ""),
        (form_bytes(b"Un commentaire."), "multipart/form-data; boundary=\xe9; charset=hex"),
    ],
)
def test_a_broken_request_is_answered_and_nothing_is_stored(
    client: Client, article: Article, data: bytes, content_type: str
) -> None:
    assert send(client, article, data, content_type).status_code in {400, 422}
    assert stored() == []


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "hex", "latin-1", "x"])
def test_a_form_is_read_as_utf_8_whatever_it_says(client: Client, article: Article, charset: str) -> None:
    data = {FORM: form_bytes(quote(TEXT).encode()), MULTIPART: multipart(name=b"Marie", text=TEXT.encode())}
    for content_type, sent in data.items():
        answer = send(client, article, sent, f"{content_type}; charset={charset}")
        assert answer.status_code == 303
    assert stored() == [TEXT, TEXT]


def test_a_thousand_fields_too_many_are_refused(client: Client, article: Article) -> None:
    assert send(client, article, b"a=b&" * 2000).status_code == 400


@pytest.mark.parametrize("length", ["", "nothing", "-1", "1e9", "٣", None])
def test_a_request_that_does_not_say_its_length_is_not_read(
    client: Client, article: Article, length: str | None
) -> None:
    data = urlencode(fields()).encode()
    more = {} if length is None else {"CONTENT_LENGTH": length}
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""} | more
    assert send(client, article, data, **environ).status_code in {400, 422}
    assert stored() == []


@pytest.mark.parametrize(("size", "status"), [(BODY_MAX, 422), (BODY_MAX + 1, 413)])
def test_a_body_of_more_than_64_kib_is_too_large(
    client: Client, article: Article, size: int, status: int
) -> None:
    data = form_bytes(b"a" * (size - len(form_bytes(b""))))
    assert len(data) == size
    assert send(client, article, data).status_code == status
    assert stored() == []


HEAVY = {
    "5 MB of letters": (form_bytes(b"a" * 5_000_000), FORM, 413),
    "over a million marks": (form_bytes(quote("\u0301").encode() * 1_200_000), FORM, 413),
    "letters that come apart": (form_bytes(quote("\ufb2c").encode() * RAW_MAX), FORM, 413),
    "the same as multipart": (
        multipart(name=b"Camomille", text=("\ufb2c" * RAW_MAX).encode()), MULTIPART, 422
    ),
    "mixed marks": (
        multipart(name=b"Camomille", text=("\u0327\u0301\u0323\u0345" * 5000).encode()), MULTIPART, 422
    ),
    "marks in the name": (
        multipart(name=("\u0301\u0327" * 9000).encode(), text=b"Un texte."), MULTIPART, 422
    ),
    "a long address": (multipart(name=b"a", email=b"a." * 30_000, text=b"Un texte."), MULTIPART, 422),
    "dots in the name": (multipart(name=b"a.-" * 6600, text=b"Un texte."), MULTIPART, 422),
}  # fmt: skip


@pytest.mark.parametrize(("data", "content_type", "status"), HEAVY.values(), ids=HEAVY)
def test_a_heavy_request_is_refused_at_once(
    client: Client, article: Article, data: bytes, content_type: str, status: int
) -> None:
    assert send(client, article, data, content_type).status_code == status  # and fills the caches
    with at_most(CPU_LIMIT):
        send(client, article, data, content_type)
    assert stored() == []


def test_the_longest_text_that_is_read_comes_back_whole(client: Client, article: Article) -> None:
    answer = client.post(address(article), fields(text="a" * RAW_MAX))
    assert (answer.status_code, kept(answer)) == (422, "a" * RAW_MAX)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_page_is_read_or_posted_to_and_nothing_else(client: Client, article: Article, method: str) -> None:
    assert client.generic(method, address(article)).status_code == 405


@pytest.mark.parametrize(
    "query", ["reply=%00", "reply=x", "reply=" + "9" * 30, "comments=%00", "comments=-1"]
)
def test_odd_questions_get_the_ordinary_page(client: Client, article: Article, query: str) -> None:
    answer = client.get(f"{address(article)}?{query}")
    assert answer.status_code == 200
    assert "\0" not in body(answer)
