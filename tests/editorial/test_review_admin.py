"""Who may do what to a page, also by requests made by hand; the reviewer's view; the history."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article, ArticleContribution, ArticleRevision, ArticleSource
from comments.models import Discussion
from glossary.models import Term, TermRevision
from portal.editorial.limits import REVIEW_MONTHS_MAX
from portal.editorial.models import Contributor, PageState, PreviewLink, Review, TrailEntry
from portal.editorial.models.review import months_after
from tests.editorial.page_forms import Fields, address, opened, send
from tests.editorial.workflow import (
    KINDS,
    account,
    complete_page,
    live_page,
    profile,
    reviewer,
    signed_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

EDITORS, REVIEWERS, MODERATORS = "Editors", "Medical reviewers", "Moderators"
EVERYBODY = ("", EDITORS, REVIEWERS, MODERATORS, "superuser")
LATER = timedelta(days=1)


def client_of(group: str) -> Client:
    """Somebody of that group who has a profile, so that only permissions decide; "" is without account."""
    client = Client()
    if group:
        user = account(f"of-{group.lower().replace(' ', '-')}", group)
        user.is_superuser = group == "superuser"
        user.save()
        profile(user, f"profil-{user.pk}")
        client.force_login(user)
    return client


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


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


def in_review() -> Any:
    page = complete_page()
    page.ask_for_review(by=None)
    return page


def edited(page: Any, **change: Any) -> Any:
    for name, value in change.items():
        setattr(page, name, value)
    page.save()
    return fresh(page)


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


def today_in_a_year() -> str:
    return (timezone.localdate() + timedelta(365)).isoformat()


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


# The reviewer's view


def marked(tag: str, word: str, html: str) -> bool:
    return re.search(rf"<{tag}[^>]*>\s*{word}\s*</{tag}>", html) is not None


def decide(client: Client, page: Any, number: int = 1, **data: Any) -> Any:
    return client.post(address(page, "review", number), data)


@pytest.mark.parametrize("model", KINDS)
def test_a_reviewer_sees_the_revision_beside_the_live_one_with_every_word_marked(model: Any) -> None:
    page = live_page(model)
    edited(page, summary="Un résumé en très peu de mots.").ask_for_review(by=None, note="Plus court")
    html = client_of(REVIEWERS).get(address(page, "review", 2)).content.decode()
    for number in (1, 2):
        assert f'src="{address(page, "revision", number)}"' in html
    assert marked("ins", "très", html)
    assert "Plus court" in html
    assert 'name="_sign"' in html
    assert 'name="_return"' in html


def test_a_reviewer_sees_what_was_frozen_not_what_was_written_since() -> None:
    page = in_review()
    edited(page, title="Écrit depuis")
    client = client_of(REVIEWERS)
    html = client.get(address(page, "review", 1)).content.decode()
    assert "Écrit depuis" not in html.partition('<div class="review">')[2]
    assert "Écrit depuis" not in client.get(address(page, "revision", 1)).content.decode()
    decide(client, page, _sign="1", due_on=today_in_a_year())
    assert fresh(page).states() == [PageState.DRAFT]
    assert page.revisions.get().review == Review.SIGNED


def test_who_may_not_decide_gets_no_buttons_for_it() -> None:
    page = in_review()
    html = client_of(EDITORS).get(address(page, "review", 1)).content.decode()
    assert 'name="_sign"' not in html
    assert 'name="_return"' not in html


def test_what_was_decided_offers_no_second_decision() -> None:
    page = signed_page()
    assert 'name="_sign"' not in client_of(REVIEWERS).get(address(page, "review", 1)).content.decode()


def test_a_signature_from_the_view_carries_name_day_and_note() -> None:
    page, client = in_review(), client_of(REVIEWERS)
    assert decide(client, page, _sign="1", due_on=today_in_a_year(), note="Relu").status_code == 302
    signed = page.revisions.get()
    assert signed.review == Review.SIGNED
    assert signed.signed_by.username == "of-medical-reviewers"
    assert signed.review_due_on.isoformat() == today_in_a_year()
    assert TrailEntry.objects.about(page).first().note == "Relu"  # type: ignore[union-attr]


@pytest.mark.parametrize("due_on", ["", "x", "2020-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_told_and_nothing_is_signed(due_on: str) -> None:
    page = in_review()
    answer = decide(client_of(REVIEWERS), page, _sign="1", due_on=due_on, note="Gardé")
    assert answer.status_code == 200
    assert answer.context["sign"].errors
    assert "Gardé" in answer.content.decode()
    assert page.revisions.get().review == Review.ASKED


def test_the_last_day_is_three_years_ahead() -> None:
    last = months_after(timezone.localdate(), REVIEW_MONTHS_MAX)
    page, client = in_review(), client_of(REVIEWERS)
    decide(client, page, _sign="1", due_on=(last + timedelta(1)).isoformat())
    assert page.revisions.get().review == Review.ASKED
    decide(client, page, _sign="1", due_on=last.isoformat())
    assert page.revisions.get().review == Review.SIGNED


@pytest.mark.parametrize("remarks", ["", "  \n", "x" * 5001])
def test_a_page_is_not_returned_without_remarks(remarks: str) -> None:
    page = in_review()
    answer = decide(client_of(REVIEWERS), page, _return="1", remarks=remarks)
    assert answer.status_code == 200
    assert "remarks" in answer.context["send_back"].errors
    assert page.revisions.get().review == Review.ASKED


def test_neither_button_returns_nothing_without_remarks() -> None:
    page = in_review()
    assert decide(client_of(REVIEWERS), page).status_code == 200
    assert page.revisions.get().review == Review.ASKED


def test_the_only_author_is_told_why_not() -> None:
    page, client = complete_page(), client_of(REVIEWERS)
    page.contributions.all().delete()
    page.contributions.create(contributor=Contributor.objects.get(user__username="of-medical-reviewers"))
    page.ask_for_review(by=None)
    answer = decide(client, page, _sign="1", due_on=today_in_a_year())
    assert answer.status_code == 200
    assert answer.context["sign"].non_field_errors()
    assert page.revisions.get().review == Review.ASKED


def test_the_only_author_cannot_sign_under_another_profile_or_a_new_address() -> None:
    user = reviewer()
    page = complete_page()
    page.contributions.all().delete()
    second = profile(user, "second-profil", name="Un autre nom")
    page.contributions.create(contributor=second)
    revision = page.ask_for_review(by=None)
    second.slug = "ailleurs"
    second.save()
    with pytest.raises(ValidationError) as refused:
        revision.sign(by=user)
    assert refused.value.code == "sole_author"
    second.slug, second.name = "second-profil", "Encore un autre"
    second.save()
    with pytest.raises(ValidationError):
        revision.sign(by=user)


MARKUP = "<script>alert(1)</script> {{ 7|add:7 }} <img src=x onerror=alert(1)>"


def test_remarks_and_reasons_are_shown_as_they_were_typed() -> None:
    page = complete_page()
    page.ask_for_review(by=None, note=MARKUP)
    client, editor = client_of(REVIEWERS), client_of(EDITORS)
    assert "<script>alert(1)" not in client.get(address(page, "review", 1)).content.decode()
    decide(client, page, _return="1", remarks=f"Première ligne\n{MARKUP}")
    for url in (address(page), address(page, "history"), address(page, "review", 1)):
        html = editor.get(url).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in html
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html


def test_remarks_belong_to_the_revision_they_were_made_on() -> None:
    page, client = in_review(), client_of(REVIEWERS)
    decide(client, page, _return="1", remarks="Citez la source.")
    editor = client_of(EDITORS)
    assert editor.get(address(page)).context["remarks"].revision_number == 1
    fresh(page).ask_for_review(by=None)
    assert editor.get(address(page)).context["remarks"] is None
    assert [entry.revision_number for entry in client.get(address(page, "review", 2)).context["remarks"]] == [
        1
    ]


def test_a_text_that_was_returned_is_not_published_by_an_older_signature() -> None:
    page = signed_page()
    page.ask_for_review(by=None).send_back(by=User.objects.get(username="relectrice"), remarks="Non.")
    send(client_of(EDITORS), page, _publish="1")
    assert fresh(page).states() == [PageState.RETURNED]


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_holds_and_the_other_is_told() -> None:
    page = in_review()
    clients, start = [client_of(REVIEWERS), client_of("superuser")], Barrier(2)
    decisions: list[Fields] = [
        {"_sign": "1", "due_on": today_in_a_year()},
        {"_return": "1", "remarks": "À revoir."},
    ]

    def both(number: int) -> Any:
        start.wait(10)
        try:
            return decide(clients[number], page, **decisions[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told, done = sorted(pool.map(both, range(2)), key=lambda answer: int(answer.status_code))
    assert (told.status_code, done.status_code) == (200, 302)
    assert 'class="error"' in told.content.decode()
    review = page.revisions.get().review
    entries = list(TrailEntry.objects.about(page).exclude(action="asked").values_list("action", flat=True))
    assert entries == [review]
    assert review in (Review.SIGNED, Review.RETURNED)


# The history


def test_the_history_tells_who_when_and_why_and_leads_to_every_revision() -> None:
    page = live_page()
    edited(page, title="Autre").ask_for_review(by=account("eve"), note="Nouveau chiffre")
    answer = client_of(REVIEWERS).get(address(page, "history"))
    html = answer.content.decode()
    assert [revision.number for revision in answer.context["revisions"]] == [2, 1]
    assert [line["entry"].action for line in answer.context["entries"]] == [
        "asked",
        "published",
        "signed",
        "asked",
    ]
    assert html.count("Nouveau chiffre") == 2
    assert "eve" in html
    for number in (1, 2):
        assert address(page, "review", number) in html
    assert '<form method="post"' not in html.partition('id="revisions-title"')[2]


def test_any_two_revisions_are_compared_and_one_with_the_working_copy() -> None:
    page = live_page()
    for word in ("deux", "trois"):
        edited(page, title=f"Page {word}").ask_for_review(by=None)
    edited(page, title="Page quatre")
    client = client_of(EDITORS)
    seen = {
        query: client.get(f"{address(page, 'compare')}?{query}").content.decode()
        for query in ("from=2&to=3", "from=3&to=2", "from=2")
    }
    assert marked("del", "deux", seen["from=2&to=3"])
    assert marked("ins", "trois", seen["from=2&to=3"])
    assert marked("ins", "deux", seen["from=3&to=2"])
    assert marked("ins", "quatre", seen["from=2"])


def test_a_history_of_fifty_revisions_costs_a_few_queries(django_assert_max_num_queries: Any) -> None:
    page = complete_page()
    user = account("eve")
    for _ in range(50):
        page.ask_for_review(by=user)
    client = client_of(EDITORS)
    with django_assert_max_num_queries(12):
        assert client.get(address(page, "history")).status_code == 200


# Time in public, where two steps meet


def signed_again(page: Any, **change: Any) -> Any:
    edited(page, **change).ask_for_review(by=None, significance=change.pop("significance", "content")).sign(
        by=User.objects.get(username="relectrice")
    )
    return fresh(page)


def test_a_correction_leaves_what_is_scheduled_and_no_gap() -> None:
    page = live_page()
    page = signed_again(page, title="Page complète un")
    start = timezone.now() + LATER
    page.publish(by=None, at=start)
    edited(page, title="Page compléte un").correct(by=None)
    windows = list(page.revisions.filter(public_from__isnull=False).order_by("public_from"))
    assert [revision.number for revision in windows] == [1, 3, 2]
    assert [one.public_until for one in windows[:-1]] == [one.public_from for one in windows[1:]]
    assert windows[-1].public_from == start
    assert windows[-1].public_until is None


@pytest.mark.parametrize("days", [0, 3])
def test_a_schedule_is_moved_not_doubled(days: int) -> None:
    page = signed_again(live_page(), title="Autre")
    page.publish(by=None, at=timezone.now() + LATER)
    page.publish(by=None, at=timezone.now() + timedelta(days) if days else None)
    assert page.revisions.count() == 2
    windows = list(page.revisions.order_by("number").values_list("public_from", "public_until"))
    assert windows[0][1] == windows[1][0]
    assert (windows[1][0] > timezone.now() + timedelta(2)) == bool(days)
    assert windows[1][1] is None


def test_publishing_now_what_was_scheduled_keeps_its_significance() -> None:
    page = live_page()
    edited(page, title="Autre").ask_for_review(by=None, significance="major").sign(
        by=User.objects.get(username="relectrice")
    )
    page = fresh(page)
    page.publish(by=None, at=timezone.now() + LATER)
    page.publish(by=None)
    assert page.live_revision.significance == "major"


def test_the_seal_is_of_what_is_stored() -> None:
    page = complete_page(title='L\'œil "sec"', body="<h2>Un</h2><p>Deux: trois...</p>")
    page.ask_for_review(by=None)
    stored = page.revisions.get()
    assert stored.digest == stored.content_digest()
