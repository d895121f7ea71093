"""Whatever somebody writes behind the question mark of an address, they get a page and never a 500."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.conftest import Make
from tests.editorial.workflow import live_page
from tests.portal.walking import Walk

PARAMETERS = (
    "q", "letter", "page", "p", "category", "since", "per_page", "from", "to", "language", "kind", "comments",
    "reply", "order", "format", "of", "token", "starts", "term",
)  # fmt: skip
HOSTILE = (
    "", "\0", "%", "'", '"', "\\", "'; DROP TABLE comments_comment; --", "<script>alert(1)</script>",
    "-1", "0", "9" * 40, "1e9", "NaN", "١", "²", "2026-13-45T99:99:99Z", "0000-00-00", "../../etc/passwd",
    "\u202e", "👩\u200d⚕\ufe0f", "a AND (b OR", "NEAR(", "*", "a" * 10_000, "é" * 3_000,
    "\r\nSet-Cookie: a=b", "//evil.example",
)  # fmt: skip
BYTES = ("%FF%FE", "%ED%A0%80", "%C0%80")  # no UTF-8


def paths() -> list[str]:
    """One address of each public pattern, in each language."""
    walk = Walk(searches=defaultdict(lambda: ["a"]), beginnings=defaultdict(lambda: ["a"]))
    return sorted({address.partition("?")[0] for address in walk.addresses()})


@pytest.fixture
def something(make_article: Make, make_term: Make, make_comment: Make) -> None:
    make_comment(discussion=make_article().discussion)
    make_comment(discussion=make_term().discussion)
    live_page()


@pytest.mark.django_db
@pytest.mark.usefixtures("something")
def test_no_query_of_a_reader_breaks_a_page() -> None:
    client, broken = Client(raise_request_exception=False), []
    asked = paths()
    for path in asked:
        for value in [*map(quote, HOSTILE), *BYTES]:
            query = "&".join(f"{name}={value}" for name in PARAMETERS)
            answer = client.get(f"{path}?{query}")
            if answer.status_code >= 500 and "/health/" not in path:
                broken.append((path, value[:60]))
    assert len(asked) > 20
    assert broken == []


@pytest.mark.django_db
@pytest.mark.usefixtures("something")
def test_no_query_of_somebody_on_the_staff_breaks_a_list() -> None:
    client, broken = Client(raise_request_exception=False), []
    client.force_login(User.objects.create_superuser("chef"))
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for value in HOSTILE:
            for names in (("q", "p", "o", "all", "state", "reported"), ("discussion",), ("status__exact",)):
                answer: Any = client.get(path, dict.fromkeys(names, value), follow=True)
                if answer.status_code >= 500:
                    broken.append((path, names, value[:60]))
    assert broken == []
