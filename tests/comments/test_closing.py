"""A discussion closes by hand, on its date or after quiet days; the page says why and since when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from articles.models import Article
from comments.closing import Closing
from comments.models import Comment, Discussion
from tests.comments.conftest import TEXT, address, body, fields, kept, stored
from tests.conftest import Make
from tests.editorial.page_forms import opened

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DAYS = 30
LISTS = {"article": "/admin/articles/article/", "term": "/admin/glossary/term/"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def read(article: Article) -> str:
    return body(Client().get(address(article)))


def send(article: Article) -> Any:
    return Client().post(address(article), fields())


def is_open(article: Article) -> bool:
    """As a reader finds it, and as somebody who sends finds it; both have to agree."""
    may_write = "<textarea" in read(article)
    assert may_write == (send(article).status_code == 303)
    return may_write


def why(article: Article) -> Closing | None:
    closed = Discussion.objects.get(pk=article.discussion_id).closed
    return closed.why if closed else None


def test_a_discussion_closes_on_its_date_without_anybody_doing_anything(clock: Any, article: Article) -> None:
    Discussion.objects.update(closes_at=NOW + timedelta(days=1))
    clock.shift(timedelta(days=1, seconds=-1))
    assert is_open(article)
    clock.shift(timedelta(seconds=1))
    assert not is_open(article)
    assert 'data-closed="date"' in read(article)
    assert "3 mars 2026" in read(article)


def test_what_is_sent_to_a_closed_discussion_is_refused_and_kept_and_told_why(
    clock: Any, article: Article
) -> None:
    Discussion.objects.update(closes_at=NOW)
    answer = send(article)
    assert answer.status_code == 403
    assert kept(answer) == TEXT
    assert "2 mars 2026" in body(answer)
    assert stored() == []


def test_a_closed_discussion_offers_nothing_to_press(article: Article, make_comment: Make) -> None:
    make_comment(article.discussion, status="approved")
    Discussion.objects.update(closes_at=NOW)
    assert "?reply=" not in read(article)
    assert (
        'type="submit"' not in body(send(article)).partition('id="comment-form"')[2].partition("</form>")[0]
    )


def test_a_discussion_closes_after_quiet_days(
    clock: Any, article: Article, make_comment: Make, settings: Any
) -> None:
    settings.COMMENT_QUIET_DAYS = DAYS
    make_comment(article.discussion, status="approved", created_at=NOW + timedelta(days=5))
    clock.shift(timedelta(days=5 + DAYS, seconds=-1))
    assert is_open(article)
    clock.shift(timedelta(seconds=1))
    assert not is_open(article)
    assert 'data-closed="quiet"' in read(article)
    assert "6 avril 2026" in read(article)  # thirty days after the comment of the seventh of March


def test_where_nobody_has_written_the_quiet_days_count_from_publication(
    clock: Any, article: Article, settings: Any
) -> None:
    settings.COMMENT_QUIET_DAYS = DAYS
    clock.shift(timedelta(days=DAYS))
    assert why(article) == Closing.QUIET


def test_only_what_was_published_breaks_the_silence(
    clock: Any, article: Article, make_comment: Make, settings: Any
) -> None:
    settings.COMMENT_QUIET_DAYS = DAYS
    make_comment(article.discussion, created_at=NOW + timedelta(days=DAYS - 1))
    clock.shift(timedelta(days=DAYS))
    assert why(article) == Closing.QUIET


def test_discussions_stay_open_unless_the_site_says_otherwise(clock: Any, article: Article) -> None:
    clock.shift(timedelta(days=3650))
    assert is_open(article)


def test_the_hand_of_an_editor_comes_first(article: Article) -> None:
    Discussion.objects.update(closes_at=NOW)
    Discussion.objects.all().close()
    assert why(article) == Closing.HAND


@pytest.mark.parametrize("way", ["hand", "date", "quiet"])
def test_a_discussion_can_be_opened_again_however_it_was_closed(
    clock: Any, article: Article, settings: Any, way: str
) -> None:
    settings.COMMENT_QUIET_DAYS = DAYS
    clock.shift(timedelta(days=1))
    if way == "hand":
        Discussion.objects.all().close()
    elif way == "date":
        Discussion.objects.update(closes_at=NOW)
    else:
        clock.shift(timedelta(days=DAYS))
    assert why(article) == way
    assert Discussion.objects.filter(pk=article.discussion_id).reopen() == 1
    assert is_open(article)
    clock.shift(timedelta(days=DAYS))
    assert not is_open(article)


def test_opening_again_keeps_a_date_that_is_to_come(article: Article) -> None:
    Discussion.objects.update(closes_at=NOW + timedelta(days=1))
    Discussion.objects.all().close()
    Discussion.objects.all().reopen()
    assert Discussion.objects.get(pk=article.discussion_id).closes_at == NOW + timedelta(days=1)


def test_what_was_closed_before_such_moments_were_kept_says_no_date(article: Article) -> None:
    Discussion.objects.update(is_open=False)
    assert 'data-closed="hand"' in read(article)


def test_the_database_knows_no_open_discussion_that_was_closed(article: Article) -> None:
    with pytest.raises(IntegrityError, match="open_is_not_closed"):
        Discussion.objects.update(is_open=True, closed_at=NOW)


# In the administration

SignIn = Callable[..., Client]


def act(client: Client, page: Any, kind: str, action: str) -> None:
    client.post(LISTS[kind], {"action": action, "_selected_action": [page.pk]})


@pytest.mark.parametrize("kind", LISTS)
def test_editors_close_and_open_by_hand_and_the_moment_is_kept(
    sign_in: SignIn, request: pytest.FixtureRequest, kind: str
) -> None:
    page = request.getfixturevalue(kind)
    editor = sign_in("Editors")
    act(editor, page, kind, "close_discussions")
    assert Discussion.objects.get(pk=page.discussion_id).closed_at == NOW
    assert "2 mars 2026" in read(page)
    act(editor, page, kind, "open_discussions")
    assert is_open(page)


@pytest.mark.parametrize("kind", LISTS)
def test_the_form_of_a_page_sets_until_when_comments_are_taken(
    sign_in: SignIn, request: pytest.FixtureRequest, kind: str
) -> None:
    page = request.getfixturevalue(kind)
    editor = sign_in("Editors")
    sent = opened(editor, page)
    before = type(page).objects.values().get(pk=page.pk)
    answer = editor.post(f"{LISTS[kind]}{page.pk}/change/", sent | {"comments_close_at": "2026-03-05T12:30"})
    assert answer.status_code == 302
    closes_at = Discussion.objects.get(pk=page.discussion_id).closes_at
    assert closes_at == datetime(2026, 3, 5, 11, 30, tzinfo=UTC)  # typed in the time of Paris
    assert type(page).objects.values().get(pk=page.pk) == before  # so a signature holds
    assert 'value="2026-03-05T12:30"' in body(editor.get(f"{LISTS[kind]}{page.pk}/change/"))


def test_a_date_that_is_none_is_refused(sign_in: SignIn, article: Article) -> None:
    editor = sign_in("Editors")
    sent = opened(editor, article) | {"comments_close_at": "bientôt"}
    answer: Any = editor.post(f"{LISTS['article']}{article.pk}/change/", sent)
    assert list(answer.context["adminform"].form.errors) == ["comments_close_at"]


def test_who_only_reads_pages_sets_no_date(sign_in: SignIn, article: Article) -> None:
    reviewer = sign_in("Medical reviewers")
    assert reviewer.get(f"{LISTS['article']}{article.pk}/change/").status_code == 200
    sent = {"comments_close_at": "2026-03-05T12:30"}
    assert reviewer.post(f"{LISTS['article']}{article.pk}/change/", sent).status_code == 403
    assert Discussion.objects.get(pk=article.discussion_id).closes_at is None


def test_a_new_page_may_get_a_date_at_once(sign_in: SignIn) -> None:
    editor = sign_in("Editors")
    shown: Any = editor.get(f"{LISTS['article']}add/")
    assert "comments_close_at" in shown.context["adminform"].form.fields


def test_comments_that_wait_are_still_decided(article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion)
    Discussion.objects.update(closes_at=NOW)
    comment.decide(Comment.Status.APPROVED, by=None)
    assert Comment.objects.approved().count() == 1
