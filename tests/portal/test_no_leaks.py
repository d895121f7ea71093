"""What is not public is found nowhere: each field of each such page holds a word that is looked for.

`walking` takes the addresses from the URL configuration and wants an example of each; `markers` takes the
fields from the models. A new address or a new field joins by itself, or fails here until it is told how.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from glossary.models import ImportedTerm, Relation, Term
from portal.editorial.links import identity_of
from portal.editorial.models import Category, Contributor, Image, PreviewLink
from portal.editorial.previewing import shared_preview_url
from tests.conftest import put_live
from tests.editorial.workflow import KINDS
from tests.page_kinds import make_comment
from tests.portal.markers import (
    DATA,
    DERIVED,
    NEVER_SHOWN,
    ON_REVISIONS,
    WITHOUT_WORDS,
    Markers,
    Marking,
    models_of,
    texts_of,
)
from tests.portal.walking import EXAMPLES, Walk, answer_at, asked_for, names_of_patterns

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Of a page whose words are not public; the last two are live with other words.
STATES = [
    "draft",
    "asked",
    "recalled",
    "returned",
    "signed",
    "scheduled",
    "withdrawn",
    "ended",
    "edited",
    "next",
]
WITH_OTHER_WORDS = ("edited", "next")
WORDS_OF_A_QUERY = 8
NAMES = ("Article.title", "Term.title", "Synonym.text")


@dataclass
class Hidden:
    page: Any
    state: str
    marking: Marking
    signer: Any


@dataclass
class World:
    markers: Markers
    hidden: list[Hidden]
    walk: Walk


@pytest.fixture
def world(db: None) -> World:
    markers, walk = Markers(), Walk()
    hidden = [
        make_hidden(markers, model, language, state)
        for model in KINDS
        for language in LANGUAGES
        for state in STATES
    ]
    for language in LANGUAGES:
        make_neighbours(language, [one.page for one in hidden if one.page.language == language])
    for one in hidden:
        make_comment(one.page.discussion, "approved")
    walk.tokens = [ended_token(hidden[0])]
    prepare_queries(walk, hidden)
    return World(markers, hidden, walk)


def make_hidden(markers: Markers, model: Any, language: str, state: str) -> Hidden:
    marking = Marking(markers, language, f"{model.__name__}, {state}, {language}")
    slug = f"{state}-{model.__name__}-{language}".lower()
    page = model.objects.create(language=language, title="Sans", slug=slug, summary="Sans.")
    if state in WITH_OTHER_WORDS:
        put_live(page)
    marking.mark(page)
    one = Hidden(page, state, marking, marking.signer())
    lead_to(state, one)
    return one


def lead_to(state: str, one: Hidden) -> None:
    """Bring a draft into that state by what people do. They write notes and remarks on the way."""
    page, note, by = one.page, one.marking.note, one.marking.account()
    long_ago = timezone.now() - timedelta(days=20)
    match state:
        case "asked":
            ask(one)
        case "recalled":
            ask(one)
            page.recall(by=by, note=note())
        case "returned":
            ask(one).send_back(by=one.signer, remarks=note())
        case "signed":
            sign(one)
        case "scheduled" | "next":
            sign(one)
            page.publish(by=by, at=timezone.now() + timedelta(hours=1), note=note())
        case "withdrawn":
            sign(one)
            page.publish(by=by, note=note())
            page.withdraw(by=by, note=note())
        case "ended":
            with travel(long_ago, tick=True):
                sign(one)
                page.publish(by=by, until=long_ago + timedelta(days=9), note=note())


def ask(one: Hidden) -> Any:
    return one.page.ask_for_review(by=one.marking.account(), note=one.marking.note("Revision.note"))


def sign(one: Hidden) -> None:
    ask(one).sign(by=one.signer, note=one.marking.note())


def make_neighbours(language: str, pages: list[Any]) -> None:
    """Live pages that point at those that are not: by links, as related terms, as other languages of them."""
    links = "".join(f'<li><a href="{identity_of(page)}">ici</a></li>' for page in pages)
    for model in KINDS:
        page = model.objects.create(
            language=language,
            title="Voisine",
            slug="voisine",
            summary="Une phrase.",
            body=f"<ul>{links}</ul>",
        )
        put_live(page)
        for term in pages:
            if isinstance(page, Term) and isinstance(term, Term):
                Relation.join(page, term)
    for page in pages:
        put_live(translation_of(page))


def translation_of(page: Any) -> Any:
    """In the other language, and behind what it was translated from."""
    return type(page).objects.create(
        language=next(code for code in LANGUAGES if code != page.language),
        translation_key=page.translation_key,
        source_language=page.language,
        source_number=0,
        title="Traduction",
        slug=f"traduction-{page.pk}",
        summary="Une phrase.",
    )


def prepare_queries(walk: Walk, hidden: list[Hidden]) -> None:
    """Ask for all words of each page, but never for its title and summary at once; for names also as

    somebody writes them who does not know them well, and by their beginnings.
    """
    for language in LANGUAGES:
        pages = [one.marking for one in hidden if one.page.language == language]
        names = [word for marking in pages for word in marking.words if marking.words[word] in NAMES]
        misspelt = [word[:-2] + "éé" for word in names]
        walk.beginnings[language] = [word[:6] for word in names]
        walk.searches[language] = [" ".join(words) for words in apart(misspelt)]
        for marking in pages:
            walk.searches[language] += [" ".join(words) for words in apart(list(marking.words))]


def apart(words: list[str]) -> list[list[str]]:
    """As many as one query may hold, neighbours in different ones."""
    step = len(words) // WORDS_OF_A_QUERY + 1
    return [words[start::step] for start in range(step)]


def ended_token(one: Hidden) -> str:
    _link, token = PreviewLink.make(one.page, by=one.marking.account())
    PreviewLink.end(one.page)
    return token


def found_by(walk: Walk, markers: Markers) -> dict[str, str]:
    """Each word that was read somewhere, with an address where it was."""
    client, found = Client(), dict[str, str]()
    for address in walk.addresses():
        asked = markers.found_in(asked_for(address))
        for word in markers.found_in(answer_at(client, address)) - asked:
            found.setdefault(word, address)
    return found


def told(markers: Markers, found: dict[str, str]) -> list[str]:
    return sorted(f"{markers.where[word]}: {address}" for word, address in found.items())


def publish(one: Hidden) -> None:
    if one.state in {"draft", "asked", "recalled", "returned", "edited"}:
        sign(one)
    if one.state not in {"scheduled", "next"}:
        type(one.page).objects.get(pk=one.page.pk).publish(by=one.marking.account(), note=one.marking.note())


def test_what_is_not_public_is_found_nowhere_and_what_is_published_is_found(world: World) -> None:
    assert told(world.markers, found_by(world.walk, world.markers)) == []

    for one in world.hidden:
        publish(one)
    with travel(timezone.now() + timedelta(hours=2), tick=True):
        found = found_by(world.walk, world.markers)
    shown = {word: address for word, address in found.items() if word in world.markers.never}
    assert told(world.markers, shown) == []
    missed = dict.fromkeys(world.markers.where.keys() - world.markers.never - found.keys(), "found nowhere")
    assert told(world.markers, missed) == []


def test_a_private_link_is_the_one_door_to_a_draft_and_it_can_be_shut(client: Client) -> None:
    markers = Markers()
    one = make_hidden(markers, Article, "fr", "draft")
    _link, token = PreviewLink.make(one.page, by=one.marking.account())
    address = shared_preview_url(one.page, token)
    seen = markers.found_in(client.get(address).content.decode())
    assert {markers.where[word].partition(" of ")[0] for word in seen} >= {"Article.title", "Article.body"}
    assert not seen & markers.never
    assert client.get(address.replace("/fr/", "/en/", 1)).status_code == 404
    PreviewLink.end(one.page)
    gone = client.get(address)
    assert gone.status_code == 404
    assert markers.found_in(gone.content.decode()) == set()


def test_every_pattern_of_the_url_configuration_has_an_example() -> None:
    assert set(names_of_patterns()) == set(EXAMPLES)


@pytest.mark.parametrize("model", KINDS)
def test_no_column_that_could_hold_words_is_left_out(model: Any) -> None:
    for one in models_of(model):
        marked = {field.name for field in texts_of(one)}
        for column in one._meta.concrete_fields:
            is_told = column.name in marked or column.name in DERIVED or column.name in DATA
            assert is_told or isinstance(column, WITHOUT_WORDS), f"{one.__name__}.{column.name}: mark it"


@pytest.mark.parametrize("model", KINDS)
def test_revisions_hold_no_words_of_their_own_but_those_that_are_told(model: Any) -> None:
    revision = model.revision_model()
    own = {column.name for column in revision._meta.concrete_fields} - {
        column.name for column in model._meta.concrete_fields
    }
    words = {name for name in own if not isinstance(revision._meta.get_field(name), WITHOUT_WORDS)}
    assert words <= ON_REVISIONS


def test_the_lists_of_exceptions_name_what_there_is() -> None:
    models_there = set().union(*(models_of(model) for model in KINDS))
    assert {Article, Term, Contributor, Image, Category} <= models_there
    assert ImportedTerm not in models_there  # a checksum and identifiers, no words
    columns = {f"{model.__name__}.{field.name}" for model in models_there for field in texts_of(model)}
    elsewhere = ("Revision.", "TrailEntry.", "User.", "file ")
    assert {name for name in NEVER_SHOWN if not name.startswith(elsewhere)} <= columns
    assert all(isinstance(reason, str) and reason for reason in [*NEVER_SHOWN.values(), *DERIVED.values()])
