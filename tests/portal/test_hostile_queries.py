"""Whatever somebody writes behind the question mark of an address, they get a page and never a 500."""

from __future__ import annotations

from collections import defaultdict
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from tests.conftest import Make
from tests.editorial.workflow import live_page
from tests.portal.walking import EXAMPLES, Walk, names_of_patterns

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
ODD = ("", "\0", "'", "-1", "9" * 40, "1e9", "²", "a" * 10_000)  # to somebody who is signed in
BYTES = ("%FF%FE", "%ED%A0%80", "%C0%80")  # no UTF-8


def paths(language: str) -> list[str]:
    """One address of each public pattern."""
    walk = Walk(searches=defaultdict(lambda: ["a"]), beginnings=defaultdict(lambda: ["a"]))
    with translation.override(language):
        found = [address for name in names_of_patterns() for address in islice(EXAMPLES[name](name, walk), 1)]
    return [address.partition("?")[0] for address in found if "/health/" not in address]


@pytest.fixture
def something(make_article: Make, make_term: Make, make_comment: Make) -> None:
    make_comment(discussion=make_article().discussion)
    make_comment(discussion=make_term().discussion)
    live_page()


@pytest.mark.django_db
@pytest.mark.usefixtures("something")
def test_no_query_of_a_reader_breaks_a_page() -> None:
    client, broken = Client(raise_request_exception=False), []
    asked = {language: paths(language) for language in ("fr", "en")}
    values = zip([*map(quote, HOSTILE), *BYTES], cycle(asked), strict=False)  # each in one of the languages
    for value, language in values:
        query = "&".join(f"{name}={value}" for name in PARAMETERS)
        for path in asked[language]:
            if client.get(f"{path}?{query}").status_code >= 500:
                broken.append((path, value[:60]))
    assert len(asked["fr"]) > 20
    assert broken == []


@pytest.mark.django_db
@pytest.mark.usefixtures("something")
def test_no_query_of_somebody_on_the_staff_breaks_a_list() -> None:
    client, broken = Client(raise_request_exception=False), []
    client.force_login(User.objects.create_superuser("chef"))
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for value in ODD:
            for names in (("q", "p", "o", "all", "state", "reported"), ("discussion",), ("status__exact",)):
                answer: Any = client.get(path, dict.fromkeys(names, value), follow=True)
                if answer.status_code >= 500:
                    broken.append((path, names, value[:60]))
    assert broken == []


@pytest.mark.django_db
@pytest.mark.usefixtures("something")
def test_no_query_of_somebody_on_the_staff_breaks_a_new_form() -> None:
    client, broken, asked = Client(raise_request_exception=False), [], 0
    client.force_login(User.objects.create_superuser("chef"))
    for model, of_model in admin.site._registry.items():
        if not of_model.has_add_permission(_request_of("chef")):
            continue
        asked += 1
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        names = [field.name for field in model._meta.get_fields()]
        for value in ODD:
            answer: Any = client.get(path, dict.fromkeys(names, value), follow=True)
            if answer.status_code >= 500:
                broken.append((path, value[:60]))
    assert asked > 5
    assert broken == []


@pytest.mark.django_db
def test_a_new_form_still_begins_with_what_its_address_says(make_category: Make) -> None:
    client, category = Client(), make_category()
    client.force_login(User.objects.create_superuser("chef"))
    for kind in ("articles/article", "glossary/term"):
        answer: Any = client.get(f"/admin/{kind}/add/", {"category": category.pk, "title": "Un titre"})
        assert answer.context["adminform"].form["category"].value() == str(category.pk)
        assert answer.context["adminform"].form["title"].value() == "Un titre"


def _request_of(name: str) -> Any:
    request = RequestFactory().get("/")
    request.user = User.objects.get(username=name)
    return request
