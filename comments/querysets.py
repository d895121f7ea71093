"""Vocabulary for comments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.conflicts import ConflictError, changed_since, one_decision
from comments.limits import DOUBLE_POST_HOURS, ROW_NUMBER_DIGITS, UNDO_MINUTES
from comments.public_pages import page_columns

if TYPE_CHECKING:
    from comments.models import Comment, Discussion
    from portal.editorial.models import Revision


def is_row_number(value: str) -> bool:
    """Whether a row may have this number; others end in an error of the database."""
    return value.isdecimal() and len(value) <= ROW_NUMBER_DIGITS


DECIDED = (
    "status", "reason", "explanation", "html", "decided_at", "decided_by", "version", "undo_status",
    "undo_reason", "undo_text", "acted_at", "place",
)  # fmt: skip
SETTLED_AT_ONCE = 500  # rows in one transaction
ERASED = dict.fromkeys(
    ("name", "email", "text", "html", "reason", "explanation", "sender_key", "undo_status", "undo_reason",
     "undo_text", "place", "suspicion"), "",
) | {
    "status": "erased", "duplicate_key": None, "priority": 0, "redacted_at": None, "acted_at": None,
    "written_by": None,
}  # fmt: skip


# What no reader's page shows.
PRIVATE_COLUMNS = (
    "email", "reason", "explanation", "undo_status", "undo_reason", "token", "sender_key", "duplicate_key",
    "imported_id", "undo_text", "acted_at", "priority", "written_by", "suspicion",
)  # fmt: skip


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def public(self, moment: datetime | None = None) -> Self:
        """Discussions of pages that the public may read at that moment, by default now."""
        at = moment or timezone.now()
        return self.filter(Q(public_until__isnull=True) | Q(public_until__gt=at), public_from__lte=at)

    def with_page(self) -> Self:
        """Adds the live title and address of each discussion's page, in the same query."""
        return self.annotate(**page_columns("pk"))

    def last_change(self) -> datetime | None:
        """When a comment last appeared or left in any of these; None if that never happened."""
        changed = self.filter(changed_at__isnull=False).order_by("-changed_at")
        return changed.values_list("changed_at", flat=True).first()

    def of_live(self, revisions: type[Revision], slug: str, language: str) -> Discussion | None:
        """That of the page which is live at this address, and nothing else of the page.

        By hand, because each comment begins with it: a third of what the same QuerySet costs.
        """
        pages = revisions._meta.get_field("page").related_model
        name = connection.ops.quote_name
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        found = self.raw(
            f"SELECT discussion.* FROM {name(self.model._meta.db_table)} discussion"  # noqa: S608
            f" JOIN {name(pages._meta.db_table)} page ON page.discussion_id = discussion.id"
            f" JOIN {name(revisions._meta.db_table)} revision ON revision.page_id = page.id"
            " WHERE revision.slug = %s AND revision.language = %s AND revision.public_from <= %s"
            " AND (revision.public_until IS NULL OR revision.public_until > %s) LIMIT 1",
            [slug, language, now, now],
        )
        return next(iter(found), None)

    def close(self) -> int:
        """Close by hand those that are not; return how many."""
        return self.filter(is_open=True).update(is_open=False, closed_at=timezone.now())

    def reopen(self) -> int:
        """Open again whatever is closed, for whatever reason; return how many."""
        closed = [discussion.pk for discussion in self if discussion.closed]
        now = timezone.now()
        chosen = self.model.objects.filter(pk__in=closed)
        chosen.filter(closes_at__lte=now).update(closes_at=None)
        return chosen.update(is_open=True, closed_at=None, opened_at=now)


class CommentQuerySet(models.QuerySet["Comment"]):
    def pending(self) -> Self:
        return self.filter(status="pending")

    def approved(self) -> Self:
        return self.filter(status="approved")

    def urgent_first(self) -> Self:
        """The order of the queue: what cannot wait, then the oldest."""
        return self.order_by("-priority", "created_at", "pk")

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def for_reading(self) -> Self:
        """Without what no reader's page shows."""
        return self.defer(*PRIVATE_COLUMNS)

    def approved_since(self, moment: datetime) -> Self:
        """Those approved after that moment, be it for the second time."""
        recent = self.filter(discussion__changed_at__gt=moment)  # so that few discussions are looked into
        return recent.approved().filter(decided_at__gt=moment)

    def on_public_pages(self, language: str) -> Self:
        from comments.models import Discussion

        public = Discussion.objects.public().filter(language=language)
        return self.filter(discussion__in=public)

    def threads(self) -> Self:
        """Approved comments that answer no other, each with its approved answers as `shown_replies`."""
        from comments.models import Comment

        # By parent first, or SQLite reads all approved comments in the order of their age.
        answers = Comment.objects.approved().for_reading().order_by("parent", "created_at", "pk")
        answers = answers.select_related("answers")
        # An answer whose comment was taken back stands for itself: it is public, and it is counted.
        threads = self.approved().exclude(parent__status="approved").for_reading()
        threads = threads.order_by("-place", "created_at", "pk")
        return threads.prefetch_related(Prefetch("replies", queryset=answers, to_attr="shown_replies"))

    def with_open_reports(self) -> Self:
        """Adds how many reports about each comment nobody has looked at, as `open_reports`."""
        from comments.reports import Report

        reports = Report.objects.open().filter(comment=OuterRef("pk")).order_by().values("comment")
        return self.annotate(open_reports=Coalesce(Subquery(reports.annotate(n=Count("pk")).values("n")), 0))

    def with_page(self) -> Self:
        """Adds the live title and address of each comment's page, in the same query."""
        return self.select_related("discussion").annotate(**page_columns("discussion"))

    def store_once(self, comment: Comment) -> Comment:
        """Store it, unless its twin of the last DOUBLE_POST_HOURS is there already; return what is stored."""
        key, token = self._upserted(comment)
        if token == comment.token:
            comment.pk, comment._state.adding = key, False
            return comment
        twin: Comment = self.select_related("discussion").get(pk=key)
        if twin.created_at >= timezone.now() - timedelta(hours=DOUBLE_POST_HOURS):
            return twin
        self.filter(pk=key, created_at=twin.created_at).update(duplicate_key=None)
        return self.store_once(comment)

    def _upserted(self, comment: Comment) -> tuple[int, str]:
        """Number and token of the row with its duplicate key, which is its own or the one there was.

        One statement, so that of several at once one is stored. An error that is caught would not do:
        PostgreSQL would write the words into its log.
        """
        values = {
            str(field.column): field.get_db_prep_save(getattr(comment, field.attname), connection)
            for field in self.model._meta.concrete_fields
            if not field.primary_key and not isinstance(getattr(comment, field.attname), DatabaseDefault)
        }
        names = ", ".join(map(connection.ops.quote_name, values))
        table, marks = connection.ops.quote_name(self.model._meta.db_table), ", ".join(["%s"] * len(values))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (duplicate_key)"  # noqa: S608
                " DO UPDATE SET duplicate_key = excluded.duplicate_key RETURNING id, token",
                list(values.values()),
            )
            key, token = cursor.fetchone()
        return key, token

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
        without a reason, and ConflictError, which is logged, when a comment has another version meanwhile.
        """
        if status == "rejected" and not reason:
            raise ValidationError(_("Choose a reason: it is told to the author."), code="no_reason")
        because = (reason, explanation) if status == "rejected" else ("", "")
        with one_decision(by=by):
            return self._decide(status, by, because, versions or {})

    def _decide(
        self, status: str, by: Any, because: tuple[str, str], versions: Mapping[int, int]
    ) -> list[Comment]:
        from comments.audit import Decision
        from comments.models import Discussion
        from comments.reports import Report

        # All lock in one order, so nobody in a circle.
        found: list[Comment] = list(self.select_for_update().exclude(status="erased").order_by("pk"))
        rows = [row for row in found if row.status != status]
        if changed := changed_since(rows, versions):
            raise ConflictError(changed)
        done = [(row, row.status) for row in rows]
        for row in rows:
            _decided(row, status, by, because)
        self.model.objects.bulk_update(rows, DECIDED, batch_size=200)
        Decision.record(done, status, by=by, reason=because[0])
        # Who wanted the same, but later, did not decide it either.
        Decision.record_refused(changed_since([row for row in found if row not in rows], versions), by=by)
        Report.objects.open().filter(comment__in=rows).update(status="closed")
        Discussion.recount({row.discussion_id for row in rows})
        self.model.objects.settle(timezone.now() - timedelta(minutes=UNDO_MINUTES))
        return rows

    @transaction.atomic
    def erase(self, *, by: Any = None, action: str = "erased") -> int:
        """Keep of these comments nothing but that there were some; return how many were not erased before."""
        from comments.audit import Decision
        from comments.models import Discussion, Finding, Original, Report
        from comments.subscriptions import forget_authors

        rows: list[Comment] = list(self.select_for_update().exclude(status="erased").order_by("pk"))
        done = [(row, row.status) for row in rows]
        chosen = self.model.objects.filter(pk__in=[row.pk for row in rows])
        for about in (Finding, Original, Report):  # a report may quote it
            about.objects.filter(comment__in=rows).delete()
        chosen.update(version=F("version") + 1, **ERASED)
        for row in rows:
            row.status, row.version = "erased", row.version + 1
        Decision.record(done, action, by=by)
        forget_authors(row.pk for row in rows)
        Discussion.recount({row.discussion_id for row in rows})
        return len(rows)

    def settle(self, before: datetime) -> int:
        """Forget what was replaced before that moment, and what was found in what is decided since.

        One indexed query when there is nothing to forget; at most SETTLED_AT_ONCE rows.
        """
        keys = list(self.filter(acted_at__lt=before).values_list("pk", flat=True)[:SETTLED_AT_ONCE])
        return self._settle(keys, before) if keys else 0

    @transaction.atomic
    def _settle(self, keys: list[int], before: datetime) -> int:
        from comments.models import Finding

        # Looked at again under lock: somebody may decide at this very moment.
        rows = self.model.objects.select_for_update().filter(pk__in=keys, acted_at__lt=before)
        settled = list(rows.values_list("pk", "status"))
        decided = [key for key, status in settled if status != "pending"]
        Finding.objects.filter(comment__in=decided).delete()
        self.model.objects.filter(pk__in=decided).update(priority=0)
        forgotten = self.model.objects.filter(pk__in=[key for key, _status in settled])
        return forgotten.update(acted_at=None, undo_status="", undo_reason="", undo_text="")


def _decided(row: Comment, status: str, by: Any, because: tuple[str, str]) -> None:
    row.undo_status, row.undo_reason, row.undo_text = row.status, row.reason, ""
    row.status, (row.reason, row.explanation) = status, because
    row.html = row.rendered()
    row.place = row.place if status == "approved" else ""
    row.decided_at = row.acted_at = timezone.now()
    row.decided_by, row.version = by, row.version + 1
