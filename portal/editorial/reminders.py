"""Mail about reviews that are due: 60 and 30 days before, and on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from portal.background.letters import Letter, one_line
from portal.background.models import Mail
from portal.editorial.limits import REMINDER_DAYS
from portal.editorial.links import page_models
from portal.editorial.models import Contributor, Reminder, SiteSettings
from portal.editorial.site import Site, absolute

KIND = "review-reminder"  # of mail


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
    """Write to each person concerned one mail with the pages not yet reminded of; return how many mails.

    The mail goes into the outbox together with the note of it, and from there to the mail server.
    """
    waiting: dict[Recipient, list[Due]] = defaultdict(list)
    for due in _due(today or timezone.localdate()):
        for recipient in _recipients(due):
            waiting[recipient].append(due)
    return sum(_remind(recipient, pages) for recipient, pages in waiting.items())


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
def _remind(recipient: Recipient, pages: list[Due]) -> bool:
    """Write one mail unless all of it was written before; a second run at the same moment waits here."""
    fresh = [due for due in pages if _claimed(recipient, due)]
    if not fresh:
        return False
    first = fresh[0]
    key = f"{KIND}/{recipient.key}/{first.kind}/{first.page_id}/{first.signed_number}/{first.days}"
    return Mail.queue(_letter(fresh), key=key, kind=KIND, to=recipient.address)


def _letter(fresh: list[Due]) -> Letter:
    with translation.override(settings.LANGUAGE_CODE):
        subject = ngettext("%(n)d page to review", "%(n)d pages to review", len(fresh)) % {"n": len(fresh)}
        site = Site(settings.LANGUAGE_CODE)
        body = render_to_string("mail/review_reminder.txt", {"pages": fresh, "site_name": site.name})
    return Letter(one_line(f"{site.name} – {subject}"), body, settings.LANGUAGE_CODE)


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
