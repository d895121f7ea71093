"""A ban takes nothing from one sender for a while, however the keys change, and says how to appeal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.bans import Ban
from comments.limits import BAN_DAYS_MAX, SENDER_KEY_DAYS
from comments.models import Attempt, Comment, Report
from comments.retention import purge
from portal.editorial.site import about_url
from tests.comments.conftest import TEXT, Answer, address, body, fields, kept, stored
from tests.conftest import Make

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LIST = "/admin/comments/ban/"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def send(article: Article, *, by: str = "192.0.2.1", **changed: Any) -> Answer:
    return Client(REMOTE_ADDR=by).post(address(article), fields(**changed))


def banned(article: Article, *, days: int = 7, by: str = "192.0.2.1", user: Any = None) -> Ban:
    assert send(article, by=by, text="Ce qui mène à l’exclusion.").status_code == 303
    return Ban.impose(Comment.objects.latest("pk"), by=user, days=days, reason=Ban.Reason.SALE)


def test_what_a_banned_sender_sends_is_refused_and_kept_with_a_way_to_appeal(article: Article) -> None:
    banned(article)
    answer = send(article)
    assert answer.status_code == 403
    assert kept(answer) == TEXT
    assert f'href="{about_url("fr", "contact")}"' in body(answer)
    assert 'role="alert"' in body(answer)
    assert TEXT not in stored()


def test_others_and_readers_are_not_concerned(client: Client, article: Article) -> None:
    banned(article)
    assert send(article, by="192.0.2.2").status_code == 303
    assert Client(REMOTE_ADDR="192.0.2.1").get(address(article)).status_code == 200


def test_a_banned_sender_reports_nothing_and_keeps_the_words(article: Article, make_comment: Make) -> None:
    banned(article)
    place = reverse("comments:report", args=[make_comment(article.discussion, status="approved").pk])
    answer = Client(REMOTE_ADDR="192.0.2.1").post(place, {"reason": "sale", "note": "Regardez ceci."})
    assert answer.status_code == 403
    assert kept(answer) == "Regardez ceci."
    assert f'href="{about_url("fr", "contact")}"' in body(answer)
    assert not Report.objects.exists()
    assert Client(REMOTE_ADDR="192.0.2.2").post(place, {"reason": "sale"}).status_code == 200


def test_a_ban_ends_by_itself(clock: Any, article: Article) -> None:
    banned(article, days=7)
    clock.shift(timedelta(days=7, seconds=-1))
    assert send(article).status_code == 403
    clock.shift(timedelta(seconds=1))
    assert send(article).status_code == 303


@pytest.mark.parametrize("days", [SENDER_KEY_DAYS, 3 * SENDER_KEY_DAYS, BAN_DAYS_MAX - 1])
def test_a_ban_holds_although_the_key_of_senders_changes(clock: Any, article: Article, days: int) -> None:
    banned(article, days=BAN_DAYS_MAX)
    clock.shift(timedelta(days=days))
    assert send(article).status_code == 403
    assert send(article, by="192.0.2.2").status_code == 303


def test_a_ban_for_the_oldest_comment_whose_sender_is_known_holds_to_its_end(
    clock: Any, article: Article, settings: Any
) -> None:
    send(article)
    clock.shift(timedelta(days=settings.RETENTION["sender"]))
    Ban.impose(Comment.objects.get(), by=None, days=BAN_DAYS_MAX)
    clock.shift(timedelta(days=BAN_DAYS_MAX, seconds=-1))
    assert send(article).status_code == 403


def test_the_key_of_a_sender_changes_with_the_weeks(clock: Any, article: Article) -> None:
    send(article)
    clock.shift(timedelta(days=SENDER_KEY_DAYS))
    send(article, text=f"{TEXT} Encore.")
    first, second = Comment.objects.order_by("pk").values_list("sender_key", flat=True)
    assert first != second


def test_the_same_words_are_one_comment_although_the_key_has_changed_between(
    clock: Any, article: Article
) -> None:
    week = SENDER_KEY_DAYS * 24 * 3600
    clock.move_to((int(START.timestamp()) // week + 1) * week - 1)
    first = send(article)
    clock.shift(timedelta(seconds=2))
    assert send(article)["Location"] == first["Location"]
    assert stored() == [TEXT]


def test_a_whole_network_of_version_six_is_one_sender(article: Article) -> None:
    banned(article, by="2001:db8:1:2::1")
    assert send(article, by="2001:db8:1:2:ffff::9").status_code == 403
    assert send(article, by="2001:db8:1:3::1").status_code == 303


def test_a_banned_sender_gets_no_further_attempt_counted_and_sees_no_other_refusal(
    article: Article, settings: Any
) -> None:
    banned(article)
    settings.COMMENT_RATE = (0, 600)
    assert send(article, text="court").status_code == 403
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, BAN_DAYS_MAX + 1])
def test_no_ban_is_for_ever(article: Article, make_comment: Make, days: int) -> None:
    comment = make_comment(article.discussion, sender_key="x" * 32)
    with pytest.raises(ValidationError) as refused:
        Ban.impose(comment, by=None, days=days)
    assert refused.value.code == "days"
    assert not Ban.objects.exists()


def test_nobody_is_banned_once_it_is_forgotten_where_a_comment_came_from(
    article: Article, make_comment: Make
) -> None:
    with pytest.raises(ValidationError) as refused:
        Ban.impose(make_comment(article.discussion, sender_key=""), by=None, days=1)
    assert refused.value.code == "no_sender"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"sender_key": ""}, "comments_ban_of_somebody"),
        ({"reason": "mood"}, "comments_ban_reason"),
        ({"ends_at": START - timedelta(days=1)}, "comments_ban_ends_after_it_began"),
    ],
)
def test_the_database_refuses_a_ban_that_makes_no_sense(db: None, changed: Any, rule: str) -> None:
    sound = {"sender_key": "x", "reason": "sale", "created_at": START, "ends_at": START + timedelta(days=1)}
    Ban.objects.create(**sound)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Ban.objects.create(**sound | changed)


def test_a_ban_holds_neither_address_nor_comment(article: Article) -> None:
    banned(article)
    assert not [value for value in Ban.objects.values_list().get() if "192" in str(value)]


def test_a_ban_is_forgotten_some_time_after_its_end(article: Article, settings: Any) -> None:
    ban = banned(article, days=1)
    purge(ban.ends_at + timedelta(days=settings.RETENTION["sender"], minutes=-1))
    assert Ban.objects.exists()
    purge(ban.ends_at + timedelta(days=settings.RETENTION["sender"], minutes=1))
    assert not Ban.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_comments_are_taken_while_the_bans_cannot_be_read(article: Article, caplog: Any) -> None:
    banned(article)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE comments_ban RENAME TO gone")
    try:
        assert send(article).status_code == 303
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO comments_ban")
    assert "bans cannot be read" in caplog.text


# In the administration

SignIn = Callable[..., Client]


def test_a_moderator_lifts_a_ban_and_it_is_logged(article: Article, sign_in: SignIn) -> None:
    ban = banned(article)
    moderator = sign_in("Moderators")
    assert "192.0" not in moderator.get(LIST).content.decode()
    answer = moderator.post(LIST, {"action": "lift", "_selected_action": [ban.pk]}, follow=True)
    assert answer.status_code == 200
    assert send(article).status_code == 303
    assert not Ban.objects.active().exists()
    assert "logentry" in str(type(latest_log())).lower()


def latest_log() -> Any:
    from django.contrib.admin.models import LogEntry

    return LogEntry.objects.latest("pk")


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers"])
def test_who_does_not_moderate_sees_no_ban(article: Article, sign_in: SignIn, group: str) -> None:
    ban = banned(article)
    other = sign_in(group)
    assert other.get(LIST).status_code == 403
    assert other.post(LIST, {"action": "lift", "_selected_action": [ban.pk]}).status_code == 403
    assert Ban.objects.active().count() == 1


def test_the_right_to_see_bans_is_not_the_right_to_lift_them(
    article: Article, make_user: Make, client: Client
) -> None:
    from django.contrib.auth.models import Permission

    ban = banned(article)
    user = make_user("stagiaire")
    user.user_permissions.add(Permission.objects.get(codename="view_ban"))
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    client.post(LIST, {"action": "lift", "_selected_action": [ban.pk]})
    assert Ban.objects.active().count() == 1


def test_nobody_writes_or_deletes_a_ban_by_hand(article: Article, sign_in: SignIn) -> None:
    ban = banned(article)
    admin = sign_in(superuser=True)
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{ban.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(f"{LIST}{ban.pk}/change/", {"reason": "other"})
    assert Ban.objects.get().reason == "sale"


def test_the_list_of_fifty_bans_costs_as_much_as_that_of_one(
    article: Article, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    ends_at = timezone.now() + timedelta(days=1)
    for number in range(50):
        Ban.objects.create(sender_key=str(number), reason="sale", ends_at=ends_at)
    moderator = sign_in("Moderators")
    with django_assert_max_num_queries(8):
        assert moderator.get(f"{LIST}?active=yes").status_code == 200
