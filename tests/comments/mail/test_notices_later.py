"""Of each comment a subscriber is told once, however late or often a mail about it can be sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from comments.limits import NEWS_DAYS, NOTICES_PER_ADDRESS, UNDO_MINUTES
from comments.models import Comment, Notice
from comments.notices import find_news, send_digests
from portal.background.models import Mail
from portal.background.sending import send_due
from tests.comments.mail.conftest import EMAIL, letters, settled, told
from tests.conftest import Make
from tests.mail_server import Box, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]
Status = Comment.Status


def test_who_wants_one_mail_a_day_gets_it_from_the_daily_work(follow: Make, answer: Make) -> None:
    follow(pace="daily")
    answer(), answer("Une deuxième réponse.")
    assert settled() == 0
    assert settled(send_digests) == 1
    assert settled(send_digests, hours=24) == 0
    assert len(told()) == 2


def test_a_comment_taken_back_before_the_daily_mail_is_not_in_it(follow: Make, answer: Make) -> None:
    follow(pace="daily")
    gone, stays = answer(), answer("Une deuxième réponse.")
    settled()
    Comment.objects.filter(pk=gone.pk).decide(Status.REJECTED, by=None, reason="charter")
    assert settled(send_digests) == 1
    assert told() == [stays.pk]


def test_one_address_gets_a_bounded_number_of_mails_a_day_and_the_rest_in_one_later(
    follow: Make, answer: Make
) -> None:
    follow()
    for number in range(NOTICES_PER_ADDRESS + 3):
        answer(f"Une réponse, le numéro {number}.")
        settled()
    assert len(letters()) == NOTICES_PER_ADDRESS
    Mail.objects.update(queued_at=timezone.now() - timedelta(days=1, minutes=1))
    assert settled() == 1
    assert len(told()) == NOTICES_PER_ADDRESS + 3


def test_what_is_approved_a_second_time_is_not_told_of_again(follow: Make, answer: Make) -> None:
    follow()
    other = answer()
    settled()
    Comment.objects.filter(pk=other.pk).decide(Status.SPAM, by=None)
    Comment.objects.filter(pk=other.pk).decide(Status.APPROVED, by=None)
    assert settled() == 0


def test_old_news_is_no_news(follow: Make, answer: Make) -> None:
    follow()
    answer()
    assert settled(days=NEWS_DAYS, minutes=1) == 0
    assert settled(days=NEWS_DAYS, minutes=-1) == 1


def test_an_approval_undone_and_done_again_at_the_last_moment_is_not_missed(
    follow: Make, answer: Make
) -> None:
    follow()
    other = answer()
    began, last = timezone.now(), timedelta(minutes=UNDO_MINUTES, seconds=-1)
    with travel(began + last):
        other.decide(Status.REJECTED, by=None, reason="charter")
    with travel(began + 2 * last):
        other.undo(by=None)
    found = 0
    for minute in range(40):
        with travel(began + timedelta(minutes=minute)):
            found += find_news(timezone.now() - timedelta(minutes=1))
    assert found == 1


def test_two_workers_at_once_write_one_mail(follow: Make, answer: Make) -> None:
    follow()
    answer()
    settled(find_news)
    settled(find_news)
    assert settled() == 1
    Notice.objects.update(status="waiting", mail_key="")  # as another worker saw them
    assert settled() == 0


# Between writing and sending, which may be long when no mail server answers


def test_a_mail_that_waited_is_dropped_when_its_comment_was_taken_back(
    follow: Make, answer: Make, mail_server: MailServer
) -> None:
    follow()
    other = answer()
    settled()
    assert settled(send_due).is_out
    Comment.objects.filter(pk=other.pk).decide(Status.REJECTED, by=None, reason="charter")
    box = mail_server.start()
    assert settled(send_due).sent == 0
    assert settled() == 0
    assert box.mails == []


def test_what_is_left_of_a_mail_that_waited_is_told_in_a_new_one(
    follow: Make, answer: Make, mail_server: MailServer
) -> None:
    follow()
    gone, stays = answer(), answer("Une deuxième réponse.")
    settled()
    Comment.objects.filter(pk=gone.pk).erase()
    box = mail_server.start()
    assert settled(send_due).sent == 0
    assert settled() == 1
    assert settled(send_due).sent == 1
    assert str(stays.pk) in box.text()
    assert f"/{gone.pk}/" not in box.text()


def test_who_stops_gets_nothing_any_more_not_even_what_was_written(
    client: Client, follow: Make, answer: Make, box: Box
) -> None:
    found = follow()
    answer()
    settled()
    assert len(letters()) == 1
    client.post(found.stop_url.removeprefix("https://portail.exemple"))
    assert settled(send_due).sent == 0
    assert letters() == []
    assert not Mail.objects.filter(recipient=EMAIL).exists()


def test_an_outage_of_mail_delays_a_notice_and_loses_none(
    follow: Make, answer: Make, mail_server: MailServer
) -> None:
    follow()
    answer()
    settled()
    for _ in range(5):
        assert settled(send_due).is_out
    box = mail_server.start()
    assert settled(send_due).sent == 1
    assert box.addresses() == [EMAIL]
