"""Jobs that run once a day, whatever number of workers there is, and again when their worker died."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.background.leases import Leased, LeasedQuerySet
from portal.background.limits import JOB_RETRY_MINUTES, PROBLEM_MAX


@dataclass(frozen=True)
class Daily:
    """Work for once a day. It is safe to run twice: a worker may die before it can say that it is done."""

    name: str
    run: Callable[[], Any]


class JobQuerySet(LeasedQuerySet):
    def due(self, now: datetime) -> Self:
        return self.free(now).filter(due_at__lte=now)


class Job(Leased):
    """When a daily job is due, and how it went."""

    name = models.CharField(_("job"), max_length=40, unique=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    done_at = models.DateTimeField(_("last done"), null=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    problem = models.CharField(_("last problem"), max_length=PROBLEM_MAX, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("daily job")
        verbose_name_plural = _("daily jobs")
        default_permissions = ("view",)
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_done(self) -> bool:
        now = timezone.now()
        return self.give_back(due_at=next_morning(now), done_at=now, failures=0, problem="")

    def has_failed(self, error: Exception) -> bool:
        """To be tried again soon; the administration shows why."""
        wait = JOB_RETRY_MINUTES[min(self.failures, len(JOB_RETRY_MINUTES) - 1)]
        later = timezone.now() + timedelta(minutes=wait)
        problem = type(error).__name__[:PROBLEM_MAX]
        return self.give_back(due_at=later, failures=self.failures + 1, problem=problem)


def next_morning(now: datetime) -> datetime:
    """The next time that the clock here shows the hour at which daily work begins."""
    local = timezone.localtime(now)
    hour = time(settings.DAILY_HOUR)
    day = local.date() if local.time() < hour else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, hour))


def run_due(jobs: list[Daily]) -> dict[str, Exception | None]:
    """Run what is due, one after another; the names of what has run, with what went wrong."""
    rows = {row.name: row for row in Job.objects.due(timezone.now())}
    done = {}
    for job in jobs:
        row = Job.objects.take(rows[job.name].pk, timezone.now()) if job.name in rows else None
        if row is not None:
            done[job.name] = _run(job, row)
    return done


def _run(job: Daily, row: Job) -> Exception | None:
    try:
        job.run()
    except Exception as error:  # one job that fails is no reason for the others not to run
        row.has_failed(error)
        return error
    row.is_done()
    return None


def note_all(jobs: list[Daily]) -> None:
    """Make the rows of jobs that there were none of; those are due at once."""
    known = set(Job.objects.values_list("name", flat=True))
    missing = [Job(name=job.name) for job in jobs if job.name not in known]
    if missing:
        Job.objects.bulk_create(missing, ignore_conflicts=True)
