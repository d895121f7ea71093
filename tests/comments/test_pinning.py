"""One thread of a discussion stands above the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments import permalinks
from comments.audit import Decision
from comments.models import Comment
from tests.conftest import Make

pytestmark = pytest.mark.django_db
Status = Comment.Status
PAGE = "/fr/articles/comprendre/"


@pytest.fixture
def moderator(make_user: Make) -> Any:
    return make_user("moderatrice", "Moderators")


@pytest.fixture
def threads(article: Article, make_comment: Make) -> list[Comment]:
    """Three published comments, the oldest first."""
    now = timezone.now()
    return [
        make_comment(article.discussion, status="approved", name=f"Voix {n}", created_at=now + timedelta(n))
        for n in range(3)
    ]


def order(client: Client) -> list[str]:
    page = client.get(PAGE).content.decode()
    return sorted((f"Voix {n}" for n in range(3)), key=lambda name: page.index(f"<bdi>{name}"))


def test_the_pinned_thread_stands_first_and_says_so(
    client: Client, threads: list[Comment], moderator: Any
) -> None:
    assert order(client) == ["Voix 0", "Voix 1", "Voix 2"]
    assert "comment--pinned" not in client.get(PAGE).content.decode()
    threads[2].pin(by=moderator)
    assert order(client) == ["Voix 2", "Voix 0", "Voix 1"]
    assert client.get(PAGE).content.decode().count("comment--pinned") == 1


def test_pinning_another_takes_its_place(threads: list[Comment], moderator: Any) -> None:
    threads[1].pin(by=moderator)
    threads[2].pin(by=moderator)
    assert list(Comment.objects.filter(place="pinned")) == [threads[2]]
    assert [entry.action for entry in Decision.objects.about(threads[1])][:2] == ["unpinned", "pinned"]


def test_pinning_an_answer_pins_its_thread(
    threads: list[Comment], make_comment: Make, moderator: Any
) -> None:
    reply = make_comment(threads[0].discussion, status="approved", parent=threads[1])
    assert reply.pin(by=moderator) == threads[1]
    assert reply.unpin(by=moderator).is_pinned is False


def test_unpinning_lets_it_stand_by_its_age(client: Client, threads: list[Comment], moderator: Any) -> None:
    threads[2].pin(by=moderator)
    threads[2].unpin(by=moderator)
    assert order(client) == ["Voix 0", "Voix 1", "Voix 2"]
    assert [entry.action for entry in Decision.objects.about(threads[2])][:2] == ["unpinned", "pinned"]


def test_what_is_pinned_twice_is_logged_once(threads: list[Comment], moderator: Any) -> None:
    for _ in range(2):
        threads[2].pin(by=moderator)
    assert [entry.action for entry in Decision.objects.about(threads[2])] == ["pinned", "approved"]


def test_each_discussion_has_its_own(
    threads: list[Comment], make_article: Make, make_comment: Make, moderator: Any
) -> None:
    elsewhere = make_comment(make_article().discussion, status="approved")
    threads[0].pin(by=moderator)
    elsewhere.pin(by=moderator)
    assert Comment.objects.filter(place="pinned").count() == 2


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_only_what_is_public_is_pinned(
    article: Article, make_comment: Make, moderator: Any, status: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        make_comment(article.discussion, status=status).pin(by=moderator)
    assert refused.value.code == "not_public"


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers", ""])
def test_nobody_pins_without_the_right(threads: list[Comment], make_user: Make, group: str) -> None:
    user = make_user("quelqu-un", group)
    for change in (threads[0].pin, threads[0].unpin):
        with pytest.raises(PermissionDenied):
            change(by=user)


@pytest.mark.parametrize("status", ["rejected", "spam"])
def test_what_is_taken_back_is_pinned_no_more(threads: list[Comment], moderator: Any, status: Any) -> None:
    threads[0].pin(by=moderator)
    threads[0].decide(status, by=moderator, reason="charter")
    assert threads[0].is_pinned is False
    threads[0].undo(by=moderator)
    assert (threads[0].status, threads[0].is_pinned) == ("approved", False)


def test_undoing_the_approval_of_a_pinned_thread_is_possible(threads: list[Comment], moderator: Any) -> None:
    threads[0].pin(by=moderator)
    threads[0].refresh_from_db()
    threads[0].undo(by=moderator)
    assert (threads[0].status, threads[0].place) == ("pending", "")


def test_the_erased_are_pinned_no_more(threads: list[Comment], moderator: Any) -> None:
    threads[0].pin(by=moderator)
    Comment.objects.filter(pk=threads[0].pk).erase()
    assert not Comment.objects.filter(place="pinned").exists()


def test_the_database_keeps_one_for_each_discussion(threads: list[Comment]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.update(place="pinned")


@pytest.mark.parametrize(("status", "place"), [("pending", "pinned"), ("approved", "top")])
def test_the_database_pins_only_what_is_public(threads: list[Comment], status: str, place: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=threads[0].pk).update(status=status, place=place)


def test_permanent_addresses_count_the_pinned_thread(
    client: Client, threads: list[Comment], moderator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permalinks, "PER_PAGE", 1)
    threads[2].pin(by=moderator)
    found = [client.get(reverse("comments:permalink", args=[one.pk]))["Location"] for one in threads]
    assert [place.partition("?comments=")[2].partition("#")[0] for place in found] == ["2", "3", ""]
