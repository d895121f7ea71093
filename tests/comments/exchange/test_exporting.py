"""Discussions are handed out as JSON Lines, and nothing private by chance."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.exchange.exporting import lines
from comments.exchange.identity import id_of
from comments.models import Comment
from comments.rendering import MARK
from tests.comments.conftest import address
from tests.comments.exchange.conftest import (
    EMAIL,
    HIDDEN,
    NAME,
    PRIVATE_KEYS,
    SECRET,
    exported,
)
from tests.conftest import Make


@pytest.mark.parametrize("status", HIDDEN)
def test_an_export_holds_nothing_that_is_not_approved(
    article: Article, make_comment: Make, status: str
) -> None:
    public = make_comment(article.discussion, status="approved")
    before = list(lines())
    fields = {"text": SECRET, "name": NAME, "email": EMAIL, "parent": public}
    hidden = make_comment(article.discussion, status="pending" if status == "erased" else status, **fields)
    Comment.objects.filter(pk=hidden.pk).update(status=status)
    assert list(lines()) == list(lines(discussions=[article.discussion_id])) == before


def test_an_export_holds_no_address_link_or_fingerprint_unless_it_is_private(
    talk: dict[str, Comment],
) -> None:
    written = "".join(lines())
    for comment in Comment.objects.all():
        assert comment.token not in written
    assert EMAIL not in written
    assert "ab12" not in {value for line in exported() for value in line.values()}
    assert all(not PRIVATE_KEYS & line.keys() for line in exported())
    assert EMAIL in "".join(lines(private=True))


def test_an_export_does_not_tell_that_something_hidden_was_answered(talk: dict[str, Comment]) -> None:
    (orphan,) = [line for line in exported() if line.get("id") == id_of(talk["orphan"])]
    assert orphan["parent"] is None


def test_an_export_holds_the_comments_of_live_pages_only(
    article: Article, make_article: Make, make_comment: Make
) -> None:
    draft = make_article(live=False)
    for page in (article, draft):
        make_comment(page.discussion, status="approved")
    assert {line.get("page") for line in exported()} == {None, address(article)}
    article.withdraw(by=None)
    assert len(exported()) == 1
    assert len(exported(private=True)) == 3


def test_one_discussion_is_exported_by_its_number_or_the_address_of_its_page(
    article: Article, term: Any, make_comment: Make, export: Callable[..., Path]
) -> None:
    for page in (article, term):
        make_comment(page.discussion, status="approved")
    by_number = export("--discussion", str(term.discussion_id)).read_text()
    for url in (address(term), f"https://portail.example{address(term)}?order=newest#discussion"):
        assert export("--page", url).read_text() == by_number
    assert [json.loads(line).get("page") for line in by_number.splitlines()] == [None, address(term)]


@pytest.mark.parametrize(
    "option", [("--page", "/fr/articles/rien/"), ("--page", "x"), ("--page", "/fr/"), ("--discussion", "999")]
)
def test_what_is_not_there_is_not_exported(db: None, export: Callable[..., Path], option: Any) -> None:
    with pytest.raises(CommandError, match="Nothing was written"):
        export(*option)


def test_a_private_export_is_for_its_owner_alone(db: None, export: Callable[..., Path]) -> None:
    assert export().stat().st_mode & 0o777 == 0o644
    assert export("--private").stat().st_mode & 0o777 == 0o600


def test_an_export_costs_a_few_queries_however_many_comments(
    article: Article, make_comment: Make, django_assert_num_queries: Any
) -> None:
    for _ in range(30):
        make_comment(article.discussion, status="approved")
    with django_assert_num_queries(3):  # addresses of articles and of terms; comments
        assert len(exported()) == 31


def test_words_that_a_spreadsheet_would_run_are_only_words(talk: dict[str, Comment]) -> None:
    written = list(lines())
    assert all(line.startswith("{") and line.count("\n") == 1 for line in written)
    assert "=HYPERLINK" in "".join(written)


def posted(client: Client, comment: Comment) -> Any:
    fields = {"action": "export_discussions", "_selected_action": [comment.pk]}
    return client.post(reverse("admin:comments_comment_changelist"), fields)


def test_moderators_export_the_published_part_of_a_discussion(
    talk: dict[str, Comment], term: Any, make_comment: Make, sign_in: Callable[..., Client]
) -> None:
    make_comment(term.discussion, status="approved")
    answer = posted(sign_in("Moderators"), talk["pending"])
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    written = b"".join(answer.streaming_content).decode()
    assert written == "".join(lines(discussions=[talk["pending"].discussion_id]))
    assert EMAIL not in written


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers"])
def test_others_export_nothing(talk: dict[str, Comment], sign_in: Callable[..., Client], group: str) -> None:
    assert posted(sign_in(group), talk["pending"]).status_code == 403


def test_what_moderators_did_to_a_text_comes_along_and_nothing_of_what_they_removed(
    article: Article,
    make_comment: Make,
    make_user: Make,
    export: Callable[..., Path],
    take_in: Callable[..., str],
) -> None:
    moderator = make_user("Odile", "Moderators")
    comment = make_comment(article.discussion, text=f"{SECRET} Merci !", status="approved")
    comment.redact([(0, len(SECRET))], by=moderator)
    answer = comment.answer("Votre question mérite un appel à votre équipe.", by=moderator)
    comment.pin(by=moderator)
    path = export("--private")
    assert "Xylophone" not in path.read_text()
    for row in (answer, comment):
        Comment.objects.filter(pk=row.pk).delete()
    assert "2 added" in take_in(path)
    taken = Comment.objects.get(parent=None)
    assert taken.text == f"{MARK} Merci !"
    assert 'class="redacted"' in taken.html
    assert (taken.is_pinned, taken.redacted_at is None) == (True, False)
    assert taken.replies.get().author_kind == "staff"
