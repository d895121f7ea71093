"""The Atom feeds: read by a feed reader's parser, and held to what RFC 4287 asks for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import feedparser
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from lxml import etree, html

from comments.limits import PER_PAGE
from comments.models import Discussion
from portal.editorial.models import ContributionRole, Contributor
from tests.conftest import Make, put_live
from tests.editorial.workflow import profile

PATHS = ["/fr/articles/feed/", "/en/articles/feed/", "/fr/discussions/feed/", "/en/discussions/feed/"]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOST = "http://testserver"
WORDS = [
    "</script><script>alert(1)</script>",
    "]]>",
    "<!--",
    "a < b & c",
    "{{7*7}}",
    "tab\x0bul\x1f\ufffe",
    "&lt;b&gt;",
]


def read(client: Client, path: str) -> Any:
    feed = feedparser.parse(client.get(path).content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def document(client: Client, path: str) -> Any:
    return etree.fromstring(client.get(path).content)


def one(node: Any, path: str) -> Any:
    (found,) = node.xpath(path, namespaces=ATOM)
    return found


@pytest.fixture
def content(make_article: Make, make_category: Make, make_comment: Make) -> Any:
    """An article by two authors and a translator, one by nobody, and a comment."""
    make_article(title="De personne", slug="de-personne")
    article = make_article(
        title="Comprendre", slug="comprendre", summary="Un < deux.", category=make_category(), live=False
    )
    for name in ("ada", "berthe"):
        article.contributions.create(contributor=profile(None, name))
    translator = Contributor.objects.create(name="Chloé", slug="chloe")
    article.contributions.create(contributor=translator, role=ContributionRole.TRANSLATOR)
    put_live(article)
    make_comment(article.discussion, status="approved", name="Camomille", text="Un mot de plus.")
    make_comment(article.discussion, name="Zébulon", text="Il est en attente.")
    return article


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_has_what_the_standard_asks_for(client: Client, content: Any, path: str) -> None:
    feed = document(client, path)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == path[1:3]
    assert one(feed, "a:id/text()") == one(feed, "a:link[@rel='self']/@href") == HOST + path
    assert one(feed, "a:link[@rel='alternate']/@href") == HOST + path.removesuffix("feed/")
    assert one(feed, "a:title/text()")
    assert one(feed, "a:author/a:name/text()") == "testserver"
    entries = feed.xpath("a:entry", namespaces=ATOM)
    for entry in entries:
        for name in ("id", "title", "updated", "summary", "published"):
            assert one(entry, f"a:{name}/text()")
        assert one(entry, "a:link[@rel='alternate']/@href").startswith(HOST)
    ids = [one(entry, "a:id/text()") for entry in entries]
    assert len(set(ids)) == len(ids) == {"/fr/articles/feed/": 2, "/fr/discussions/feed/": 1}.get(path, 0)


def test_an_entry_tells_who_wrote_the_article_when_and_on_what(client: Client, content: Any) -> None:
    newest, oldest = read(client, "/fr/articles/feed/").entries
    assert [author.name for author in newest.authors] == ["Ada", "Berthe"]
    assert newest.authors[0].href == f"{HOST}/fr/a-propos/contributeurs/ada/"
    assert "authors" not in oldest or oldest.authors == [{}]
    assert [tag.term for tag in newest.tags] == ["Traitement"]
    assert newest.summary == "<p>Un &lt; deux.</p>"
    changed = content.live_revision.public_from
    assert datetime.fromisoformat(newest.updated) == changed


def test_an_entry_tells_who_wrote_the_comment_and_where(client: Client, content: Any) -> None:
    (entry,) = read(client, "/fr/discussions/feed/").entries
    assert entry.author == "Camomille"
    assert [tag.term for tag in entry.tags] == ["Comprendre"]
    assert entry.link.startswith(f"{HOST}/fr/articles/comprendre/#comment-")


def test_an_entry_stays_the_same_when_its_page_moves(client: Client, content: Any) -> None:
    paths = ("/fr/articles/feed/", "/fr/discussions/feed/")
    before = [read(client, path).entries[0] for path in paths]
    content.slug, content.title = "autrement", "Autrement"
    content.save()
    put_live(content, at=timezone.now() + timedelta(milliseconds=1))
    after = [read(client, path).entries[0] for path in paths]
    assert [entry.id for entry in before] == [entry.id for entry in after]
    assert [entry.link for entry in before] != [entry.link for entry in after]
    assert UUID(after[0].id)
    assert after[1].id.startswith("tag:testserver,")


@pytest.mark.parametrize("words", WORDS)
def test_words_stay_words(
    client: Client, make_article: Make, make_category: Make, make_comment: Make, words: str
) -> None:
    category = make_category(words)
    article = make_article(title=words, summary=words, category=category, live=False)
    article.contributions.create(contributor=Contributor.objects.create(name=words, slug="ada"))
    live = put_live(article)
    make_comment(article.discussion, status="approved", name=words, text=f"{words} et la suite")
    plain = live.title.translate(dict.fromkeys(map(ord, "\x0b\x1f\ufffe")))
    for path in ("/fr/articles/feed/", "/fr/discussions/feed/"):
        read(client, path)
        feed = document(client, path)
        assert plain in one(feed, "//a:entry/a:title/text()")
        assert one(feed, "//a:entry/a:title").get("type") is None  # plain text
        assert "<script" not in one(feed, "//a:entry/a:summary/text()")
        assert one(feed, "//a:entry/a:author/a:name/text()")


@pytest.mark.parametrize("path", PATHS)
def test_addresses_are_those_of_the_public_site(
    client: Client, content: Any, settings: Any, path: str
) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://portail.example", ["*"]
    text = client.get(path, headers={"host": "evil.example"}).content.decode()
    assert "evil" not in text
    assert f'<link href="https://portail.example{path}" rel="self"/>' in text


# The feed of one page


def feed_of(page: Any) -> str:
    return reverse("comments:discussion-feed", args=[page.discussion_id])


def test_each_page_has_a_feed_of_its_discussion_and_says_where(
    client: Client, content: Any, make_term: Make, make_comment: Make
) -> None:
    term = make_term("Antigène", slug="antigene")
    make_comment(term.discussion, status="approved", name="Tilleul")
    for page, path, author in [
        (content, "/fr/articles/comprendre/", "Camomille"),
        (term, "/fr/glossaire/antigene/", "Tilleul"),
    ]:
        shown = html.fromstring(client.get(path).content)
        assert feed_of(page) in shown.xpath('//link[@rel="alternate"][@type="application/atom+xml"]/@href')
        feed = read(client, feed_of(page))
        assert page.title in feed.feed.title
        assert [entry.author for entry in feed.entries] == [author]
        links = document(client, feed_of(page))
        assert one(links, "a:link[@rel='self']/@href") == HOST + feed_of(page)
        assert one(links, "a:link[@rel='alternate']/@href") == HOST + path


def test_the_feed_of_a_page_costs_two_queries_however_many_comments(
    client: Client, content: Any, make_comment: Make, django_assert_num_queries: Any
) -> None:
    for _ in range(20):
        make_comment(content.discussion, status="approved")
    with django_assert_num_queries(2):
        assert len(read(client, feed_of(content)).entries) == 21


def test_the_feed_of_a_page_is_public_as_long_as_the_page(
    client: Client, content: Any, make_article: Make
) -> None:
    draft = make_article(live=False)
    assert client.get(feed_of(draft)).status_code == 404
    assert client.get(feed_of(content).replace("/fr/", "/en/")).status_code == 404
    content.withdraw(by=None)
    assert client.get(feed_of(content)).status_code == 404


@pytest.fixture(params=["articles", "discussions", "page"])
def feed_path(request: pytest.FixtureRequest, content: Any) -> str:
    return feed_of(content) if request.param == "page" else f"/fr/{request.param}/feed/"


def test_a_feed_that_has_not_changed_is_not_sent_again(client: Client, feed_path: str) -> None:
    first = client.get(feed_path)
    again = client.get(feed_path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "no-cache"
    assert "Last-Modified" not in first


def test_a_feed_without_entries_stays_the_same(client: Client, db: None) -> None:
    first = client.get("/fr/discussions/feed/")
    assert client.get("/fr/discussions/feed/").content == first.content


@pytest.mark.parametrize("status", ["rejected", "spam"])
def test_a_reader_of_a_feed_who_has_what_is_taken_back_gets_the_feed_anew(
    client: Client, content: Any, status: str
) -> None:
    comment = content.discussion.comments.get(status="approved")
    for path in ("/fr/discussions/feed/", feed_of(content)):
        etag = client.get(path)["ETag"]
        comment.decide(status, by=None, reason="charter")
        answer = client.get(path, headers={"If-None-Match": etag, "If-Modified-Since": http_date()})
        assert answer.status_code == 200
        assert b"Un mot de plus." not in answer.content
        comment.decide("approved", by=None)
        assert client.get(path)["ETag"] == etag


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_what_is_not_approved_leaves_the_validator_of_a_feed_alone(
    client: Client, content: Any, make_comment: Make, status: str
) -> None:
    for path in ("/fr/discussions/feed/", feed_of(content)):
        etag = client.get(path)["ETag"]
        make_comment(content.discussion, status=status)
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_a_feed_of_a_long_discussion_leads_to_the_right_page(
    client: Client, content: Any, make_comment: Make
) -> None:
    Discussion.objects.filter(pk=content.discussion_id).update(approved_count=PER_PAGE + 1)
    (entry,) = read(client, feed_of(content)).entries
    comment = content.discussion.comments.get(status="approved")
    assert entry.link == HOST + reverse("comments:permalink", args=[comment.pk])
