"""Markup in a text or a pseudonym is shown as the letters it is made of, everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import feedparser
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Comment
from tests.comments.conftest import Post, address, body
from tests.conftest import Make

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "</textarea><b>après</b>",
    "</blockquote></bdi></title>",
    "<!-- sans fin",
    "]]> et la suite",
    "{{7*7}} et {{ site }}",
    "{% load admin_list %}{% now 'Y' %}",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "data:text/html,<b>x</b>",
    "//evil et la suite",
    '<img src="https://evil.example/x">',
    "=HYPERLINK(1;2) et plus",
    "&lt;b&gt; &amp;amp; &#60;",
    "%s %(n)d {0} {name} \\n \\u003c",
]
LINKS = {"href", "src", "action", "srcset", "formaction", "data", "poster"}


class Page(HTMLParser):
    """The text, the elements and the attributes of a page, as a browser finds them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.values: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.comments: list[str] = []
        self.elements: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]
        self.links += [value or "" for name, value in attrs if name in LINKS]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


def assert_literal(page: str, plain: str, words: str) -> None:
    """The hostile page shows the words, and has no element or attribute that the plain one has not."""
    hostile, harmless = Page(page), Page(plain)
    assert words in hostile.words
    assert hostile.elements == harmless.elements
    assert hostile.attributes == harmless.attributes
    assert hostile.comments == harmless.comments
    assert not [url for url in hostile.links if url.startswith(("javascript:", "data:", "//"))]


PLAIN = "Rien que des mots"


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    words: str = request.param
    return words


@pytest.fixture
def views(client: Client, sign_in: Callable[..., Client]) -> Callable[[Comment], Iterator[str]]:
    """Every page that shows this comment."""
    moderator = sign_in("Moderators")

    def show(comment: Comment) -> Iterator[str]:
        for url in (reverse("comments:latest"), reverse("home"), comment.get_receipt_url()):
            yield body(client.get(url))
        yield body(moderator.get(reverse("admin:comments_comment_changelist"), {"state": "all"}))
        yield body(moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])))
        yield body(client.get(reverse("comments:report", args=[comment.pk])))
        chosen = {"action": "reject", "_selected_action": [comment.pk], "index": "0"}
        yield body(moderator.post(f"{reverse('admin:comments_comment_changelist')}?state=all", chosen))

    return show


@pytest.mark.parametrize("field", ["text", "name"])
def test_markup_is_shown_as_letters_on_every_page(
    client: Client, article: Article, make_comment: Make, views: Any, hostile: str, field: str
) -> None:
    @transaction.atomic
    def pages(words: str) -> list[str]:
        comment = make_comment(article.discussion, pk=7, status="approved", token="t" * 43, **{field: words})
        answering = body(client.get(f"{address(article)}?reply=7"))
        shown = [body(client.get(address(article))), answering, *views(comment)]
        transaction.set_rollback(True)  # the log of decisions keeps what was done to number 7
        return shown

    for page, plain in zip(pages(hostile), pages(PLAIN), strict=True):
        assert_literal(page, plain, hostile)


def test_markup_in_a_report_is_shown_as_letters_to_moderators(
    client: Client, article: Article, make_comment: Make, sign_in: Callable[..., Client], hostile: str
) -> None:
    def shown(words: str) -> str:
        comment = make_comment(article.discussion, status="approved", text="Un texte que l’on signale.")
        sent = client.post(reverse("comments:report", args=[comment.pk]), {"reason": "other", "note": words})
        assert sent.status_code == 200
        assert comment.reports.get().note == words
        return body(moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])))

    moderator = sign_in("Moderators")
    assert_literal(shown(hostile), shown(PLAIN), hostile)


def test_markup_in_a_refused_form_is_shown_as_letters(post: Post, hostile: str) -> None:
    def refused(words: str) -> str:
        return body(post(name=f"{words} www.exemple.fr", text=words, email=words, parent=words))

    page, plain = refused(hostile), refused(PLAIN)
    assert_literal(page, plain, hostile)
    assert {hostile, f"{hostile} www.exemple.fr"} <= set(Page(page).values)


def test_markup_is_shown_as_letters_in_the_feed(
    client: Client, article: Article, make_comment: Make, hostile: str
) -> None:
    make_comment(article.discussion, status="approved", text=hostile, name=hostile)
    feed = feedparser.parse(client.get(reverse("comments:feed")).content)
    assert not feed.bozo
    (entry,) = feed.entries
    assert hostile in entry.title
    summary = Page(entry.summary)
    assert summary.elements == ["p"]
    assert summary.words == hostile


@pytest.mark.parametrize("char", ["\ufffe", "\uffff", "\ufffd", "\U0001fffe", "\x0b", "\x85", "\u2028"])
def test_no_character_of_a_comment_breaks_the_feed(client: Client, post: Post, char: str) -> None:
    assert post(text=f"Un caractère {char} de trop.", name=f"Marie{char}Curie").status_code in {303, 422}
    assert post(text=f"Un caractère {char} de trop.").status_code == 303
    for comment in Comment.objects.all():
        comment.decide(Comment.Status.APPROVED, by=None)
    feed = feedparser.parse(client.get(reverse("comments:feed")).content)
    assert not feed.bozo
    assert "de trop." in feed.entries[0].summary


def test_the_history_and_the_messages_of_the_admin_hold_nothing_of_a_comment(
    article: Article, make_comment: Make, sign_in: Callable[..., Client], hostile: str
) -> None:
    comment = make_comment(article.discussion, text=hostile, name=hostile)
    moderator = sign_in("Moderators")
    detail = reverse("admin:comments_comment_change", args=[comment.pk])
    moderator.post(detail, {"_approved": "1"})
    answer = moderator.post(detail, {"_undo": "1"}, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert not [message for message in told if hostile in message]
    history = moderator.get(reverse("admin:comments_comment_history", args=[comment.pk]))
    start = moderator.get(reverse("admin:index"))
    for page in (history, start):
        assert page.status_code == 200
        assert f"{comment}" in Page(body(page)).words
        assert hostile not in Page(body(page)).words


def test_no_page_that_shows_a_comment_asks_another_site_for_anything(
    article: Article, make_comment: Make, views: Any
) -> None:
    words = "<img src='https://evil.example/a.png'> https://evil.example/b ![x](//evil.example/c)"
    comment = make_comment(article.discussion, status="approved", text=words, name="evil.example")
    for page in views(comment):
        assert not [value for value in Page(page).values if "evil" in value]
