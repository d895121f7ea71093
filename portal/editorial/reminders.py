"""Mail about reviews that are due: 60 and 30 days before, and on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from portal.editorial.limits import REMINDER_DAYS
from portal.editorial.links import page_models
from portal.editorial.models import Contributor, Reminder, SiteSettings
from portal.editorial.site import Site, absolute

# SQLite has everybody else's writing wait while a mail and its note are made one.
MAIL_SECONDS = 10


@dataclass(frozen=True)
class Due:
    """A live page whose review is due, and the reminder that its day calls for."""

    kind: str
    page_id: int
    number: int
    signed_number: int  # corrections keep it, and so are not reminded of again
    title: str
    language: str
    due_on: date
    days: int
    url: str  # of its form


@dataclass(frozen=True)
class Recipient:
    key: str  # of an account, or "site"
    address: str


def send_reminders(today: date | None = None) -> int:
    """Send to each person concerned one mail with the pages not yet reminded of; return how many mails.

    What is noted as sent and the mail itself go together: a mail server that fails leaves the reminder
    for the next run. The error is raised once everybody else has had theirs.
    """
    waiting: dict[Recipient, list[Due]] = defaultdict(list)
    for due in _due(today or timezone.localdate()):
        for recipient in _recipients(due):
            waiting[recipient].append(due)
    failures: list[Exception] = []
    sent = 0
    for recipient, pages in waiting.items():
        try:
            sent += _remind(recipient, pages)
        except OSError as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return sent


def _due(today: date) -> Iterator[Due]:
    for kind, model in page_models().items():
        last_day = today + timedelta(days=REMINDER_DAYS[0])
        live = model.revision_model().objects.live().filter(review_due_on__lte=last_day)
        name = f"admin:{model._meta.app_label}_{kind}_change"
        for row in live.order_by("review_due_on", "pk"):
            due_on = row.review_due_on or today  # never None here; the filter says so
            left = (due_on - today).days
            days = min(step for step in REMINDER_DAYS if left <= step) if left > 0 else 0
            url = absolute(reverse(name, args=[row.page_id]))
            yield Due(
                kind, row.page_id, row.number, row.signed_number or row.number, row.title, row.language,
                due_on, days, url,
            )  # fmt: skip


def _recipients(due: Due) -> list[Recipient]:
    """Who signed, wrote or edited last, as far as they have an account with an address; else the site."""
    model = page_models()[due.kind]
    revision = model.revision_model().objects.of(due.page_id).get(number=due.number)
    page = model._default_manager.get(pk=due.page_id)
    slugs = [row["slug"] for row in revision.contributor_rows]
    writers = Contributor.objects.filter(language=due.language, slug__in=slugs).values_list("user")
    people: Any = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    keys = {revision.signed_by_id, page.changed_by_id, *(user for (user,) in writers)} - {None}
    found = [Recipient(str(user.pk), user.email) for user in people.filter(pk__in=keys).order_by("pk")]
    return found or _site(due.language)


def _site(language: str) -> list[Recipient]:
    row = SiteSettings.objects.filter(language=language).exclude(contact_email="").first()
    return [Recipient("site", row.contact_email)] if row else []


@transaction.atomic
def _remind(recipient: Recipient, pages: list[Due]) -> int:
    """Send one mail unless all of it was sent before; a second run at the same moment waits here."""
    fresh = [due for due in pages if _claimed(recipient, due)]
    if not fresh:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext("%(n)d page to review", "%(n)d pages to review", len(fresh)) % {"n": len(fresh)}
        site = Site(settings.LANGUAGE_CODE)
        body = render_to_string("mail/review_reminder.txt", {"pages": fresh, "site_name": site.name})
    subject = " ".join(f"{site.name} – {subject}".split())
    server = get_connection(timeout=MAIL_SECONDS)
    EmailMessage(subject, body, to=[recipient.address], connection=server).send()
    return 1


def _claimed(recipient: Recipient, due: Due) -> bool:
    """Note this reminder; False when it was sent already."""
    _row, created = Reminder.objects.get_or_create(
        kind=due.kind,
        page_id=due.page_id,
        revision_number=due.signed_number,
        days=due.days,
        recipient=recipient.key,
    )
    return created
