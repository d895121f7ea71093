"""Vocabulary for comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.limits import DOUBLE_POST_HOURS, ROW_NUMBER_DIGITS
from comments.rendering import as_html
from portal.editorial.languages import reverse_in

if TYPE_CHECKING:
    from comments.models import Comment, Discussed, Discussion  # noqa: F401  (in a base class)


def discussed_models() -> Iterator[type[Discussed]]:
    """The kinds of pages that carry a discussion; comments knows none of them by name."""
    from comments.models import Discussed

    yield from (model for model in apps.get_models() if issubclass(model, Discussed))


def is_row_number(value: str) -> bool:
    """Whether a row may have this number; others end in an error of the database."""
    return value.isdecimal() and len(value) <= ROW_NUMBER_DIGITS


DECIDED = (
    "status", "reason", "explanation", "html", "decided_at", "decided_by", "version", "undo_status",
    "undo_reason",
)  # fmt: skip
ERASED_COLUMNS = (
    "name", "email", "text", "html", "reason", "explanation", "sender_key", "undo_status", "undo_reason",
)  # fmt: skip


def _check_versions(rows: list[Comment], versions: Mapping[int, int]) -> None:
    stale = [row for row in rows if versions.get(row.pk, row.version) != row.version]
    if stale:
        message = _("Somebody else has decided meanwhile, or the author has changed the text: look again.")
        raise ValidationError(message, code="conflict")


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def public(self, moment: datetime | None = None) -> Self:
        """Discussions of pages that the public may read at that moment, by default now."""
        at = moment or timezone.now()
        return self.filter(Q(public_until__isnull=True) | Q(public_until__gt=at), public_from__lte=at)


class CommentQuerySet(models.QuerySet["Comment"]):
    def pending(self) -> Self:
        return self.filter(status="pending")

    def approved(self) -> Self:
        return self.filter(status="approved")

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def on_public_pages(self, language: str) -> Self:
        from comments.models import Discussion

        public = Discussion.objects.public().filter(language=language)
        return self.filter(discussion__in=public)

    def threads(self) -> Self:
        """Approved comments that answer no other, each with its approved answers as `shown_replies`."""
        from comments.models import Comment

        answers = Comment.objects.approved().oldest_first().select_related("answers")
        # An answer whose comment was taken back stands for itself: it is public, and it is counted.
        threads = self.approved().exclude(parent__status="approved").oldest_first()
        return threads.prefetch_related(Prefetch("replies", queryset=answers, to_attr="shown_replies"))

    def with_open_reports(self) -> Self:
        """Adds how many reports about each comment nobody has looked at, as `open_reports`."""
        from comments.reports import Report

        reports = Report.objects.open().filter(comment=OuterRef("pk")).order_by().values("comment")
        return self.annotate(open_reports=Coalesce(Subquery(reports.annotate(n=Count("pk")).values("n")), 0))

    def with_page(self) -> Self:
        """Adds the live title and address of each comment's page, in the same query."""
        found = self.select_related("discussion")
        for model in discussed_models():
            live = model.revision_model().objects.live().discussed_in(OuterRef("discussion"))
            newest = live.order_by("-public_from")
            found = found.annotate(
                **{
                    f"{model._meta.model_name}_{name}": Subquery(newest.values(name)[:1])
                    for name in ("title", "slug")
                }
            )
        return found

    def free_old_keys(self) -> None:
        """Let the same words be sent again after a while, and forget where old comments came from."""
        now = timezone.now()
        repeatable = self.filter(created_at__lt=now - timedelta(hours=DOUBLE_POST_HOURS))
        # Above "" rather than not null: so the index is read instead of every comment.
        repeatable.filter(duplicate_key__gt="").update(duplicate_key=None)
        forgotten = self.filter(created_at__lt=now - timedelta(days=settings.RETENTION["sender"]))
        forgotten.filter(sender_key__gt="").update(sender_key="")

    @transaction.atomic
    def decide(
        self,
        status: str,
        *,
        by: Any,
        reason: str = "",
        explanation: str = "",
        versions: Mapping[int, int] | None = None,
    ) -> list[Comment]:
        """Approve, reject or mark these comments as spam; return those that were not so already.

        `versions` are what the moderator was shown, by key. Raises ValidationError for a rejection
        without a reason, and with the code "conflict" when a comment has another version meanwhile.
        """
        from comments.audit import Decision
        from comments.models import Discussion
        from comments.reports import Report

        if status == "rejected" and not reason:
            raise ValidationError(_("Choose a reason: it is told to the author."), code="no_reason")
        undecided = self.select_for_update().exclude(status__in=[status, "erased"])
        rows: list[Comment] = list(undecided.order_by("pk"))  # all lock in one order, so nobody in a circle
        _check_versions(rows, versions or {})
        done = [(row, row.status) for row in rows]
        for row in rows:
            row.undo_status, row.undo_reason = row.status, row.reason
            row.explanation = explanation if status == "rejected" else ""
            row.status, row.reason = status, reason if status == "rejected" else ""
            row.html = as_html(row.text) if status == "approved" else ""
            row.decided_at, row.decided_by = timezone.now(), by
            row.version += 1
        self.model.objects.bulk_update(rows, DECIDED, batch_size=200)
        Decision.record(done, status, by=by, reason=reason if status == "rejected" else "")
        Report.objects.open().filter(comment__in=rows).update(status="closed")
        Discussion.recount({row.discussion_id for row in rows})
        return rows

    @transaction.atomic
    def erase(self, *, by: Any = None, action: str = "erased") -> int:
        """Keep of these comments nothing but that there were some; return how many were not erased before."""
        from comments.audit import Decision
        from comments.models import Discussion

        rows: list[Comment] = list(self.select_for_update().exclude(status="erased").order_by("pk"))
        done = [(row, row.status) for row in rows]
        empty = dict.fromkeys(ERASED_COLUMNS, "")
        chosen = self.model.objects.filter(pk__in=[row.pk for row in rows])
        chosen.update(status="erased", duplicate_key=None, version=F("version") + 1, **empty)
        for row in rows:
            row.status, row.version = "erased", row.version + 1
        Decision.record(done, action, by=by)
        Discussion.recount({row.discussion_id for row in rows})
        return len(rows)


@dataclass(frozen=True)
class PublicPage:
    """The page under which a comment stands, as the public sees it."""

    model: type[Discussed]
    title: str
    url: str

    @property
    def kind_label(self) -> str:
        return str(self.model._meta.verbose_name)


def page_of(comment: Any) -> PublicPage | None:
    """The page of a comment from `with_page()`; None while that is not public."""
    for model in discussed_models():
        name = model._meta.model_name
        if slug := getattr(comment, f"{name}_slug", None):
            url = reverse_in(comment.discussion.language, model.url_name, slug)
            return PublicPage(model, getattr(comment, f"{name}_title"), url)
    return None
