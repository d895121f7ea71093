"""What no moderator has approved is nowhere in public; what is taken back leaves at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Discussion
from comments.public_pages import discussed_models
from tests.comments.conftest import Post, address, body, codes, fields
from tests.conftest import Make, put_live

SECRET, NAME, EMAIL = "Xylophone secret du patient.", "Zébulon", "zebulon@exemple.fr"
HIDDEN = ["pending", "rejected", "spam", "erased"]
PUBLIC_NAMES = [
    "home",
    "comments:latest",
    "comments:feed",
    "articles:list",
    "articles:feed",
    "glossary:index",
]
PUBLIC_NAMES += ["sitemap", "robots", "opensearch", "comments:site-news"]
OF_A_DISCUSSION = ["comments:discussion-feed", "comments:news"]


def public_pages(client: Client, article: Article) -> dict[str, str]:
    """Everything public that may hold a comment, with its address."""
    urls = [address(article), f"{address(article)}?order=newest", *map(reverse, PUBLIC_NAMES)]
    urls += [reverse(name, args=[article.discussion_id]) for name in OF_A_DISCUSSION]
    urls += [f"{reverse('api:suggest')}?q=xylo&language=fr"]
    urls += [f"{reverse('search')}?q=xylophone", f"{reverse('suggestions')}?q=xylo", f"/fr{'/x' * 3}/"]
    return {url: body(client.get(url)) for url in urls}


def pages_with(words: str, pages: dict[str, str]) -> list[str]:
    return [url for url, page in pages.items() if words in page]


@pytest.fixture
def make_secret(make_comment: Make) -> Make:
    def make(article: Article, status: str, **fields: Any) -> Comment:
        standard = {"text": SECRET, "name": NAME, "email": EMAIL}
        comment: Comment = make_comment(
            article.discussion, status="pending" if status == "erased" else status, **standard | fields
        )
        if status == "erased":  # as if the erasing had forgotten the text
            Comment.objects.filter(pk=comment.pk).update(status=status)
        return comment

    return make


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_approved_is_nowhere_in_public(
    client: Client, article: Article, make_secret: Make, status: str
) -> None:
    comment = make_secret(article, status)
    pages = public_pages(client, article)
    for words in ("Xylophone", NAME, EMAIL, comment.token, comment.anchor):
        assert pages_with(words, pages) == []
    discussion = Discussion.objects.get()
    assert (discussion.approved_count, discussion.last_approved_at) == (0, None)


@pytest.mark.parametrize("status", HIDDEN)
def test_a_page_is_the_same_with_and_without_what_is_not_approved(
    client: Client, article: Article, make_comment: Make, make_secret: Make, status: str
) -> None:
    public = make_comment(article.discussion, status="approved")
    before = public_pages(client, article)
    make_secret(article, status)
    make_secret(article, status, parent=public)
    assert public_pages(client, article) == before


@pytest.mark.parametrize("status", HIDDEN)
def test_no_validator_tells_that_something_waits_or_was_decided(
    client: Client, article: Article, make_comment: Make, make_secret: Make, status: str
) -> None:
    def headers() -> list[dict[str, str]]:
        urls = public_pages(client, article)
        told = ("ETag", "Last-Modified", "Content-Length")
        return [{name: client.get(url).get(name, "") for name in told} for url in urls]

    make_comment(article.discussion, status="approved")
    before = headers()
    comment = make_secret(article, status)
    assert headers() == before
    Comment.objects.filter(pk=comment.pk).decide("spam", by=None)
    assert headers() == before


@pytest.mark.parametrize("status", HIDDEN)
def test_an_old_or_guessed_address_of_a_comment_says_nothing_of_it(
    client: Client, article: Article, make_secret: Make, status: str
) -> None:
    comment = make_secret(article, status)
    unknown = client.get(reverse("comments:permalink", args=[comment.pk + 1000]))
    for name in ("comments:permalink", "comments:report"):
        answer = client.get(reverse(name, args=[comment.pk]))
        assert answer.status_code == unknown.status_code == 404
        assert "Xylophone" not in body(answer)
        assert NAME not in body(answer)


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_approved_is_not_found_by_the_search_of_discussions(
    client: Client, article: Article, make_secret: Make, status: str
) -> None:
    make_secret(article, status)
    page = body(client.get(reverse("search"), {"q": "xylophone", "kind": "discussion"}))
    assert "#comment-" not in page
    assert "secret du patient" not in page


@pytest.mark.parametrize(
    "field",
    [
        {"status": "approved"},
        {"is_public": "1"},
        {"html": "<p>x</p>"},
        {"moderator": "1", "decided_by": "1", "decided_at": "2026-01-01"},
        {"created": "2020-01-01", "created_at": "2020-01-01", "imported_id": "1", "origin": "demo"},
    ],
)
def test_nothing_posted_along_approves_a_comment(
    client: Client, post: Post, article: Article, field: dict[str, str]
) -> None:
    assert post(text=SECRET, **field).status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.html, comment.decided_by, comment.decided_at) == (
        "pending",
        "",
        None,
        None,
    )
    assert (comment.imported_id, comment.origin) == (None, "reader")
    assert timezone.now() - comment.created_at < timedelta(minutes=5)
    assert pages_with("Xylophone", public_pages(client, article)) == []


@pytest.mark.parametrize("kind", ["draft", "scheduled", "foreign language"])
def test_a_page_that_is_not_public_takes_no_comment_and_answers_as_one_that_is_not(
    client: Client, make_article: Make, kind: str
) -> None:
    page = make_article(live=False, slug="cachee", language="en" if kind == "foreign language" else "fr")
    if kind != "draft":
        put_live(page, at=timezone.now() + timedelta(hours=kind == "scheduled"))
    answers = [client.post(f"/fr/articles/{slug}/", fields(text=SECRET)) for slug in ("cachee", "aucune")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert body(answers[0]).replace("cachee", "aucune") == body(answers[1])
    assert not Comment.objects.exists()


def test_a_withdrawn_page_takes_no_comment(client: Client, article: Article) -> None:
    url = address(article)
    article.withdraw(by=None)
    assert client.post(url, fields(text=SECRET)).status_code == 410
    assert not Comment.objects.exists()


def test_a_comment_of_another_page_cannot_be_answered_here(
    post: Post, article: Article, make_article: Make, make_secret: Make
) -> None:
    answer = post(parent=make_secret(make_article(), "approved").pk)
    assert (answer.status_code, codes(answer)) == (422, {"parent": ["no_parent"]})


@pytest.mark.parametrize("status", HIDDEN)
def test_the_link_to_answer_what_is_not_approved_shows_nothing_of_it(
    client: Client, article: Article, make_secret: Make, status: str
) -> None:
    comment = make_secret(article, status)
    page = body(client.get(f"{address(article)}?reply={comment.pk}"))
    assert "Xylophone" not in page
    assert NAME not in page


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_approved_cannot_be_answered(
    post: Post, article: Article, make_secret: Make, status: str
) -> None:
    answer = post(parent=make_secret(article, status).pk)
    assert (answer.status_code, codes(answer)) == (422, {"parent": ["no_parent"]})
    assert "Xylophone" not in body(answer)


def test_an_approved_comment_is_shown_and_counted_by_the_next_request(
    client: Client, article: Article, make_secret: Make
) -> None:
    comment = make_secret(article, "pending")
    public_pages(client, article)
    comment.decide(Comment.Status.APPROVED, by=None)
    pages = public_pages(client, article)
    expected = {address(article), *map(reverse, ("home", "comments:latest", "comments:feed"))}
    expected |= {
        f"{address(article)}?order=newest",
        reverse("comments:discussion-feed", args=[article.discussion_id]),
    }
    assert set(pages_with("Xylophone", pages)) == expected
    assert pages_with(EMAIL, pages) == pages_with(comment.token, pages) == []
    assert Discussion.objects.get().approved_count == 1


@pytest.mark.parametrize("status", ["rejected", "spam"])
def test_what_is_taken_back_is_gone_by_the_next_request(
    client: Client, article: Article, make_secret: Make, status: str
) -> None:
    comment = make_secret(article, "approved")
    assert pages_with("Xylophone", public_pages(client, article))
    comment.decide(Comment.Status(status), by=None, reason="charter")
    pages = public_pages(client, article)
    assert pages_with("Xylophone", pages) == pages_with(NAME, pages) == []
    assert Discussion.objects.get().approved_count == 0


def test_the_number_of_comments_on_the_page_follows(
    client: Client, article: Article, make_comment: Make
) -> None:
    def count() -> int:
        discussion: Discussion = client.get(address(article)).context["discussion"]
        return discussion.approved_count

    comments = [make_comment(article.discussion, status="approved") for _ in range(3)]
    make_comment(article.discussion)
    assert count() == 3
    comments[0].decide(Comment.Status.SPAM, by=None)
    assert count() == 2
    comments[0].decide(Comment.Status.APPROVED, by=None)
    assert count() == 3


def test_comments_of_a_withdrawn_page_leave_with_it_and_come_back_with_it(
    client: Client, article: Article, make_secret: Make
) -> None:
    make_secret(article, "approved")
    url = address(article)
    article.withdraw(by=None)
    pages = {name: body(client.get(reverse(name))) for name in PUBLIC_NAMES}
    assert pages_with("Xylophone", pages) == pages_with(NAME, pages) == []
    gone = client.get(url)
    assert gone.status_code == 410
    assert "Xylophone" not in body(gone)
    put_live(article)
    assert "Xylophone" in body(client.get(reverse("comments:latest")))


def test_comments_of_a_page_that_is_not_public_yet_are_nowhere(
    client: Client, make_article: Make, make_secret: Make
) -> None:
    draft = make_article(live=False)
    make_secret(draft, "approved")
    for at in (None, timezone.now() + timedelta(hours=1)):
        if at:
            put_live(draft, at=at)
        pages = {name: body(client.get(reverse(name))) for name in PUBLIC_NAMES}
        assert pages_with("Xylophone", pages) == pages_with(NAME, pages) == []


def test_the_log_of_the_admin_holds_no_word_of_the_author(
    article: Article, make_secret: Make, sign_in: Callable[..., Client]
) -> None:
    moderator = sign_in("Moderators")
    url = reverse("admin:comments_comment_changelist")
    comment = make_secret(article, "pending")
    for version, action in enumerate(("approve", "reject", "mark_as_spam"), 1):
        shown = {"_selected_action": [comment.pk], "shown": f"{comment.pk}:{version}", "confirmed": "1"}
        moderator.post(url, {"action": action, "reason": "charter"} | shown)
    assert LogEntry.objects.count() == 3
    for words in ("Xylophone", NAME, EMAIL, comment.token):
        assert [row for row in LogEntry.objects.values() if words in str(row)] == []


def test_both_kinds_of_pages_are_asked_for_their_comments(
    client: Client, article: Article, term: Any, make_secret: Make
) -> None:
    assert {model.__name__ for model in discussed_models()} == {"Article", "Term"}
    make_secret(term, "approved")
    assert "Xylophone" in body(client.get(address(term)))
    assert f"{address(term)}#comment-" in body(client.get(reverse("comments:latest")))
