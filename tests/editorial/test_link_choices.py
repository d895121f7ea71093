"""Pages to choose from while a link is written: who sees which, in what order, and what is told of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from portal.editorial.admin.choices import CHOICES_MAX, WORDS
from portal.editorial.links import identity_of
from tests.conftest import Make

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/page-choices/"


def titles(client: Client, **query: str) -> list[str]:
    return [choice["title"] for choice in client.get(ADDRESS, query).json()["choices"]]


def test_a_choice_says_what_page_it_is(sign_in: Make, make_term: Make) -> None:
    term = make_term("Œdème", live=False)
    assert sign_in("Editors").get(ADDRESS, {"q": "oed"}).json() == {
        "choices": [
            {
                "identity": identity_of(term),
                "title": "Œdème",
                "kind": "terme",
                "language": "fr",
                "language_name": "Français",
                "state": "draft",
                "state_label": "brouillon",
            }
        ]
    }


def test_titles_that_start_with_the_words_come_first(
    sign_in: Make, make_article: Make, make_term: Make
) -> None:
    make_article(title="Les anticorps")
    make_article(title="L’anticorps, en bref")
    make_term("Anticorps monoclonal")
    make_article(title="ANTICORPS")
    make_article(title="Autre chose")
    client = sign_in("Editors")
    expected = ["ANTICORPS", "Anticorps monoclonal", "L’anticorps, en bref", "Les anticorps"]
    assert titles(client, q=" anti ") == expected
    assert titles(client, q="xyz") == []
    assert len(titles(client)) == 5


def test_what_only_sorts_titles_is_not_searched(sign_in: Make, make_article: Make) -> None:
    make_article(title="Été")  # its key ends in the weights of two accents, "A.A"
    assert titles(sign_in("Editors"), q="a") == []


def test_at_most_ten_are_shown(sign_in: Make, make_article: Make, make_term: Make) -> None:
    for number in range(CHOICES_MAX):
        make_article(title=f"Mot {number}")
        make_term(f"Le mot {number}")
    found = titles(sign_in("Editors"), q="mot")
    assert found == [f"Mot {number}" for number in range(CHOICES_MAX)]


def test_only_pages_of_the_language_are_offered(sign_in: Make, make_term: Make) -> None:
    make_term("Mot", language="fr")
    english = make_term("Motion", language="en")
    client = sign_in("Editors")
    assert titles(client, q="mot", language="en") == ["Motion"]
    assert titles(client, q="mot") == ["Mot", "Motion"]
    other = make_term("Motive", language="en", slug="motive")
    assert titles(client, q="mot", of=f"term-{other.pk}") == [english.title]


def test_an_identity_or_a_pasted_address_finds_its_page(
    sign_in: Make, article: Any, make_article: Make
) -> None:
    draft = make_article(title="Brouillon", live=False)
    client = sign_in("Editors")
    assert titles(client, q=identity_of(draft)) == ["Brouillon"]
    assert titles(client, q=f"{identity_of(draft)}#s-a", language="en") == ["Brouillon"]
    assert titles(client, q="/fr/articles/comprendre/") == ["Comprendre"]
    assert titles(client, q="http://localhost:8000/fr/articles/comprendre/#s-a") == ["Comprendre"]
    assert titles(client, q="page:article-999999") == []
    assert titles(client, q="page:nothing-1") == []


@pytest.mark.parametrize(
    "query", [{"q": "\x00"}, {"q": "%_'\""}, {"q": "a" * 5000}, {"of": "x-1"}, {"of": "term-1"}]
)
def test_no_query_breaks_it(sign_in: Make, query: dict[str, str]) -> None:
    assert sign_in("Editors").get(ADDRESS, query).status_code in {200, 400}


def test_it_is_for_staff_who_may_see_pages(
    client: Client, sign_in: Make, make_user: Make, make_article: Make, make_term: Make
) -> None:
    make_article(title="Article")
    make_term("Terme")
    assert client.get(ADDRESS).status_code == 302
    assert sign_in("Moderators").get(ADDRESS).status_code == 403
    assert titles(sign_in("Medical reviewers")) == ["Article", "Terme"]
    user = make_user("terminologue")
    user.user_permissions.add(Permission.objects.get(codename="view_term"))
    client.force_login(user)
    assert titles(client) == ["Terme"]
    assert titles(client, q="page:article-1") == []
    assert client.post(ADDRESS).status_code in {403, 405}


def test_its_cost_does_not_grow(
    sign_in: Make, make_article: Make, make_term: Make, django_assert_num_queries: Any
) -> None:
    for number in range(50):
        (make_article if number % 2 else make_term)(title=f"Mot {number}")
    client = sign_in("Editors")
    with django_assert_num_queries(8):  # the session and the user, two for rights; two for each kind
        assert len(titles(client, q="mot", language="fr")) == CHOICES_MAX


def test_the_script_speaks_the_language_of_the_administration(sign_in: Make) -> None:
    words = sign_in("Editors").get("/admin/jsi18n/").content.decode()
    for one in WORDS:
        assert json.dumps(one) in words
    assert '"Today"' in words  # Django's own are still there
    assert '"Insert Figure": "Ins\\u00e9rer une figure"' in words  # and those of the editor


def test_every_word_of_the_script_is_in_the_catalogue() -> None:
    script = Path(settings.BASE_DIR, "static/js/links.js").read_text()
    said = set(re.findall(r'say\(\s*"([^"]+)"', script)) | set(re.findall(r'\? "([^"]+)" : "', script))
    assert {words for words in said if words not in WORDS} == set()
    assert len(said) > 10
