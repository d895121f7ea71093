"""Moderators are told what is new and what waits too long: numbers and links, never anybody's words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments.limits import WAIT_HOURS
from comments.models import Comment, ModeratorChoice
from comments.moderator_mail import ALERT, DIGEST, alert, send_digests
from comments.reports import Report
from portal.background.models import Mail
from portal.background.sending import send_due
from tests.conftest import Make
from tests.mail_server import Box, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]
ADDRESS = "modo@exemple.fr"


@pytest.fixture
def moderator(make_user: Make) -> User:
    user: User = make_user("modo", "Moderators")
    user.email = ADDRESS
    user.save()
    return user


@pytest.fixture
def waiting(article: Article, make_comment: Make) -> Comment:
    made: Comment = make_comment(article.discussion, name="Verveine", text="Des mots reconnaissables.")
    return made


def later(work: Any, **span: float) -> Any:
    with travel(timezone.now() + timedelta(**span)):
        return work()


@pytest.mark.parametrize("work", [send_digests, alert])
def test_the_mails_hold_numbers_and_links_and_no_word_of_a_commenter(
    moderator: User, waiting: Comment, box: Box, work: Any
) -> None:
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=WAIT_HOURS if work is alert else 1))
    assert work() == 1
    send_due()
    message = box.mails[0][1]
    whole = message.as_string() + box.text()
    assert "reconnaissables" not in whole
    assert "Verveine" not in whole
    assert "https://portail.exemple/admin/comments/comment/" in box.text()
    assert message["To"] == ADDRESS
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("work", [send_digests, alert])
def test_the_link_leads_a_moderator_to_what_waits(
    client: Client, moderator: User, waiting: Comment, box: Box, work: Any
) -> None:
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=WAIT_HOURS if work is alert else 1))
    work()
    send_due()
    link = next(word for word in box.text().split() if "/admin/" in word)
    client.force_login(moderator)
    answer = client.get(link.removeprefix("https://portail.exemple"))
    assert answer.status_code == 200
    assert waiting.text in answer.content.decode()


def test_a_morning_brings_one_digest_and_none_when_nothing_is_new(moderator: User, waiting: Comment) -> None:
    assert (send_digests(), send_digests()) == (1, 0)
    assert later(send_digests, days=1, minutes=1) == 0


def test_the_alert_comes_when_something_has_waited_for_a_day_and_once_a_day(
    moderator: User, waiting: Comment
) -> None:
    assert later(alert, hours=WAIT_HOURS, minutes=-1) == 0
    assert later(alert, hours=WAIT_HOURS, minutes=1) == 1
    assert later(alert, hours=WAIT_HOURS, minutes=2) == 0
    assert later(alert, hours=2 * WAIT_HOURS, minutes=3) == 1
    waiting.decide(Comment.Status.REJECTED, by=None, reason="charter")
    assert later(alert, hours=3 * WAIT_HOURS, minutes=4) == 0


def test_a_report_that_waits_is_told_of_too(moderator: User, article: Article, make_comment: Make) -> None:
    shown = make_comment(article.discussion, status="approved")
    Report.take(shown, sender="x" * 32, reason="dangerous", note="Un mot de plus.")
    assert send_digests() == 1
    assert later(alert, hours=WAIT_HOURS, minutes=1) == 1
    assert not Mail.objects.filter(body__contains="Un mot de plus").exists()


@pytest.mark.parametrize(
    ("fields", "groups"),
    [
        ({"is_active": False}, ["Moderators"]),
        ({"email": ""}, ["Moderators"]),
        ({}, ["Editors"]),
        ({"is_superuser": True}, []),
    ],
)
def test_only_active_moderators_with_an_address_get_mail(
    waiting: Comment, make_user: Make, fields: dict[str, Any], groups: list[str]
) -> None:
    user = make_user("modo", *groups)
    User.objects.filter(pk=user.pk).update(**{"email": ADDRESS} | fields)
    assert send_digests() == 0


def test_the_operator_may_switch_it_off(moderator: User, waiting: Comment, settings: Any) -> None:
    settings.MODERATOR_MAIL = False
    assert send_digests() == 0
    assert later(alert, days=2) == 0


@pytest.mark.parametrize(("wants", "digests", "alerts"), [("all", 1, 1), ("alerts", 0, 1), ("nothing", 0, 0)])
def test_each_moderator_chooses_by_the_link_in_the_mail(
    client: Client, moderator: User, waiting: Comment, wants: str, digests: int, alerts: int
) -> None:
    (choice,) = ModeratorChoice.of_all()
    answer = client.post(choice.path, {"wants": wants})
    assert (answer.status_code, answer["Location"]) == (303, choice.path)
    assert send_digests() == digests
    assert later(alert, days=2) == alerts
    assert Mail.objects.filter(kind=DIGEST).count() == digests
    assert Mail.objects.filter(kind=ALERT).count() == alerts


def test_one_click_ends_all_and_a_link_that_is_only_followed_ends_nothing(
    client: Client, moderator: User, waiting: Comment, box: Box
) -> None:
    send_digests()
    (choice,) = ModeratorChoice.of_all()
    assert client.get(choice.path).status_code == 200
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(choice.path, {"wants": "nothing"}, headers=elsewhere).status_code == 403
    assert client.post(choice.path, {"wants": "x"}).status_code == 422
    assert ModeratorChoice.of_all()[0].wants == "all"
    client.post(choice.path, {"List-Unsubscribe": "One-Click"}, headers=elsewhere)
    assert ModeratorChoice.of_all()[0].wants == "nothing"
    assert send_due().sent == 0  # what was written before they chose is not sent either


def test_what_was_settled_during_an_outage_is_not_told_of_after_it(
    moderator: User, waiting: Comment, mail_server: MailServer
) -> None:
    send_digests()
    later(alert, days=2)
    assert send_due().is_out
    waiting.decide(Comment.Status.APPROVED, by=None)
    box = mail_server.start()
    assert later(send_due, days=2).sent == 0
    assert box.mails == []


def test_the_choices_stand_in_the_database(moderator: User) -> None:
    ModeratorChoice.of_all()
    with pytest.raises(IntegrityError), transaction.atomic():
        ModeratorChoice.objects.update(wants="x")
