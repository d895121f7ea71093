"""The glossary for programs: what it answers, to whom, and that it is described."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from time_machine import travel

from glossary.api.limits import OVERLAP_MINUTES, PER_PAGE, PER_PAGE_MAX, QUERY_MAX
from glossary.api.openapi import SCHEMAS
from glossary.models import Relation, Term, TermRevision
from portal.editorial.models import Origin, SiteSettings
from portal.editorial.models.revision import ORIGIN_NOTICES
from tests.conftest import Make, put_live

pytestmark = pytest.mark.django_db

API = "/api/v1/"
TERMS = f"{API}terms/"
Queries = Callable[[int], Any]


def holds(schema: str, content: Any) -> None:
    """Raises ValidationError for what the description doesn't allow."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": SCHEMAS}}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(content)


def listed(client: Client, **parameters: Any) -> dict[str, Any]:
    answer = client.get(TERMS, parameters)
    assert answer.status_code == 200, answer.content
    content: dict[str, Any] = answer.json()
    holds("List", content)
    return content


def names(client: Client, **parameters: Any) -> list[str]:
    return [one["term"] for one in listed(client, **parameters)["results"]]


def one(client: Client, slug: str, language: str = "fr") -> dict[str, Any]:
    content: dict[str, Any] = client.get(f"{TERMS}{language}/{slug}/").json()
    holds("Term", content)
    return content


def test_the_description_is_openapi(client: Client) -> None:
    answer = client.get(f"{API}openapi.json")
    content = answer.json()
    validate(content)
    assert content["openapi"].startswith("3.1")
    assert content["servers"] == [{"url": "/api/v1"}]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_everything_that_is_described_is_there(client: Client, full: Term) -> None:
    paths = client.get(f"{API}openapi.json").json()["paths"]
    for path in paths:
        address = API.rstrip("/") + path.format(language="fr", slug="antigene")
        assert client.get(address, {"q": "an"}).status_code == 200


def test_one_term_with_all_it_says(client: Client, full: Term, make_term: Make) -> None:
    Relation.join(full, make_term("cytokine", slug="cytokine"))
    Relation.join(full, make_term("brouillon", live=False))
    make_term("antigen", slug="antigen", language="en", translation_key=full.translation_key)
    content = one(client, "antigene")
    assert content["id"] == f"urn:uuid:{full.translation_key}"
    assert content["url"] == "http://testserver/fr/glossaire/antigene/"
    assert content["definition"] == "<b>Une</b> substance."
    assert content["category"] == {"slug": "traitement", "name": "Traitement"}
    assert content["synonyms"] == [{"text": "Ag", "language": "fr", "kind": "abbreviation"}]
    assert content["key_points"] == ["Un", "Deux"]
    assert "<p>Partout.</p>" in content["html"]
    assert content["questions"][0]["answer"] == "Ceci."
    assert content["sources"][0]["doi"] == "10.1/x"
    assert [other["term"] for other in content["related"]] == ["cytokine"]
    assert [other["url"] for other in content["translations"]] == ["http://testserver/en/glossary/antigen/"]
    assert client.get(content["related"][0]["api_url"]).status_code == 200


def test_unsigned_words_say_so_in_their_own_language(client: Client, full: Term, make_term: Make) -> None:
    make_term("antigen", slug="antigen", language="en")
    for language, slug in (("fr", "antigene"), ("en", "antigen")):
        content = one(client, slug, language)
        with translation.override(language):
            assert content["notice"] == str(ORIGIN_NOTICES[Origin.EDITORIAL])
        assert (content["reviewed"], content["reviewer"], content["reviewed_on"]) == (False, None, None)


def test_signed_words_name_who_signed(client: Client, full: Term) -> None:
    TermRevision.objects.update(
        review="signed",
        signed_number=1,
        signed_at=timezone.now(),
        review_due_on=timezone.localdate(),
        signer_name="Dr A. Exemple",
        signer_qualification="oncologue",
    )
    content = one(client, "antigene")
    assert (content["reviewed"], content["notice"]) == (True, "")
    assert content["reviewer"] == {"name": "Dr A. Exemple", "qualification": "oncologue"}
    assert content["reviewed_on"] == timezone.localdate().isoformat()


def test_licence_and_credit(client: Client, full: Term, settings: Any) -> None:
    assert one(client, "antigene")["license"] is None
    settings.GLOSSARY_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
    SiteSettings.objects.filter(language="fr").update(site_name="Ligue d’essai")
    assert listed(client)["license"] == settings.GLOSSARY_LICENSE
    assert one(client, "antigene")["credit"] == listed(client, language="fr")["credit"] == "Ligue d’essai"


def test_only_what_is_live_is_told(client: Client, make_term: Make) -> None:
    make_term("Vu")
    make_term("Brouillon", slug="brouillon", live=False)
    put_live(make_term("Bientôt", slug="bientot", live=False), at=timezone.now() + timedelta(hours=1))
    make_term("Retiré", slug="retire").withdraw(by=None)
    assert names(client) == ["Vu"]
    for slug, status in (("brouillon", 404), ("bientot", 404), ("retire", 410), ("rien", 404)):
        answer = client.get(f"{TERMS}fr/{slug}/")
        assert answer.status_code == status
        holds("Problem", answer.json())
        assert answer["Content-Type"] == "application/problem+json"
    assert client.get(f"{TERMS}de/vu/").status_code == 404


def test_an_old_address_leads_to_the_new_one(client: Client, full: Term) -> None:
    full.slug = "nouveau"
    full.save()
    put_live(full)
    answer = client.get(f"{TERMS}fr/antigene/")
    assert (answer.status_code, answer["Location"]) == (301, f"{TERMS}fr/nouveau/")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{TERMS}fr/NOUVEAU/")["Location"] == f"{TERMS}fr/nouveau/"


def test_filters(client: Client, full: Term, make_term: Make) -> None:
    make_term("œdème", summary="Un gonflement de l’été.")
    make_term("β-lactame")
    make_term("antigen", language="en")
    assert names(client, language="fr") == ["antigène", "œdème", "β-lactame"]
    assert len(names(client)) == 4
    assert names(client, letter="o") == ["œdème"]
    assert names(client, letter="#") == ["β-lactame"]
    assert names(client, category="traitement") == ["antigène"]
    assert names(client, q="GONFLEMENT ete") == ["œdème"]
    assert "antigène" in names(client, q="ag")
    assert names(client, q="%") == []
    assert names(client, unknown="x", language="en") == ["antigen"]


WRONG = [
    ("language", ["xx", "FR", "fr'"]),
    ("letter", ["É", "AB", "1", "<"]),
    ("category", ["inconnue", "'", "é" * 500]),
    ("q", ["x" * (QUERY_MAX + 1)]),
    ("page", ["0", "-1", "x", "1.5", "9" * 30, "²"]),
    ("per_page", ["0", str(PER_PAGE_MAX + 1), "x", "-5"]),
    (
        "since",
        [
            "x", "2026-11-22", "2026-11-22T10:00:00", "2026-13-45T10:00:00Z", "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-12:00", "1700000000",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG for value in values])
def test_a_wrong_parameter_is_named(client: Client, name: str, value: str) -> None:
    answer = client.get(TERMS, {name: value})
    assert answer.status_code == 400
    content = answer.json()
    holds("Problem", content)
    assert content["parameter"] == name


@pytest.mark.parametrize(
    "query", ["a\x00b", "'; DROP TABLE", "%%", "\ud800".encode(errors="surrogatepass"), "🧬" * 50]
)
def test_odd_queries_are_answered(client: Client, query: Any) -> None:
    for address in (TERMS, f"{TERMS}suggest/"):
        assert client.get(f"{address}?q={quote(query)}").status_code == 200


def test_since_goes_with_no_filter(client: Client) -> None:
    answer = client.get(TERMS, {"since": "2026-01-01T00:00:00Z", "letter": "A"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "since")


def test_pages(client: Client, make_term: Make) -> None:
    for number in range(PER_PAGE + 1):
        make_term(f"Terme {number:03}")
    first = listed(client)
    assert (first["count"], first["pages"], len(first["results"])) == (PER_PAGE + 1, 2, PER_PAGE)
    second = client.get(first["next"]).json()
    assert [term["term"] for term in second["results"]] == [f"Terme {PER_PAGE:03}"]
    assert second["next"] is None
    assert listed(client, per_page=PER_PAGE_MAX)["pages"] == 1
    answer = client.get(TERMS, {"page": 3})
    assert answer.status_code == 404
    holds("Problem", answer.json())


def test_what_changed_since(client: Client, make_term: Make) -> None:
    start = timezone.now() - timedelta(days=3)
    with travel(start, tick=False):
        old, gone, renewed = make_term("Ancien"), make_term("Retiré"), make_term("Renouvelé")
        again = make_term("Revenu")
    with travel(start + timedelta(days=1), tick=False):
        gone.withdraw(by=None)
        again.withdraw(by=None)
    with travel(start + timedelta(days=2), tick=False):
        put_live(renewed)
        put_live(again)
        put_live(make_term("Plus tard", live=False), at=timezone.now() + timedelta(days=30))
    since = (start + timedelta(hours=1)).isoformat()
    content = listed(client, since=since)
    assert [term.get("term") for term in content["results"]] == [None, "Renouvelé", "Revenu"]
    told = content["results"][0]
    assert told["id"] == f"urn:uuid:{gone.translation_key}"
    until: Any = TermRevision.objects.get(page=gone).public_until
    assert str(told["withdrawn_at"]).startswith(until.astimezone(UTC).isoformat()[:23])
    assert "Retiré" not in str(content)
    assert old.title not in str(content)
    assert [term["term"] for term in listed(client, since=start.isoformat(), per_page=1)["results"]] == [
        "Ancien"
    ]
    assert listed(client, since=(start + timedelta(days=2, hours=1)).isoformat())["results"] == []
    assert listed(client, since=since, language="en")["count"] == 0


def test_next_since_overlaps_lest_something_be_missed(client: Client, term: Term) -> None:
    moment = parse_datetime(listed(client)["next_since"])
    assert moment is not None
    assert timezone.now() - moment >= timedelta(minutes=OVERLAP_MINUTES)
    assert names(client, since=moment.isoformat()) == ["Antigène"]


def test_a_plus_that_was_not_encoded_is_understood(client: Client, term: Term) -> None:
    assert client.get(f"{TERMS}?since=2020-01-01T00:00:00+01:00").json()["count"] == 1


def test_suggestions(client: Client, full: Term, make_term: Make) -> None:
    make_term("anticorps", slug="anticorps")
    make_term("anti-PD-1", language="en")
    make_term("antique", live=False)
    content = client.get(f"{TERMS}suggest/", {"q": "ANTI", "language": "fr"}).json()
    holds("Suggestions", content)
    assert [found["text"] for found in content["results"]] == ["antigène", "anticorps"]
    content = client.get(f"{TERMS}suggest/", {"q": "ag"}).json()
    assert [(found["text"], found["term"]) for found in content["results"]] == [("Ag", "antigène")]
    assert client.get(f"{TERMS}suggest/", {"q": "a"}).json()["results"] == []
    assert client.get(f"{TERMS}suggest/", {"language": "xx"}).status_code == 400
