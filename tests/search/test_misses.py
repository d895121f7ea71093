"""What people did not find is counted without knowing who they were."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.search.limits import MISS_MAX, MISS_SHOWN_FROM
from portal.search.misses import count_miss, misses
from portal.search.models import Miss
from tests.conftest import Make

pytestmark = pytest.mark.django_db


def look_for(client: Client, query: str, times: int = 1, **more: str) -> None:
    for _ in range(times):
        assert client.get("/fr/recherche/", {"q": query, **more}).status_code == 200


def test_words_are_kept_from_the_third_time_on(client: Client) -> None:
    look_for(client, "Xylophone", MISS_SHOWN_FROM - 1)
    row = Miss.objects.get()
    assert (row.query, row.count) == ("", MISS_SHOWN_FROM - 1)
    assert "xylo" not in row.key
    assert misses("fr") == []
    look_for(client, "xylophoné")
    assert misses("fr") == [("xylophone", MISS_SHOWN_FROM)]
    assert misses("en") == []


@pytest.mark.parametrize(
    "query",
    [
        "marie@example.org",
        "06 12 34 56 78",
        "2 84 05 75",
        "www.example.org",
        "x" * (MISS_MAX + 1),
        "-",
        '""',
        "",
    ],
)
def test_what_may_be_somebodys_is_never_counted(client: Client, query: str) -> None:
    look_for(client, query, MISS_SHOWN_FROM)
    assert not Miss.objects.exists()


def test_what_was_found_or_hidden_by_a_filter_is_no_miss(client: Client, make_term: Make) -> None:
    make_term("Vaccin")
    look_for(client, "vaccin", 3)
    look_for(client, "vacin", 3)
    look_for(client, "vaccin", 3, kind="article")
    look_for(client, "xylophone", 3, language="en")
    assert not Miss.objects.exists()


def test_nobody_can_fill_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.search.misses.MISSES_KEPT", 5)
    for _ in range(MISS_SHOWN_FROM):
        count_miss("souvent", "fr")
    for number in range(20):
        count_miss(f"mot {number}", "fr")
    assert Miss.objects.count() == 5
    assert misses("fr") == [("souvent", MISS_SHOWN_FROM)]


def test_editors_see_the_list_and_change_nothing(sign_in: Make) -> None:
    for _ in range(MISS_SHOWN_FROM):
        count_miss("xylophone", "fr")
    count_miss("secret", "fr")
    admin = sign_in(superuser=True)
    page = admin.get("/admin/search/miss/").content.decode()
    assert "xylophone" in page
    assert admin.get("/admin/search/miss/add/").status_code == 403
