"""Mails that were given up are seen on the desk, without an address, and sent again by a button there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.background.letters import Letter
from portal.background.models import Mail
from portal.background.sending import send_due
from portal.mail_desk import PROBLEMS
from tests.mail_server import Box

pytestmark = pytest.mark.django_db
DESK, AGAIN = reverse("admin:index"), reverse("admin:try_mails_again")
TO = "zygomatique@exemple.fr"
SignIn = Callable[..., Client]


@pytest.fixture
def refused(box: Box) -> Mail:
    """A mail that the server has refused for good."""
    box.refused[TO] = "550 No such user"
    Mail.queue(Letter("Sujet", "Texte", "fr"), key="une", kind="test", to=TO)
    send_due()
    found = Mail.objects.get()
    assert found.status == Mail.Status.FAILED
    return found


def tray(client: Client) -> Any:
    """That of the mails on the desk, or None."""
    trays: list[Any] = client.get(DESK).context["trays"]
    return next((found for found in trays if found.button and found.button.url == AGAIN), None)


def test_moderators_see_how_many_failed_and_why_and_nobodys_address(refused: Mail, sign_in: SignIn) -> None:
    moderator = sign_in("Moderators")
    found = tray(moderator)
    assert (found.total, found.url, [line.url for line in found.lines]) == (1, "", [""])
    assert found.lines[0].detail == f"1 · {PROBLEMS['SMTPRecipientsRefused']} (550)"
    html = moderator.get(DESK).content.decode()
    assert "exemple.fr" not in html
    assert f'action="{AGAIN}"' in html


def test_administrators_are_led_to_the_list(refused: Mail, sign_in: SignIn) -> None:
    admin = sign_in(superuser=True)
    found = tray(admin)
    assert admin.get(found.url).status_code == 200
    assert found.url.endswith("?status__exact=failed")


def test_a_mail_that_failed_is_sent_again_when_somebody_asks_for_it(
    refused: Mail, box: Box, sign_in: SignIn
) -> None:
    moderator = sign_in("Moderators")
    box.refused.clear()
    assert send_due().sent == 0
    assert moderator.post(AGAIN, follow=True).status_code == 200
    assert send_due().sent == 1
    assert box.addresses() == [TO]
    assert tray(moderator) is None


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers"])
def test_nobody_else_sees_them_or_sends_them_again(refused: Mail, sign_in: SignIn, group: str) -> None:
    other = sign_in(group)
    assert tray(other) is None
    assert other.post(AGAIN).status_code == 403
    assert Client().post(AGAIN).status_code == 302
    refused.refresh_from_db()
    assert refused.status == Mail.Status.FAILED


def test_nothing_is_sent_again_by_a_link_or_from_another_site(refused: Mail, make_user: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("moderatrice", "Moderators"))
    assert strict.get(AGAIN).status_code == 405
    assert strict.head(AGAIN).status_code == 405
    assert strict.post(AGAIN).status_code == 403
    refused.refresh_from_db()
    assert refused.status == Mail.Status.FAILED


def test_what_waits_was_sent_or_is_not_needed_is_left_alone(sign_in: SignIn) -> None:
    for status in (Mail.Status.WAITING, Mail.Status.DROPPED):
        Mail.queue(Letter("Sujet", "Texte", "fr"), key=status, kind="follow-notice", to=TO)
    Mail.objects.filter(key=Mail.Status.DROPPED).update(status="dropped", ended_at="2026-01-01T00:00Z")
    moderator = sign_in("Moderators")
    assert tray(moderator) is None
    moderator.post(AGAIN)
    assert set(Mail.objects.values_list("key", "status")) == {("waiting", "waiting"), ("dropped", "dropped")}


def test_the_list_costs_one_query_however_many_failed(
    sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    moderator = sign_in("Moderators")
    with django_assert_max_num_queries(20) as few:
        moderator.get(DESK)
    for number in range(50):
        Mail.queue(Letter("Sujet", "Texte", "fr"), key=str(number), kind=f"kind-{number % 12}", to=TO)
    Mail.objects.update(status="failed", ended_at="2026-01-01T00:00Z", problem="TimeoutError")
    with django_assert_max_num_queries(len(few)):
        found = tray(moderator)
    assert (found.total, len(found.lines)) == (50, 8)
