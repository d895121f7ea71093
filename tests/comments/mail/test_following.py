"""Mail about answers is confirmed by the owner of the address, changed, and ended with one click."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from comments.limits import CONFIRM_DAYS
from comments.models import Comment, Subscription
from portal.background.sending import send_due
from tests.comments.conftest import Post
from tests.comments.mail.conftest import CHOICE, ELSEWHERE, EMAIL, confirm_mails
from tests.mail_server import Box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]


# Confirming


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_follows_the_link_confirms_nothing(
    client: Client, asked: str, method: str
) -> None:
    assert getattr(client, method)(asked).status_code == 200
    assert not Subscription.objects.active().exists()
    assert client.post(asked, CHOICE).status_code == 303


@pytest.mark.parametrize(("scope", "pace"), [("answers", "daily"), ("thread", "once")])
def test_the_owner_of_the_address_confirms_and_chooses(
    client: Client, asked: str, scope: str, pace: str
) -> None:
    answer = client.post(asked, {"scope": scope, "pace": pace})
    found = Subscription.objects.active().get()
    assert (found.scope, found.pace) == (scope, pace)
    assert answer["Location"] == found.path
    assert client.get(found.path).status_code == 200


def test_a_link_confirms_once(client: Client, asked: str) -> None:
    client.post(asked, CHOICE)
    assert client.post(asked, {"scope": "thread", "pace": "daily"}).status_code == 404
    assert client.get(asked).status_code == 404
    assert Subscription.objects.get().scope == "answers"


def test_a_link_holds_for_some_days(client: Client, asked: str) -> None:
    with travel(timezone.now() + timedelta(days=CONFIRM_DAYS, minutes=1)):
        assert client.post(asked, CHOICE).status_code == 404
    with travel(timezone.now() + timedelta(days=CONFIRM_DAYS, minutes=-5)):
        assert client.post(asked, CHOICE).status_code == 303


def test_each_token_has_one_purpose(client: Client, post: Post, asked: str) -> None:
    confirm = asked.rstrip("/").rpartition("/")[2]
    found = Subscription.objects.get()
    tokens = {"confirm": confirm, "manage": found.token, "receipt": Comment.objects.get().token}
    doors = {"confirm": "comments:follow", "manage": "comments:unfollow", "receipt": "comments:withdraw"}
    for purpose, token in tokens.items():
        for other, door in doors.items():
            if other != purpose:
                client.post(reverse(door, args=[token]), CHOICE)
    assert Subscription.objects.asked().count() == Comment.objects.pending().count() == 1
    assert confirm not in str(Subscription.objects.values())


@pytest.mark.parametrize(
    "wrong", [{}, {"scope": "answers"}, {"scope": "all", "pace": "once"}, {"scope": "thread", "pace": "x"}]
)
def test_a_choice_that_is_none_confirms_nothing(client: Client, asked: str, wrong: dict[str, str]) -> None:
    assert client.post(asked, wrong).status_code == 422
    assert not Subscription.objects.active().exists()


def test_nobody_is_made_to_confirm_from_another_site(client: Client, asked: str) -> None:
    assert client.post(asked, CHOICE, headers=ELSEWHERE).status_code == 403
    assert not Subscription.objects.active().exists()


@pytest.mark.parametrize("token", ["x", "nul\0", "x" * 500])
@pytest.mark.parametrize("name", ["follow", "following", "unfollow", "moderator_mail"])
def test_a_token_that_nobody_has_opens_nothing(client: Client, db: None, name: str, token: str) -> None:
    assert client.get(reverse(f"comments:{name}", args=[token])).status_code == 404


def test_a_confirmed_address_is_not_asked_again(post: Post, subscription: Subscription) -> None:
    post(email=EMAIL, follow="on", text="Un autre commentaire d’essai.")
    assert confirm_mails().count() == 1
    assert subscription.comments.count() == 2


def test_a_stranger_changes_nothing_of_what_an_address_has_chosen(
    client: Client, post: Post, subscription: Subscription
) -> None:
    post(email=EMAIL, follow="on", scope="thread", pace="daily", text="Par quelqu’un d’autre.")
    again = Subscription.objects.get()
    assert (again.scope, again.pace, again.token) == ("answers", "once", subscription.token)


# Changing and ending it


def test_a_subscriber_changes_the_choice(client: Client, subscription: Subscription) -> None:
    answer = client.post(subscription.path, {"scope": "thread", "pace": "daily"})
    assert (answer.status_code, answer["Location"]) == (303, subscription.path)
    assert Subscription.objects.get().pace == "daily"
    assert client.post(subscription.path, CHOICE, headers=ELSEWHERE).status_code == 403
    assert client.post(subscription.path, {"scope": "x"}).status_code == 422
    assert Subscription.objects.get().scope == "thread"


@pytest.mark.parametrize(
    "headers", [{}, ELSEWHERE, {"Origin": "https://mail.example"}], ids=["program", "page", "webmail"]
)
def test_one_click_in_a_mail_program_ends_it_and_a_second_one_does_no_harm(
    client: Client, subscription: Subscription, headers: dict[str, str]
) -> None:
    path = subscription.stop_url.removeprefix("https://portail.exemple")
    for _ in range(2 if not headers else 1):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"}, headers=headers)
        assert answer.status_code == 200
        assert not answer.cookies
    assert not Subscription.objects.exists()
    assert client.get(subscription.path).status_code == 404


def test_the_one_click_link_opened_in_a_browser_ends_nothing(
    client: Client, subscription: Subscription
) -> None:
    path = subscription.stop_url.removeprefix("https://portail.exemple")
    assert client.get(path)["Location"] == subscription.path
    assert client.head(path).status_code == 303
    assert Subscription.objects.active().exists()


def test_a_mail_that_asks_to_confirm_is_not_sent_once_the_comment_is_erased(
    client: Client, post: Post, asked: str, box: Box
) -> None:
    client.post(reverse("comments:withdraw", args=[Comment.objects.get().token]))
    assert not Subscription.objects.exists()
    assert send_due().sent == 0
    assert box.mails == []


def test_erasing_one_of_two_comments_leaves_the_subscription(post: Post, subscription: Subscription) -> None:
    post(email=EMAIL, follow="on", text="Un autre commentaire d’essai.")
    first, second = Comment.objects.order_by("pk")
    Comment.objects.filter(pk=first.pk).erase()
    assert Subscription.objects.get().comments.get() == second
    Comment.objects.filter(pk=second.pk).erase()
    assert not Subscription.objects.exists()


def test_these_pages_are_private_and_set_no_cookie(client: Client, asked: str) -> None:
    answers = [client.get(asked), client.post(asked, {}), client.post(asked, CHOICE)]
    path = Subscription.objects.get().path
    stop = reverse("comments:unfollow", args=[path.rstrip("/").rpartition("/")[2]])
    answers += [client.get(path), client.get(asked), client.post(stop)]
    assert [answer.status_code for answer in answers] == [200, 422, 303, 200, 404, 200]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "same-origin"
        assert not answer.cookies


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "x"},
        {"scope": "x"},
        {"pace": "x"},
        {"status": "active", "confirmed_at": None},
        {"status": "active", "confirmed_at": timezone.now(), "confirm_hash": "x"},
    ],
)
def test_the_database_knows_the_states_of_a_subscription(asked: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.update(**wrong)
