"""The glossary's API as a server: kept copies, methods, other sites, costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from glossary.models import Relation, Term, TermRevision
from portal.editorial.models import Category, Origin, SiteSettings
from portal.editorial.models.revision import ORIGIN_NOTICES
from tests.conftest import Make, put_live
from tests.glossary.conftest import Import, row
from tests.glossary.test_api import API, TERMS, Queries, holds, one

pytestmark = pytest.mark.django_db


ADDRESSES = [TERMS, f"{TERMS}fr/antigene/", f"{TERMS}suggest/?q=an"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_already_is_told_so_by_one_query(
    client: Client, full: Term, address: str, django_assert_num_queries: Queries
) -> None:
    TermRevision.objects.update(public_from=timezone.now() - timedelta(minutes=1))
    first = client.get(address)
    with django_assert_num_queries(1):
        answer = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", first["ETag"])
    assert answer["Access-Control-Allow-Origin"] == "*"
    with django_assert_num_queries(1):
        answer = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    assert answer.status_code == 304


def test_a_change_of_just_now_has_no_last_modified(client: Client, full: Term) -> None:
    assert "Last-Modified" not in client.get(TERMS)


CHANGES: dict[str, Callable[[Term], object]] = {
    "published": put_live,
    "withdrawn": lambda term: term.withdraw(by=None),
    "related": lambda term: Relation.join(term, Term.objects.exclude(pk=term.pk).get()),
    "category": lambda _term: Category.objects.update(name="Autrement"),
    "site": lambda _term: SiteSettings.objects.filter(language="fr").update(site_name="Autre"),
    "signed": lambda _term: TermRevision.objects.update(
        review="signed", signed_number=1, signed_at=timezone.now(), signer_name="A", signer_qualification="B",
        review_due_on=timezone.localdate(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_each_change_makes_another_etag(
    client: Client, full: Term, make_term: Make, address: str, change: str
) -> None:
    make_term("cytokine")
    before = client.get(address)["ETag"]
    assert client.get(address)["ETag"] == before
    CHANGES[change](full)
    assert client.get(address, headers={"if-none-match": before}).status_code in {200, 410}


def test_what_becomes_public_by_the_clock_makes_another_etag(client: Client, make_term: Make) -> None:
    put_live(make_term("Bientôt", live=False), at=timezone.now() + timedelta(hours=1))
    before = client.get(TERMS)["ETag"]
    with travel(timezone.now() + timedelta(hours=2)):
        assert client.get(TERMS, headers={"if-none-match": before}).json()["count"] == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_another_host_has_another_etag(client: Client, term: Term, host: str) -> None:
    assert client.get(TERMS)["ETag"] != client.get(TERMS, headers={"host": host})["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", [*ADDRESSES, f"{API}openapi.json", f"{API}nothing/"])
def test_nothing_but_get_and_head(client: Client, address: str, method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    holds("Problem", answer.json())
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_gets_the_same_without_the_content(client: Client, full: Term, address: str) -> None:
    answer, same = client.head(address), client.get(address)
    assert (answer.status_code, answer.content, answer["ETag"]) == (200, b"", same["ETag"])


@pytest.mark.parametrize("address", [*ADDRESSES, f"{TERMS}fr/rien/", f"{API}openapi.json", f"{API}nothing/"])
def test_any_site_may_ask_and_nobody_is_known(client: Client, full: Term, address: str) -> None:
    answer = client.get(address, headers={"origin": "https://other.example", "accept-language": "en"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, no-cache"


def test_the_language_of_the_browser_changes_nothing(client: Client, full: Term) -> None:
    french, english = (
        client.get(f"{TERMS}fr/antigene/", headers={"accept-language": code}) for code in ("fr", "en")
    )
    assert french.json() == english.json()
    assert french["Content-Language"] == english["Content-Language"] == "fr"


@pytest.mark.parametrize("path", ["", "x/", "terms/fr/", "terms/fr/a/b/", "terms/%00/x/", "terms/fr/%2e%2e/"])
def test_what_is_not_there_is_told_as_json(client: Client, path: str) -> None:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 404
    holds("Problem", answer.json())


def test_a_missing_slash_is_added(client: Client) -> None:
    assert client.get(TERMS.rstrip("/"))["Location"] == TERMS


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        (TERMS, 3),  # the stamp; how many; these terms
        (f"{TERMS}?q=terme&letter=T&category=traitement&language=fr", 3),
        (f"{TERMS}?since=2020-01-01T00:00:00Z", 3),
        (f"{TERMS}fr/terme-1/", 4),  # the stamp; the term; related ones; translations
        (f"{TERMS}suggest/?q=terme", 3),  # the stamp; names; their terms
        (f"{API}openapi.json", 0),
    ],
)
def test_each_answer_costs_as_many_queries_whatever_there_is(
    client: Client,
    make_term: Make,
    make_category: Make,
    django_assert_num_queries: Queries,
    address: str,
    queries: int,
) -> None:
    terms = [make_term(category=make_category()) for _number in range(50)]
    for other in terms[1:]:
        Relation.join(terms[0], other)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_imported_terms_are_there_and_say_what_they_are(client: Client, import_file: Import) -> None:
    import_file([row(1, "antigène", see_also=[2]), row(2, "anticorps")], "--live")
    content = one(client, "antigene")
    assert content["notice"] == str(ORIGIN_NOTICES[Origin.IMPORT])
    assert [other["term"] for other in content["related"]] == ["anticorps"]
    found = client.get(f"{TERMS}suggest/", {"q": "anti"}).json()["results"]
    assert [name["term"] for name in found] == ["antigène", "anticorps"]
