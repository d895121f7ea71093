"""Mail about reviews that are due: on the right days, once each, and through failures of the mail server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from io import StringIO
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from glossary.models import Term
from portal.editorial.limits import REMINDER_DAYS
from portal.editorial.models import Contributor, Reminder, SiteSettings
from portal.editorial.reminders import send_reminders
from tests.conftest import put_live
from tests.editorial.page_forms import address
from tests.editorial.workflow import KINDS, complete_page, live_page, reviewer, signed_page

pytestmark = pytest.mark.django_db


def addressed(name: str = "relectrice") -> User:
    """A reviewer with an address, made when there is none of that name."""
    user = User.objects.filter(username=name).first() or reviewer(name)
    user.email = f"{name}@exemple.fr"
    user.save()
    return user


def due_page(days: int, model: Any = Article, **fields: Any) -> Any:
    """A live page that `relectrice` has signed, due in so many days."""
    addressed()
    page = live_page(model, **fields)
    page.revisions.update(review_due_on=timezone.localdate() + timedelta(days))
    return page


def sent_to() -> list[str]:
    return [message.to[0] for message in mail.outbox]


@pytest.mark.parametrize("model", KINDS)
@pytest.mark.parametrize(
    ("days", "is_reminded"),
    [
        (REMINDER_DAYS[0] + 1, False),
        (REMINDER_DAYS[0], True),
        (REMINDER_DAYS[1], True),
        (0, True),
        (-5, True),
    ],
)
def test_who_signed_is_reminded_in_time(model: Any, days: int, is_reminded: bool) -> None:
    page = due_page(days, model)
    assert send_reminders() == int(is_reminded)
    assert sent_to() == (["relectrice@exemple.fr"] if is_reminded else [])
    for message in mail.outbox:
        assert page.title in message.body
        assert address(page) in message.body


def test_each_of_the_three_days_brings_one_mail_however_often_the_timer_runs() -> None:
    due_page(70)
    day, mails = timezone.now(), {}
    for number in range(80):
        with travel(day + timedelta(number), tick=False):
            sent = [send_reminders() for _ in range(2)]
        assert sent[1] == 0
        if sent[0]:
            mails[70 - number] = sent[0]
    assert mails == dict.fromkeys(REMINDER_DAYS, 1)


def test_a_timer_that_did_not_run_for_weeks_sends_what_is_due_now_and_no_more() -> None:
    due_page(REMINDER_DAYS[1] - 3)
    assert send_reminders() == 1
    assert Reminder.objects.get().days == REMINDER_DAYS[1]
    assert send_reminders() == 0


def test_one_mail_names_all_pages_of_a_person() -> None:
    pages = [due_page(0), due_page(30, Term), due_page(60)]
    assert send_reminders() == 1
    assert all(page.title in mail.outbox[0].body for page in pages)
    later = due_page(0, title="Venue après")
    assert send_reminders() == 1
    assert later.title in mail.outbox[1].body
    assert pages[0].title not in mail.outbox[1].body


def test_who_wrote_and_who_edited_last_are_reminded_too_each_once() -> None:
    page = due_page(0)
    writer, editor = addressed("redactrice"), addressed("editrice")
    Contributor.objects.filter(slug="autrice").update(user=writer)
    Article.objects.update(changed_by=editor)
    assert send_reminders() == 3
    assert set(sent_to()) == {f"{name}@exemple.fr" for name in ("relectrice", "redactrice", "editrice")}
    assert all(len(message.recipients()) == 1 for message in mail.outbox)
    assert page.title in mail.outbox[0].body


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}])
def test_nobody_who_left_or_has_no_address_gets_mail_and_the_site_does_instead(
    fields: dict[str, Any],
) -> None:
    due_page(0)
    User.objects.update(**fields)
    assert send_reminders() == 0
    SiteSettings.objects.filter(language="fr").update(contact_email="redaction@exemple.fr")
    assert send_reminders() == 1
    assert sent_to() == ["redaction@exemple.fr"]
    assert send_reminders() == 0


def test_only_live_pages_are_reminded_of() -> None:
    due_page(0).withdraw(by=None)
    signed_page().revisions.update(review_due_on=timezone.localdate())
    put_live(complete_page())
    assert send_reminders() == 0


def test_a_new_signature_begins_a_new_round() -> None:
    page = due_page(0)
    assert send_reminders() == 1
    page.title = "Relu à neuf"
    page.save()
    page.ask_for_review(by=None).sign(by=User.objects.get(username="relectrice"))
    Article.objects.get().publish(by=None)
    assert send_reminders() == 0
    page.revisions.filter(number=2).update(review_due_on=timezone.localdate())
    assert send_reminders() == 1
    assert "Relu à neuf" in mail.outbox[1].body


def test_neither_a_correction_nor_a_return_to_the_public_reminds_again() -> None:
    page = due_page(30)
    assert send_reminders() == 1
    page.title = "Page compléte 1"
    page.save()
    page.correct(by=None)
    assert send_reminders() == 0
    page.withdraw(by=None)
    page.publish(by=None, revision=page.revisions.get(number=1))
    assert page.live_revision.number == 3
    assert send_reminders() == 0


def test_a_title_puts_nothing_into_the_head_of_a_mail() -> None:
    due_page(0, title="Titre\r\nBcc: tous@exemple.fr <script>")
    send_reminders()
    message = mail.outbox[0]
    assert message.recipients() == ["relectrice@exemple.fr"]
    assert "Bcc" not in message.message()
    assert "<script>" in message.body


def test_the_command_tells_how_many() -> None:
    due_page(0)
    said = StringIO()
    call_command("send_review_reminders", stdout=said)
    assert "1" in said.getvalue()


def test_many_pages_cost_a_few_queries_each(django_assert_max_num_queries: Any) -> None:
    pages = [due_page(0) for _ in range(20)]
    with django_assert_max_num_queries(20 + 12 * len(pages)):
        send_reminders()
    with django_assert_max_num_queries(20 + 6 * len(pages)):
        assert send_reminders() == 0


# A real mail server, that may be down or refuse


class Box:
    """What a mail server took in; it refuses whom it is told to."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, Message]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        found = message_from_bytes(envelope.content, policy=default)
        self.mails += [(address, found) for address in envelope.rcpt_tos]
        return "250 OK"

    def addresses(self) -> list[str]:
        return sorted(address for address, _mail in self.mails)


@pytest.fixture
def port(settings: Any) -> int:
    """A port of this machine at which nobody listens yet, set as the mail server's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return found


@pytest.fixture
def box(port: int) -> Iterator[Box]:
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    server.stop()


def test_a_mail_arrives_whole(box: Box, settings: Any) -> None:
    settings.PUBLIC_URL = "https://portail.exemple"
    page = due_page(0, title="L’œdème")
    assert send_reminders() == 1
    address_, message = box.mails[0]
    assert address_ == message["To"] == "relectrice@exemple.fr"
    text = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "L’œdème" in text
    assert f"https://portail.exemple{address(page)}" in text
    assert "&" not in text


def test_while_the_mail_server_is_down_nothing_is_lost(port: int) -> None:
    due_page(0)
    with pytest.raises(CommandError):
        call_command("send_review_reminders")
    assert not Reminder.objects.exists()
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert send_reminders() == 1
        assert send_reminders() == 0
    finally:
        server.stop()
    assert box.addresses() == ["relectrice@exemple.fr"]


def test_an_address_that_is_refused_keeps_nobody_else_from_theirs(box: Box) -> None:
    due_page(0)
    names = ["redactrice", "editrice"]
    Contributor.objects.filter(slug="autrice").update(user=addressed(names[0]))
    Article.objects.update(changed_by=addressed(names[1]))
    box.refused = {"relectrice@exemple.fr"}
    with pytest.raises(CommandError):
        call_command("send_review_reminders")
    assert box.addresses() == ["editrice@exemple.fr", "redactrice@exemple.fr"]
    box.refused = set()
    assert send_reminders() == 1
    assert box.addresses() == ["editrice@exemple.fr", "redactrice@exemple.fr", "relectrice@exemple.fr"]


def test_a_mail_server_that_does_not_answer_is_not_waited_for_long(port: int, monkeypatch: Any) -> None:
    monkeypatch.setattr("portal.editorial.reminders.MAIL_SECONDS", 0.3)
    due_page(0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", port))
        silent.listen()
        with pytest.raises(OSError, match="timed out"):
            send_reminders()
    assert not Reminder.objects.exists()


def test_nobody_sends_mail_by_opening_a_page(client: Client) -> None:
    page = due_page(0)
    assert client.get(page.live_revision.get_absolute_url()).status_code == 200
    assert not mail.outbox
