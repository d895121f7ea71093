"""Send what is due in the outbox. What cannot be sent stays there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone

from portal.background.letters import mail_is_set_up
from portal.background.limits import ATTEMPTS_MAX, BATCH, MAIL_SECONDS
from portal.background.models import Mail

PERMANENT = 500  # replies of a mail server from here on say that trying again is of no use


@dataclass
class Outcome:
    sent: int = 0
    is_out: bool = False  # no mail server took anything: all waits, and nothing is counted against it
    problem: str = ""


def send_due() -> Outcome:
    """Send one batch. Two workers may do it at once: each mail is leased by one of them."""
    outcome = Outcome()
    if not mail_is_set_up():
        return outcome
    now = timezone.now()
    keys = list(Mail.objects.due(now).values_list("pk", flat=True)[: min(BATCH, _left_today())])
    if not keys:
        return outcome
    server = get_connection(timeout=MAIL_SECONDS)
    try:
        for key in keys:
            if not outcome.is_out:
                _send_one(key, server, outcome)
    finally:
        server.close()
    return outcome


def _left_today() -> int:
    sent = Mail.objects.sent_since(timezone.now() - timedelta(days=1)).count()
    return max(0, settings.MAILS_A_DAY - sent)


def _send_one(key: Any, server: Any, outcome: Outcome) -> None:
    now = timezone.now()
    mail: Mail | None = Mail.objects.due(now).order_by().take(key, now, attempts=F("attempts") + 1)
    if mail is None:
        return
    if not mail.is_wanted():
        mail.is_not_needed()
    elif mail.attempts > ATTEMPTS_MAX:  # each of its workers has died
        mail.was_refused("WorkerDied", for_good=True)
    else:
        _hand_over(mail, server, outcome)


def _hand_over(mail: Mail, server: Any, outcome: Outcome) -> None:
    try:
        server.open()
    except OSError as error:
        _wait(mail, error, outcome)
        return
    try:
        server.send_messages([_message(mail)])
    except SMTPSenderRefused as error:  # it is the portal that the server does not want, not this mail
        _wait(mail, error, outcome)
    except (OSError, ValueError) as error:
        mail.was_refused(_word_for(error), for_good=_is_for_good(error))
        _hang_up(server)
    else:
        mail.has_been_sent()
        outcome.sent += 1


def _wait(mail: Mail, error: OSError, outcome: Outcome) -> None:
    mail.was_not_tried(_word_for(error))
    outcome.is_out, outcome.problem = True, _word_for(error)


def _hang_up(server: Any) -> None:
    """What is left of a broken conversation is nothing for the next mail."""
    try:
        server.close()
    except OSError:
        server.connection = None


def _message(mail: Mail) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        **mail.headers,
        "Message-ID": f"<{mail.pk}@{domain}>",  # the same, should it ever go out twice
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }
    return EmailMessage(mail.subject, mail.body, to=[mail.recipient], headers=headers)


def _word_for(error: Exception) -> str:
    """The kind of the error and the reply code; never the reply itself, which repeats addresses."""
    codes = _codes(error)
    return f"{type(error).__name__} {codes[0]}" if codes else type(error).__name__


def _codes(error: Exception) -> list[int]:
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _reply in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []


def _is_for_good(error: Exception) -> bool:
    if isinstance(error, ValueError):  # a header or an address that cannot be written down
        return True
    codes = _codes(error)
    return bool(codes) and min(codes) >= PERMANENT
