"""What the background worker does. Each is safe to run twice, and by two workers at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from comments import moderator_mail, notices, retention
from portal.background.jobs import Daily
from portal.background.letters import mail_is_set_up
from portal.editorial import reminders


def with_mail(send: Callable[..., Any]) -> Callable[..., Any]:
    """Nothing is noted as sent while there is nobody to send it."""
    return lambda *args: send(*args) if mail_is_set_up() else None


DAILY = [
    Daily("purge_personal_data", retention.purge),
    Daily("review_reminders", with_mail(reminders.send_reminders)),
    Daily("discussion_digests", with_mail(notices.send_digests)),
    Daily("moderators_digest", with_mail(moderator_mail.send_digests)),
]
FREQUENT = [with_mail(notices.tell_subscribers), with_mail(moderator_mail.alert)]
