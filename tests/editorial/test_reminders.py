"""Mail about reviews that are due: on the right days, once each, and through failures of the mail server."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from glossary.models import Term
from portal.background.models import Mail
from portal.background.sending import send_due
from portal.editorial.limits import REMINDER_DAYS
from portal.editorial.models import Contributor, Reminder, SiteSettings
from portal.editorial.reminders import send_reminders
from tests.conftest import put_live
from tests.editorial.page_forms import address
from tests.editorial.workflow import KINDS, complete_page, live_page, reviewer, signed_page
from tests.mail_server import Box, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]


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


def remind() -> int:
    """Write what is due, and send it; return how many mails were written."""
    written = send_reminders()
    send_due()
    return written


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
    assert remind() == int(is_reminded)
    assert sent_to() == (["relectrice@exemple.fr"] if is_reminded else [])
    for message in mail.outbox:
        assert page.title in message.body
        assert address(page) in message.body


def test_each_of_the_three_days_brings_one_mail_however_often_the_timer_runs() -> None:
    due_page(70)
    day, mails = timezone.now(), {}
    for number in range(80):
        with travel(day + timedelta(number), tick=False):
            sent = [remind() for _ in range(2)]
        assert sent[1] == 0
        if sent[0]:
            mails[70 - number] = sent[0]
    assert mails == dict.fromkeys(REMINDER_DAYS, 1)


def test_a_timer_that_did_not_run_for_weeks_sends_what_is_due_now_and_no_more() -> None:
    due_page(REMINDER_DAYS[1] - 3)
    assert remind() == 1
    assert Reminder.objects.get().days == REMINDER_DAYS[1]
    assert remind() == 0


def test_one_mail_names_all_pages_of_a_person() -> None:
    pages = [due_page(0), due_page(30, Term), due_page(60)]
    assert remind() == 1
    assert all(page.title in mail.outbox[0].body for page in pages)
    later = due_page(0, title="Venue après")
    assert remind() == 1
    assert later.title in mail.outbox[1].body
    assert pages[0].title not in mail.outbox[1].body


def test_who_wrote_and_who_edited_last_are_reminded_too_each_once() -> None:
    page = due_page(0)
    writer, editor = addressed("redactrice"), addressed("editrice")
    Contributor.objects.filter(slug="autrice").update(user=writer)
    Article.objects.update(changed_by=editor)
    assert remind() == 3
    assert set(sent_to()) == {f"{name}@exemple.fr" for name in ("relectrice", "redactrice", "editrice")}
    assert all(len(message.recipients()) == 1 for message in mail.outbox)
    assert page.title in mail.outbox[0].body


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}])
def test_nobody_who_left_or_has_no_address_gets_mail_and_the_site_does_instead(
    fields: dict[str, Any],
) -> None:
    due_page(0)
    User.objects.update(**fields)
    assert remind() == 0
    SiteSettings.objects.filter(language="fr").update(contact_email="redaction@exemple.fr")
    assert remind() == 1
    assert sent_to() == ["redaction@exemple.fr"]
    assert remind() == 0


def test_only_live_pages_are_reminded_of() -> None:
    due_page(0).withdraw(by=None)
    signed_page().revisions.update(review_due_on=timezone.localdate())
    put_live(complete_page())
    assert remind() == 0


def test_a_new_signature_begins_a_new_round() -> None:
    page = due_page(0)
    assert remind() == 1
    page.title = "Relu à neuf"
    page.save()
    page.ask_for_review(by=None).sign(by=User.objects.get(username="relectrice"))
    Article.objects.get().publish(by=None)
    assert remind() == 0
    page.revisions.filter(number=2).update(review_due_on=timezone.localdate())
    assert remind() == 1
    assert "Relu à neuf" in mail.outbox[1].body


def test_neither_a_correction_nor_a_return_to_the_public_reminds_again() -> None:
    page = due_page(30)
    assert remind() == 1
    page.title = "Page compléte 1"
    page.save()
    page.correct(by=None)
    assert remind() == 0
    page.withdraw(by=None)
    page.publish(by=None, revision=page.revisions.get(number=1))
    assert page.live_revision.number == 3
    assert remind() == 0


def test_a_title_puts_nothing_into_the_head_of_a_mail() -> None:
    due_page(0, title="Titre\r\nBcc: tous@exemple.fr <script>")
    remind()
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
        remind()
    with django_assert_max_num_queries(20 + 6 * len(pages)):
        assert remind() == 0


# A real mail server, that may be down or refuse


def test_a_mail_arrives_whole(box: Box) -> None:
    page = due_page(0, title="L’œdème")
    assert remind() == 1
    address_, message = box.mails[0]
    assert address_ == message["To"] == "relectrice@exemple.fr"
    assert "L’œdème" in box.text()
    assert f"https://portail.exemple{address(page)}" in box.text()
    assert "&" not in box.text()


def test_while_the_mail_server_is_down_nothing_is_lost(mail_server: MailServer) -> None:
    due_page(0)
    with pytest.raises(CommandError, match="ConnectionRefusedError"):
        call_command("send_review_reminders")
    assert send_reminders() == 0
    box = mail_server.start()
    assert send_due().sent == 1
    assert remind() == 0
    assert box.addresses() == ["relectrice@exemple.fr"]


def test_a_note_without_its_mail_is_not_kept(monkeypatch: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> bool:
        raise ZeroDivisionError

    due_page(0)
    monkeypatch.setattr(Mail, "queue", fail)
    with pytest.raises(ZeroDivisionError):
        send_reminders()
    assert not Reminder.objects.exists()


def test_an_address_that_is_refused_keeps_nobody_else_from_theirs(box: Box) -> None:
    due_page(0)
    names = ["redactrice", "editrice"]
    Contributor.objects.filter(slug="autrice").update(user=addressed(names[0]))
    Article.objects.update(changed_by=addressed(names[1]))
    box.refused = {"relectrice@exemple.fr": "550 unknown here"}
    assert remind() == 3
    assert box.addresses() == ["editrice@exemple.fr", "redactrice@exemple.fr"]
    box.refused = {}
    assert Mail.objects.all().try_again() == 1
    assert send_due().sent == 1
    assert box.addresses() == ["editrice@exemple.fr", "redactrice@exemple.fr", "relectrice@exemple.fr"]


def test_without_mail_nothing_is_noted_as_sent(settings: Any) -> None:
    settings.PUBLIC_URL = ""
    due_page(0)
    with pytest.raises(CommandError, match="PORTAL_PUBLIC_URL"):
        call_command("send_review_reminders")
    assert not Reminder.objects.exists()


def test_nobody_sends_mail_by_opening_a_page(client: Client) -> None:
    page = due_page(0)
    assert client.get(page.live_revision.get_absolute_url()).status_code == 200
    assert not mail.outbox
