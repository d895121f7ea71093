"""A file of discussions is taken in once, as text, and brings nothing back that was erased."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Comment, Decision, Discussion
from tests.comments.conftest import address, body
from tests.comments.exchange.conftest import (
    forget_comments,
    row,
)
from tests.conftest import Make, put_live


def test_a_private_file_brings_everything_to_another_portal(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str], client: Client
) -> None:
    columns = (
        "name", "email", "text", "html", "status", "reason", "explanation", "origin", "created_at",
        "decided_at", "token", "sender_key", "parent__token", "answers__token", "discussion",
    )  # fmt: skip
    before = list(Comment.objects.order_by("created_at").values(*columns))
    path = export("--private")
    words = path.read_text()
    forget_comments()
    assert take_in(path).strip() == f"{len(talk)} added, 0 here already, 0 changed"
    assert list(Comment.objects.order_by("created_at").values(*columns)) == before
    assert export("--private").read_text() == words
    assert Discussion.objects.get(pk=talk["approved"].discussion_id).approved_count == 4
    assert client.get(talk["pending"].get_receipt_url()).status_code == 200


def test_a_public_file_brings_what_is_published_and_answers_stay_answers(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str]
) -> None:
    path = export()
    words = path.read_text()
    forget_comments()
    take_in(path)
    assert set(Comment.objects.values_list("status", flat=True)) == {"approved"}
    newest = Comment.objects.get(answers__isnull=False)
    assert newest.parent is not None
    assert newest.answers is not None
    assert newest.answers.parent == newest.parent
    assert export().read_text() == words


def test_the_same_file_a_second_time_changes_nothing(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str]
) -> None:
    path = export("--private")
    for is_foreign in (False, True):
        if is_foreign:
            forget_comments()
            take_in(path)
        before = list(Comment.objects.order_by("pk").values()), Decision.objects.count()
        changed_at = Discussion.objects.get(pk=talk["approved"].discussion_id).changed_at
        assert take_in(path).strip() == f"0 added, {len(talk)} here already, 0 changed"
        assert (list(Comment.objects.order_by("pk").values()), Decision.objects.count()) == before
        assert Discussion.objects.get(pk=talk["approved"].discussion_id).changed_at == changed_at


@pytest.mark.parametrize("change", ["spam", "erased"])
def test_a_file_brings_nothing_back_that_was_taken_back_or_erased_since(
    talk: dict[str, Comment], export: Callable[..., Path], take_in: Callable[..., str], change: str
) -> None:
    path = export("--private")
    comment = Comment.objects.filter(pk=talk["approved"].pk)
    comment.erase() if change == "erased" else comment.decide(change, by=None)
    take_in(path)
    assert comment.get().status == change


def test_what_came_from_a_file_says_so_in_the_log_and_names_nobody(
    article: Article, make_user: Make, take_in: Callable[..., str]
) -> None:
    make_user("moderatrice", "Moderators")
    take_in([row(), row(8, state="pending"), row(9, state="rejected", reason="sale")])
    logged = Decision.objects.order_by("pk").values_list(
        "action", "before", "after", "actor_id", "actor_name"
    )
    assert list(logged) == [
        ("imported", "", status, None, "") for status in ("approved", "pending", "rejected")
    ]
    assert not Comment.objects.filter(decided_by__isnull=False).exists()
    assert Comment.objects.get(status="pending").decided_at is None
    assert Comment.objects.exclude(status="pending").filter(decided_at=None).count() == 0


def test_what_is_taken_in_is_read_at_once_and_only_as_text(
    article: Article, client: Client, take_in: Callable[..., str]
) -> None:
    take_in([row(text="<script>alert(1)</script> et la suite", html="<script>alert(2)</script>")])
    for url in (address(article), reverse("comments:latest")):
        page = body(client.get(url))
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
    assert Discussion.objects.get(pk=article.discussion_id).approved_count == 1
    answer = client.get(reverse("search"), {"q": "suite", "kind": "discussion"})
    assert f"#comment-{Comment.objects.get().pk}" in body(answer)


def test_comments_of_a_draft_wait_with_it(
    make_article: Make, client: Client, take_in: Callable[..., str]
) -> None:
    draft = make_article(live=False, slug="brouillon")
    take_in([row(page="/fr/articles/brouillon/")])
    assert "d’ailleurs" not in body(client.get(reverse("comments:latest")))
    put_live(draft)
    assert "d’ailleurs" in body(client.get(reverse("comments:latest")))


def test_a_dry_run_tells_and_writes_nothing(article: Article, take_in: Callable[..., str]) -> None:
    assert "1 added" in take_in([row()], "--dry-run")
    assert not Comment.objects.exists()


def test_a_report_names_each_row_if_asked(article: Article, take_in: Callable[..., str]) -> None:
    take_in([row(1)])
    told = take_in([row(1), row(2)], "-v", "2").splitlines()
    new = Comment.objects.latest("pk")
    assert told[:2] == ["line 2: here already", f"line 3: added as comment {new.pk}"]
