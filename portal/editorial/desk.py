"""What waits for somebody who writes, reviews or publishes: the first page of the administration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.editorial.limits import REMINDER_DAYS
from portal.editorial.links import page_models
from portal.editorial.models import Page, Review
from portal.editorial.models.review import months_after
from portal.editorial.translations import behind

SHOWN = 8  # lines of a list
MONTHS = 12  # of the chart, this one included
LATER = date.max  # stands for every month after these


@dataclass(frozen=True)
class Line:
    text: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Button:
    """Something that can be done about all of a tray, by POST."""

    text: str
    url: str


@dataclass(frozen=True)
class Tray:
    """A list of what waits; `total` counts all of it, `url` leads to the whole."""

    title: str
    total: int
    lines: list[Line] = field(default_factory=list)
    url: str = ""
    button: Button | None = None


@dataclass(frozen=True)
class Bar:
    """Of the chart; the longest has a length of 100."""

    label: str
    count: int
    length: int
    is_past: bool


def trays(user: Any) -> list[Tray]:
    """What this person may do something about, where there is any. A few queries per kind of page."""
    found = []
    for model in page_models().values():
        found += [*_review_trays(model, user), *_editing_trays(model, user)]
    return [tray for tray in found if tray.total]


def _may(user: Any, verb: str, model: type[Page]) -> bool:
    allowed: bool = user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")
    return allowed


def _review_trays(model: type[Page], user: Any) -> Iterator[Tray]:
    if not _may(user, "review", model):
        return
    revisions = model.revision_model().objects.filter(review=Review.ASKED)
    waiting = revisions.filter(Q(asked_of=user) | Q(asked_of=None)).order_by("created_at")
    yield Tray(
        title=_("To review: %(kind)s") % {"kind": model._meta.verbose_name_plural},
        total=waiting.count(),
        lines=[_review_line(model, revision) for revision in waiting[:SHOWN]],
        url=_list_url(model, "in-review"),
    )


def _editing_trays(model: type[Page], user: Any) -> Iterator[Tray]:
    kind = model._meta.verbose_name_plural
    pages: QuerySet[Any] = model.objects.with_state()
    if _may(user, "change", model):
        returned = pages.filter(newest_review=Review.RETURNED)
        yield _tray(model, _("Returned: %(kind)s") % {"kind": kind}, returned, "returned")
    if _may(user, "publish", model):
        signed = pages.filter(
            newest_review=Review.SIGNED, newest_public_from=None, newest_version=F("version")
        )
        yield _tray(model, _("Signed, to be published: %(kind)s") % {"kind": kind}, signed, "signed")
    if _may(user, "change", model) or _may(user, "review", model):
        yield _overdue_tray(model, kind)


def _overdue_tray(model: type[Page], kind: Any) -> Tray:
    today = timezone.localdate()
    soon = model.revision_model().objects.live().filter(review_due_on__lt=today + timedelta(REMINDER_DAYS[0]))
    return Tray(
        title=_("Review overdue or due within %(days)d days: %(kind)s")
        % {"days": REMINDER_DAYS[0], "kind": kind},
        total=soon.count(),
        lines=[
            Line(revision.title, _change_url(model, revision.page_id), _due_words(revision.review_due_on))
            for revision in soon.order_by("review_due_on", "pk")[:SHOWN]
        ],
        url=_list_url(model, "overdue"),
    )


def _tray(model: type[Page], title: str, pages: QuerySet[Any], state: str) -> Tray:
    return Tray(
        title=title,
        total=pages.count(),
        lines=[
            Line(page.title, _change_url(model, page.pk)) for page in pages.order_by("updated_at")[:SHOWN]
        ],
        url=_list_url(model, state),
    )


def _review_line(model: type[Page], revision: Any) -> Line:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_review"
    since = timezone.localdate(revision.created_at)
    url = reverse(name, args=[revision.page_id, revision.number])
    return Line(revision.title, url, _("since %(date)s") % {"date": _short(since)})


def _due_words(day: date | None) -> str:
    if day is None:
        return ""
    told = _("was due on %(date)s") if day < timezone.localdate() else _("due on %(date)s")
    return told % {"date": _short(day)}


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _change_url(model: type[Page], pk: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def _list_url(model: type[Page], state: str) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?state={state}"


def due_by_month() -> list[Bar]:
    """How many live pages are to be reviewed in each of the coming months; what is overdue comes first."""
    today = timezone.localdate()
    first = today.replace(day=1)
    months = [first, *(months_after(first, number) for number in range(1, MONTHS))]
    counts: dict[date | None, int] = dict.fromkeys([None, *months, LATER], 0)
    for model in page_models().values():
        live = model.revision_model().objects.live().filter(review_due_on__isnull=False)
        counts[None] += live.filter(review_due_on__lt=today).count()
        to_come = live.filter(review_due_on__gte=today).annotate(month=TruncMonth("review_due_on"))
        for month, count in to_come.values_list("month").annotate(Count("pk")).order_by():
            counts[month if month in counts else LATER] += count
    return _bars(counts)


def _bars(counts: dict[date | None, int]) -> list[Bar]:
    longest = max(counts.values()) or 1
    return [
        Bar(_label(month), count, length=round(100 * count / longest), is_past=month is None)
        for month, count in counts.items()
    ]


def _label(month: date | None) -> str:
    if month is None:
        return _("overdue")
    return _("later") if month == LATER else date_format(month, "F Y")


def translations_behind(user: Any) -> list[Tray]:
    """Per kind and language, the translations whose original has changed since."""
    found = []
    for model in page_models().values():
        if not _may(user, "change", model):
            continue
        for code, name in settings.LANGUAGES:
            late = behind(model._default_manager.filter(language=code))
            title = _("Translations behind: %(kind)s (%(language)s)") % {
                "kind": model._meta.verbose_name_plural,
                "language": str(name).lower(),
            }
            lines = [Line(page.title, _change_url(model, page.pk)) for page in late[:SHOWN]]
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_translations")
            found.append(Tray(title, late.count(), lines, f"{address}?language={code}"))
    return [tray for tray in found if tray.total]
