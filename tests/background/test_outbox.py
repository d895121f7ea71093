"""The outbox: a mail is stored with its cause, sent once, and lost by no outage and no death of a worker."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from time_machine import travel

from comments.retention import purge
from portal.background import mails
from portal.background.letters import Letter, letter
from portal.background.limits import (
    ATTEMPTS_MAX,
    LEASE_SECONDS,
    MAIL_KEEP_DAYS,
    PROBLEM_MAX,
    RETRY_MINUTES,
    SUBJECT_MAX,
)
from portal.background.mails import Kind
from portal.background.models import Mail
from portal.background.sending import send_due
from tests.conftest import Make
from tests.mail_server import Box, MailServer

pytestmark = pytest.mark.django_db
TO = "camomille@exemple.fr"
SECRET = "un lien secret"


def queue(key: str = "un", to: str = TO, *, kind: str = "test", **fields: Any) -> bool:
    words = Letter("Un œuf", f"Bonjour,\n\n{SECRET} : é\n", "fr", fields.pop("headers", {}))
    return Mail.queue(words, key=key, kind=kind, to=to, **fields)


def state() -> str:
    return str(Mail.objects.get().status)


def test_a_mail_arrives_whole_and_once(box: Box) -> None:
    queue(headers={"X-Essai": "oui"})
    assert send_due().sent == 1
    assert send_due().sent == 0
    (address, message), *others = box.mails
    assert not others
    assert address == message["To"] == TO
    assert (message["Subject"], message["X-Essai"]) == ("Un œuf", "oui")
    assert message["Auto-Submitted"] == "auto-generated"
    assert box.text() == f"Bonjour,\r\n\r\n{SECRET} : é\r\n"


def test_what_was_sent_is_forgotten_but_for_that_it_was(box: Box) -> None:
    queue(headers={"List-Unsubscribe": SECRET})
    send_due()
    row = Mail.objects.values().get()
    assert SECRET not in str(row)
    assert row["status"] == "sent"
    purge(timezone.now() + timedelta(days=MAIL_KEEP_DAYS - 1))
    assert Mail.objects.count() == 1
    purge(timezone.now() + timedelta(days=MAIL_KEEP_DAYS + 1))
    assert Mail.objects.count() == 0


def test_the_same_cause_brings_no_second_mail(box: Box) -> None:
    assert queue("cause")
    assert not queue("cause")
    send_due()
    assert not queue("cause")
    send_due()
    assert box.addresses() == [TO]


def test_a_cause_that_is_rolled_back_takes_its_mail_with_it(box: Box) -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert send_due().sent == 0


def test_what_is_due_later_waits(box: Box) -> None:
    queue(due_at=timezone.now() + timedelta(hours=1))
    assert send_due().sent == 0
    with travel(timezone.now() + timedelta(minutes=61)):
        assert send_due().sent == 1


def test_an_outage_of_the_mail_server_loses_nothing_however_long_it_lasts(mail_server: MailServer) -> None:
    for number in range(3):
        queue(str(number), f"{number}@exemple.fr")
    for _ in range(3 * ATTEMPTS_MAX):
        outcome = send_due()
        assert (outcome.sent, outcome.is_out) == (0, True)
    assert set(Mail.objects.values_list("status", "attempts")) == {("waiting", 0)}
    assert Mail.objects.exclude(problem="").get().problem == "ConnectionRefusedError"
    box = mail_server.start()
    assert send_due().sent == 3
    assert box.addresses() == [f"{number}@exemple.fr" for number in range(3)]


def test_a_server_that_takes_no_mail_from_the_portal_counts_as_down(box: Box, settings: Any) -> None:
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "faux"
    queue()
    assert send_due().is_out
    assert (state(), Mail.objects.get().attempts) == ("waiting", 0)


def test_a_server_that_does_not_answer_is_not_waited_for_long(
    mail_server: MailServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr("portal.background.sending.MAIL_SECONDS", 0.3)
    queue()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", mail_server.port))
        silent.listen()
        assert send_due().is_out
    assert state() == "waiting"


def test_one_address_that_is_refused_for_good_is_given_up_and_the_others_get_theirs(box: Box) -> None:
    box.refused = {TO: "550 no such user camomille@exemple.fr"}
    queue("a"), queue("b", "autre@exemple.fr")
    assert send_due().sent == 1
    failed = Mail.objects.get(key="a")
    assert failed.status == "failed"
    assert failed.problem == "SMTPRecipientsRefused 550"
    assert box.addresses() == ["autre@exemple.fr"]


def test_a_refusal_for_now_is_tried_again_at_growing_distances_and_then_given_up(box: Box) -> None:
    box.refused = {TO: "451 greylisted"}
    queue()
    now, waits = timezone.now(), []
    for _ in range(ATTEMPTS_MAX):
        with travel(now, tick=False):
            assert send_due().sent == 0
        row = Mail.objects.get()
        waits.append((row.due_at - now).total_seconds() / 60)
        now = row.due_at
    assert waits[:-1] == list(RETRY_MINUTES)
    assert state() == "failed"
    with travel(now + timedelta(days=9)):
        box.refused = {}
        assert send_due().sent == 0
        assert Mail.objects.all().try_again() == 1
        assert send_due().sent == 1


def test_a_refusal_for_now_is_overcome(box: Box) -> None:
    box.reply_to_data = "452 disk full"
    queue()
    send_due()
    box.reply_to_data = "250 OK"
    with travel(timezone.now() + timedelta(minutes=RETRY_MINUTES[0], seconds=1)):
        assert send_due().sent == 1
    assert Mail.objects.get().problem == ""


def test_a_mail_that_another_worker_holds_is_left_to_it_until_its_time_is_over(box: Box) -> None:
    queue()
    held = Mail.objects.take(Mail.objects.get().pk, timezone.now())
    assert held
    assert Mail.objects.take(held.pk, timezone.now()) is None
    assert send_due().sent == 0
    with travel(timezone.now() + timedelta(seconds=LEASE_SECONDS + 1)):
        assert send_due().sent == 1
    assert not held.was_refused("trop tard")
    assert state() == "sent"


def test_a_mail_that_kills_each_worker_is_given_up(box: Box) -> None:
    queue()
    Mail.objects.update(attempts=ATTEMPTS_MAX)
    assert send_due().sent == 0
    assert (state(), Mail.objects.get().problem) == ("failed", "WorkerDied")


def test_what_nobody_needs_any_more_is_not_sent(box: Box, monkeypatch: Any) -> None:
    monkeypatch.setitem(mails.kinds, "vain", Kind("vain", "vain", lambda mail: False))
    queue(kind="vain")
    assert send_due().sent == 0
    assert (state(), Mail.objects.get().body) == ("dropped", "")


def test_more_than_the_day_allows_waits_for_the_next(box: Box, settings: Any) -> None:
    settings.MAILS_A_DAY = 2
    for number in range(3):
        queue(str(number))
    assert [send_due().sent for _ in range(2)] == [2, 0]
    with travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert send_due().sent == 1


@pytest.mark.parametrize("name", ["PUBLIC_URL", "EMAIL_BACKEND"])
def test_without_a_mail_server_or_a_public_address_all_waits(box: Box, settings: Any, name: str) -> None:
    setattr(settings, name, "" if name == "PUBLIC_URL" else "django.core.mail.backends.dummy.EmailBackend")
    queue()
    assert send_due().sent == 0
    assert state() == "waiting"


@pytest.mark.parametrize("where", ["subject", "headers", "to"])
def test_a_line_break_begins_no_second_header(box: Box, where: str) -> None:
    evil = "x\r\nBcc: tous@exemple.fr"
    words = Letter(evil if where == "subject" else "x", "x", "fr", {"X": evil} if where == "headers" else {})
    Mail.queue(words, key="k", kind="test", to=f"{TO}\r\nBcc: tous@exemple.fr" if where == "to" else TO)
    send_due()
    assert box.mails == []
    assert (state(), Mail.objects.get().attempts) == ("failed", 1)


def test_a_title_with_a_line_break_stays_in_the_subject(settings: Any, mail_set_up: None) -> None:
    name = "Portail\r\nBcc: tous@exemple.fr " + "x" * SUBJECT_MAX
    facts = {"site_name": name, "page_title": "P", "confirm_url": "u", "days": 3}
    words = letter("follow_confirm", "fr", facts)
    assert "\n" not in words.subject
    assert len(words.subject) == SUBJECT_MAX


def test_a_language_without_templates_of_its_own_gets_the_english_ones() -> None:
    facts = {"site_name": "S", "page_title": "P", "confirm_url": "u", "days": 3}
    words = letter("follow_confirm", "es", facts)
    assert "Please confirm" in words.subject


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"status": "sent", "body": "x", "sent_at": timezone.now(), "ended_at": timezone.now()},
        {"status": "sent", "body": "", "ended_at": timezone.now()},
        {"status": "failed", "ended_at": None},
    ],
)
def test_the_database_knows_the_states_of_a_mail(wrong: dict[str, Any]) -> None:
    queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.update(**wrong)


def test_the_administration_shows_what_failed_and_neither_text_nor_address(
    box: Box, sign_in: Make, client: Client
) -> None:
    box.refused = {TO: "550 no"}
    queue()
    send_due()
    path = "/admin/background/mail/"
    boss = sign_in(superuser=True)
    page = boss.get(path).content.decode()
    assert "SMTPRecipientsRefused 550" in page
    assert "c…@exemple.fr" in page
    assert TO not in page
    assert SECRET not in page
    assert boss.get(f"{path}?recipient__startswith=c").status_code in {302, 400}
    key = str(Mail.objects.get().pk)
    assert boss.post(path, {"action": "try_again", "_selected_action": [key]}).status_code == 302
    assert (state(), Mail.objects.get().attempts) == ("waiting", 0)


@pytest.mark.parametrize("group", ["Moderators", "Editors", "Medical reviewers"])
@pytest.mark.parametrize("kind", ["mail", "job"])
def test_no_group_sees_the_outbox(sign_in: Make, group: str, kind: str) -> None:
    assert sign_in(group).get(f"/admin/background/{kind}/").status_code == 403


def test_a_problem_fits_its_column(box: Box) -> None:
    queue()
    mail = Mail.objects.take(Mail.objects.get().pk, timezone.now(), attempts=1)
    assert mail
    assert mail.was_refused("x" * 999)
    assert len(Mail.objects.get().problem) == PROBLEM_MAX
