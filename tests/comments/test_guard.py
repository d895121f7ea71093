"""A comment sent by a page of another site is refused, and its text stands in the form again."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Comment, ModeratorChoice, Subscription
from portal.background.models import Mail
from tests.comments.conftest import TEXT, Post, address, body, fields, kept, stored
from tests.conftest import Make

OURS = "http://testserver"
NOT_OURS = ["https://exemple.fr", "null", "", "http://[", "//testserver", "testserver", "file://"]
NOT_OURS += [f"{OURS}:8000", f"{OURS}/", f"{OURS} https://exemple.fr", "https://testserver"]
NOT_OURS += [f"{OURS}.exemple.fr", f"{OURS}@exemple.fr", "http://sub.testserver", "chrome-extension://abc"]


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_comment_sent_from_our_page_or_by_the_reader_alone_passes(post: Post, site: str) -> None:
    assert post(headers={"Sec-Fetch-Site": site}).status_code == 303
    assert stored() == [TEXT]


@pytest.mark.parametrize("site", ["same-site", "cross-site", "", "SAME-ORIGIN", "same-origin, cross-site"])
def test_a_comment_sent_from_another_site_is_refused_and_kept(post: Post, site: str) -> None:
    answer = post(headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert kept(answer) == TEXT
    assert 'role="alert"' in body(answer)
    assert answer["Cache-Control"] == "no-store"
    assert stored() == []


def test_a_refused_comment_is_not_told_what_else_is_wrong(post: Post) -> None:
    answer = post(headers={"Sec-Fetch-Site": "cross-site"}, text="court", name="")
    assert answer.status_code == 403
    assert list(answer.context["comment_form"].errors) == ["__all__"]
    assert kept(answer) == "court"


def test_where_the_browser_names_our_address_as_the_origin_the_comment_passes(post: Post) -> None:
    assert post(headers={"Origin": OURS}).status_code == 303


@pytest.mark.parametrize("origin", NOT_OURS)
def test_a_comment_of_another_origin_is_refused_and_kept(post: Post, origin: str) -> None:
    answer = post(headers={"Origin": origin})
    assert answer.status_code == 403
    assert kept(answer) == TEXT
    assert stored() == []


def test_what_the_browser_says_of_the_site_counts_more_than_the_origin(post: Post) -> None:
    assert post(headers={"Sec-Fetch-Site": "cross-site", "Origin": OURS}).status_code == 403
    assert post(headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"}).status_code == 303


def test_the_page_that_the_comment_comes_from_does_not_count(post: Post) -> None:
    assert post(headers={"Referer": "https://exemple.fr/"}).status_code == 303


def test_a_program_that_says_neither_passes(post: Post) -> None:
    assert post().status_code == 303


@pytest.mark.parametrize(
    "scheme_and_port", [("https", "https://localhost"), ("http", "http://localhost:8000")]
)
def test_our_address_is_the_one_the_reader_used(
    client: Client, article: Article, scheme_and_port: tuple[str, str]
) -> None:
    scheme, origin = scheme_and_port
    host = origin.partition("//")[2]
    headers = {"Host": host, "Origin": origin}
    secure = scheme == "https"
    assert client.post(address(article), fields(), headers=headers, secure=secure).status_code == 303
    answer = client.post(address(article), fields(), headers=headers, secure=not secure)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "host", ["exemple.fr", "testserver.exemple.fr", "testserver@exemple.fr", "", "a b", "[::1"]
)
def test_a_forged_host_is_refused(client: Client, article: Article, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert client.post(address(article), fields(), headers=headers).status_code == 400
    assert client.get(address(article), headers={"Host": host}).status_code == 400
    assert stored() == []


def test_a_forged_forwarded_host_counts_for_nothing(client: Client, article: Article) -> None:
    headers = {"X-Forwarded-Host": "exemple.fr", "Origin": "http://exemple.fr"}
    answer = client.post(address(article), fields(), headers=headers)
    assert answer.status_code == 403
    assert "//exemple.fr" not in body(answer)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_sends_nothing(client: Client, article: Article, method: str) -> None:
    assert getattr(client, method)(address(article), fields(anyway="x")).status_code == 200
    assert stored() == []


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "\\\\evil.example", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b"]
)
@pytest.mark.parametrize("name", ["next", "url", "return_to", "page_url"])
def test_no_address_that_is_sent_along_is_followed(post: Post, name: str, elsewhere: str) -> None:
    answer = post(**{name: elsewhere})
    assert answer["Location"] == Comment.objects.get().get_receipt_url()
    assert "evil" not in str(answer.headers)
    assert "Set-Cookie" not in answer.headers


def doors(comment: Comment) -> list[str]:
    """Whatever a reader or a mail program may send something to."""
    subscription = Subscription.ask(comment, "camomille@exemple.fr")
    assert subscription is not None
    asked = subscription.new_confirmation()
    following = Subscription.ask(Comment.objects.exclude(pk=comment.pk).get(), "tilleul@exemple.fr")
    assert following is not None
    Subscription.confirm(following.new_confirmation(), scope="answers", pace="once")
    moderator = ModeratorChoice.objects.create(user=User.objects.create_user("modo"))
    of_token = [(name, comment.token) for name in ("receipt", "withdraw")]
    of_token += [("follow", asked), ("following", following.token), ("unfollow", following.token)]
    of_token += [("moderator_mail", moderator.token), ("report", str(comment.pk))]
    return [reverse(f"comments:{name}", args=[token]) for name, token in of_token]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_link_that_a_mail_scanner_follows_changes_nothing_anywhere(
    client: Client, article: Article, make_article: Make, make_comment: Make, method: str
) -> None:
    comment = make_comment(article.discussion)
    make_comment(make_article().discussion, status="approved")
    places = doors(comment)
    sent = fields(text="Changé par un lien.", reason="sale", scope="thread", pace="daily", wants="nothing")
    sent["List-Unsubscribe"] = "One-Click"
    before = everything()
    for place in places:
        assert getattr(client, method)(place, sent).status_code < 500
    assert everything() == before


def everything() -> list[tuple[str, list[Any]]]:
    """Every row of this app and of the outbox."""
    models: list[Any] = [*apps.get_app_config("comments").get_models(), Mail]
    return [(model.__name__, list(model._default_manager.order_by("pk").values())) for model in models]


def test_the_word_to_insist_with_opens_nothing_else(client: Client, post: Post) -> None:
    answer = post(text="Appelez-moi au 06 39 98 12 34.")
    word = answer.context["comment_form"].nudge.anyway
    assert client.get(reverse("comments:receipt", args=[word])).status_code == 404
    assert client.post(reverse("comments:withdraw", args=[word])).status_code == 404
