"""Pages that are the same for everyone are sent in Brotli, the smallest form that browsers read.

Whatever is made for one person, staff above all, is left to Django's GZipMiddleware: it makes the length
uncertain, from which an attacker could otherwise guess a secret in the answer (BREACH).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

QUALITY = 10  # of 11; a tenth smaller than gzip, 15 to 30 ms once for each version of a page
HASTY_QUALITY = 5  # 2 ms
KEPT_PAGES = 128  # in each process, about 10 MB
SMALLEST = 200  # bytes
REFUSED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")


class brotli_pages:  # noqa: N801  (Django's style for function-like middleware)
    """Stands within GZipMiddleware, which passes on what is compressed already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and is_page(response) and is_for_everyone(response):
            patch_vary_headers(response, ("Accept-Encoding",))
            if reads_brotli(request):
                self._compress(request, response)
        return response

    def _compress(self, request: HttpRequest, response: HttpResponse) -> None:
        # Addresses with a query have no end: none is worth the time, nor a place among the kept.
        is_worth_it = not request.META.get("QUERY_STRING")
        response.content = best(response.content) if is_worth_it else hasty(response.content)
        response["Content-Encoding"] = "br"
        if "Content-Length" in response:
            response["Content-Length"] = str(len(response.content))
        if response.get("ETag", "").startswith('"'):
            response["ETag"] = f"W/{response['ETag']}"


def is_page(response: HttpResponse) -> bool:
    return (
        response.get("Content-Type", "").startswith("text/html")
        and "Content-Encoding" not in response
        and len(response.content) >= SMALLEST
    )


def is_for_everyone(response: HttpResponse) -> bool:
    kept_by = response.get("Cache-Control", "")
    return not (
        response.cookies
        or response.has_header("Set-Cookie")
        or "cookie" in response.get("Vary", "").lower()
        or "no-store" in kept_by
        or "private" in kept_by
    )


def reads_brotli(request: HttpRequest) -> bool:
    for offer in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = offer.partition(";")
        if name.strip() == "br":
            return not REFUSED.fullmatch(weight)
    return False


def hasty(content: bytes) -> bytes:
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=HASTY_QUALITY))


@lru_cache(maxsize=KEPT_PAGES)
def best(content: bytes) -> bytes:
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=QUALITY))
