"""When a discussion takes no comments any more. Nothing has to run for it: it is decided when it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class Closing(models.TextChoices):
    HAND = "hand", gettext_lazy("closed by the editors")
    DATE = "date", gettext_lazy("its time is over")
    QUIET = "quiet", gettext_lazy("nobody has written for long")


@dataclass(frozen=True)
class Closed:
    """Why a discussion is closed, and since when; None when nobody has noted that."""

    why: Closing
    since: datetime | None

    @property
    def reason(self) -> str:
        day = date_format(timezone.localtime(self.since), "DATE_FORMAT") if self.since else ""
        if self.why == Closing.DATE:
            return _("It was open for a limited time, until %(day)s.") % {"day": day}
        if self.why == Closing.QUIET:
            days = settings.COMMENT_QUIET_DAYS
            sentence = ngettext(
                "It closed on %(day)s, after %(days)d day without a new comment.",
                "It closed on %(day)s, after %(days)d days without a new comment.",
                days,
            )
            return sentence % {"day": day, "days": days}
        if day:
            return _("The editors of this site closed it on %(day)s.") % {"day": day}
        return _("The editors of this site have closed it.")


class Closable(models.Model):
    """Abstract. What closes a discussion: its switch, its date, and the quiet days of the whole site."""

    is_open = models.BooleanField(gettext_lazy("open for comments"), default=True)
    closed_at = models.DateTimeField(null=True, editable=False)  # by hand
    opened_at = models.DateTimeField(null=True, editable=False)  # again by hand; quiet days count from then
    closes_at = models.DateTimeField(gettext_lazy("takes comments until"), null=True, blank=True)
    public_from = models.DateTimeField(null=True, editable=False)
    last_approved_at = models.DateTimeField(null=True, editable=False)

    OPEN_IS_NOT_CLOSED = models.CheckConstraint(
        name="comments_discussion_open_is_not_closed",
        condition=Q(is_open=False) | Q(closed_at__isnull=True),
    )

    class Meta:
        abstract = True

    @property
    def closed(self) -> Closed | None:
        """None while comments are taken. Costs no query."""
        now = timezone.now()
        if not self.is_open:
            return Closed(Closing.HAND, self.closed_at)
        if self.closes_at and self.closes_at <= now:
            return Closed(Closing.DATE, self.closes_at)
        quiet = self._goes_quiet_at()
        return Closed(Closing.QUIET, quiet) if quiet and quiet <= now else None

    @property
    def takes_comments(self) -> bool:
        return self.closed is None

    def _goes_quiet_at(self) -> datetime | None:
        moments = [moment for moment in (self.public_from, self.opened_at, self.last_approved_at) if moment]
        if not settings.COMMENT_QUIET_DAYS or not moments:
            return None
        return max(moments) + timedelta(days=settings.COMMENT_QUIET_DAYS)
