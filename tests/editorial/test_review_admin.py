"""Who may do what to a page, also by requests made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from articles.models import Article, ArticleContribution, ArticleRevision, ArticleSource
from comments.models import Discussion
from glossary.models import Term, TermRevision
from portal.editorial.models import PageState, PreviewLink, TrailEntry
from tests.editorial.page_forms import Fields, address, opened, send
from tests.editorial.reviewing import (
    EDITORS,
    EVERYBODY,
    LATER,
    MODERATORS,
    REVIEWERS,
    client_of,
    edited,
    fresh,
    in_review,
    today_in_a_year,
)
from tests.editorial.workflow import (
    account,
    complete_page,
    live_page,
    signed_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def everything() -> list[Any]:
    """All that a step could change. Who has a form open is left out: looking at it is enough for that."""
    stored = (
        *(Article, ArticleRevision, ArticleSource, ArticleContribution),
        *(Term, TermRevision, TrailEntry, PreviewLink, Discussion),
    )
    return [list(model.objects.order_by("pk").values()) for model in stored]


# A row for each step: the page it is tried on, the request, and who may


@dataclass(frozen=True)
class Step:
    name: str
    page: Callable[[], Any]
    url: Callable[[Any], str]
    data: Callable[[Any], Fields]
    may: frozenset[str]

    def __str__(self) -> str:
        return self.name


def scheduled() -> Any:
    page = signed_page()
    page.publish(by=None, at=timezone.now() + LATER)
    return fresh(page)


def shared() -> Any:
    page = complete_page()
    PreviewLink.make(page, by=account("partageuse"))
    return page


def behind_its_original() -> Any:
    original = live_page()
    copy = original.start_translation("en", by=None)
    edited(original, title="Autre").ask_for_review(by=None).sign(by=User.objects.get(username="relectrice"))
    fresh(original).publish(by=None)
    return copy


def button(name: str, page: Callable[[], Any], *may: str, **more: Any) -> Step:
    """A button of the form: everything else is sent as it stands there."""

    def data(page: Any) -> Fields:
        client = Client()
        client.force_login(User.objects.create_superuser("ouvre-le-formulaire"))
        return opened(client, page) | {name: "1"} | more

    return Step(name, page, address, data, frozenset(may))


def view(name: str, page: Callable[[], Any], *may: str, more: tuple[Any, ...] = (), **data: Any) -> Step:
    return Step(
        f"{name} {' '.join(data)}".strip(),
        page, lambda page: address(page, name, *more), lambda page: data, frozenset(may),
    )  # fmt: skip


def action(name: str, page: Callable[[], Any], *may: str) -> Step:
    def data(page: Any) -> Fields:
        return {"action": name, "_selected_action": [page.pk]}

    return Step(
        f"{name} in the list", page, lambda page: address(Article, "changelist"), data, frozenset(may)
    )


STEPS = [
    button("_review", complete_page, EDITORS, "superuser"),
    button("_recall", in_review, EDITORS, "superuser"),
    button("_publish", signed_page, EDITORS, "superuser"),
    button("_correct", lambda: edited(live_page(), title="Page compléte"), EDITORS, "superuser"),
    button("_withdraw", live_page, EDITORS, "superuser"),
    button("_unschedule", scheduled, EDITORS, "superuser"),
    button("_follow", behind_its_original, EDITORS, "superuser"),
    button("_save", complete_page, EDITORS, "superuser", title="Autre titre"),
    view("review", in_review, REVIEWERS, "superuser", more=(1,), _sign="1", due_on=today_in_a_year()),
    view("review", in_review, REVIEWERS, "superuser", more=(1,), _return="1", remarks="À revoir."),
    view("restore", lambda: edited(live_page(), title="Autre"), EDITORS, "superuser", more=(1,)),
    view("publish_revision", signed_page, EDITORS, "superuser", more=(1,)),
    view("translate", live_page, EDITORS, "superuser", language="en"),
    view("share", complete_page, EDITORS, "superuser"),
    view("share", shared, EDITORS, "superuser", _end="1"),
    view("delete", complete_page, EDITORS, "superuser", post="yes"),
    view("delete", live_page, post="yes"),
    action("publish", signed_page, EDITORS, "superuser"),
    action("withdraw", live_page, EDITORS, "superuser"),
    action("close_discussions", live_page, EDITORS, "superuser"),
    action("delete_selected", complete_page),
]


@pytest.mark.parametrize("group", EVERYBODY)
@pytest.mark.parametrize("step", STEPS, ids=str)
def test_who_may_do_what(step: Step, group: str) -> None:
    page = step.page()
    data, client = step.data(page), client_of(group)
    before = everything()
    answer = client.post(step.url(page), data)
    if group in step.may:
        assert answer.status_code == 302
        assert everything() != before
    else:
        refusals = {302, 403, 200} if "action" in data else {302, 403}
        assert answer.status_code in (refusals if group else {302})
        assert everything() == before
    if not group:
        assert answer["Location"].startswith("/admin/login/")


LOOKS: list[tuple[str, tuple[Any, ...], Fields]] = [
    ("change", (), {}),
    ("history", (), {}),
    ("compare", (), {"from": "1", "to": "2"}),
    ("compare", (), {"from": "1"}),
    ("review", (1,), {}),
    ("review", (1,), {"_sign": "1", "due_on": "2030-01-01"}),
    ("review", (1,), {"_return": "1", "remarks": "Non."}),
    ("revision", (1,), {}),
    ("preview", (), {}),
    ("restore", (1,), {}),
    ("publish_revision", (1,), {}),
    ("translate", (), {"language": "en"}),
    ("share", (), {}),
    ("share", (), {"_end": "1"}),
    ("presence", (), {}),
    ("draft", (), {}),
    ("delete", (), {"post": "yes"}),
]
POST_ONLY = {"restore", "publish_revision", "translate", "share", "presence", "draft"}


@pytest.mark.parametrize("group", EVERYBODY)
def test_looking_changes_nothing_and_is_for_those_who_may_look(group: str) -> None:
    page = live_page()
    edited(page, title="Autre").ask_for_review(by=None)
    PreviewLink.make(page, by=account("partageuse"))
    client, before = client_of(group), everything()
    may_look = group in (EDITORS, REVIEWERS, "superuser")
    for name, more, query in LOOKS:
        for method in (client.get, client.head):
            status = method(address(page, name, *more), query).status_code
            if not group:
                assert status == 302, name
            elif name in POST_ONLY:
                assert status == 405, name
            elif may_look and name != "delete":
                assert status == 200, name
            else:
                assert status == 403, name
    for name in ("changelist", "translations"):
        expected = 200 if may_look else 403 if group else 302
        assert client.get(address(Article, name)).status_code == expected
    assert everything() == before


WITHOUT_PUBLISHING = [
    ("_publish", signed_page),
    ("_withdraw", live_page),
    ("_unschedule", scheduled),
    ("_correct", live_page),
]


@pytest.mark.parametrize(("name", "page"), WITHOUT_PUBLISHING)
def test_who_writes_but_does_not_publish_is_refused_and_nothing_is_saved(
    name: str, page: Callable[[], Any]
) -> None:
    made, client = page(), client_of(EDITORS)
    user = User.objects.get(username="of-editors")
    verbs = ("view", "change", "add")
    allowed = [
        f"{verb}_{part}" for verb in verbs for part in ("article", "articlesource", "articlecontribution")
    ]
    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    before, fields = everything(), opened(client, made)
    assert f'name="{name}"' not in client.get(address(made)).content.decode()
    assert send(client, made, fields, title="Autre", **{name: "1"}).status_code == 403
    assert everything() == before


def test_publishing_is_a_permission_of_its_own() -> None:
    page, client = signed_page(), client_of(MODERATORS)
    user = User.objects.get(username="of-moderators")
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "publish_article"]))
    assert client.post(address(page, "restore", 1)).status_code == 403
    assert client.post(address(page, "share")).status_code == 403
    assert client.post(address(page, "publish_revision", 1)).status_code == 302
    assert fresh(page).state == PageState.LIVE


def test_an_editor_of_terms_does_nothing_to_articles() -> None:
    page, client = signed_page(), client_of(MODERATORS)
    user = User.objects.get(username="of-moderators")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="glossary"))
    before = everything()
    for name, more in (("review", (1,)), ("publish_revision", (1,)), ("restore", (1,)), ("share", ())):
        assert client.post(address(page, name, *more), {"_sign": "1"}).status_code == 403
    assert everything() == before


VIEWS_OF_A_REVISION = ["review", "revision", "restore", "publish_revision"]


@pytest.mark.parametrize("name", VIEWS_OF_A_REVISION)
@pytest.mark.parametrize("number", [2, 0, 99, 10**9, 10**30])
def test_the_revision_of_another_page_is_not_found(name: str, number: int) -> None:
    page, other = signed_page(), signed_page()
    other.ask_for_review(by=None)
    client, before = client_of("superuser"), everything()
    url = address(page, name, number)
    if name not in ("restore", "publish_revision"):
        assert client.get(url).status_code == 404
    assert client.post(url, {"_return": "1", "remarks": "Non."}).status_code in (404, 403)
    assert everything() == before


@pytest.mark.parametrize(
    "query", ["", "from=", "from=x", "from=2", "from=1&to=2", "from=-1", f"from={10**30}", "to=1"]
)
def test_what_cannot_be_compared_is_not_found(query: str) -> None:
    page = signed_page()
    signed_page().ask_for_review(by=None)
    client = client_of(EDITORS)
    assert client.get(f"{address(page, 'compare')}?{query}").status_code == 404
    assert client.get(f"{address(page, 'compare')}?from=1").status_code == 200


@pytest.mark.parametrize(
    "name", ["history", "compare", "review", "revision", "preview", "share", "translate", "change"]
)
@pytest.mark.parametrize("key", [999, 10**30])
def test_a_page_that_is_not_there_is_not_found(name: str, key: int) -> None:
    page = complete_page()
    page.pk = key
    more = (1,) if name in VIEWS_OF_A_REVISION else ()
    client = client_of(EDITORS)
    url = address(page, name, *more)
    status = client.post(url).status_code if name in ("share", "translate") else client.get(url).status_code
    assert status == (302 if name == "change" else 404)
