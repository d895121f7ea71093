"""Daily work is done once a day, on its hour, and again after a failure; none holds up the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from time_machine import travel

from portal import jobs
from portal.background.jobs import Daily, next_morning, note_all, run_due
from portal.background.letters import Letter
from portal.background.limits import FREQUENT_SECONDS, JOB_RETRY_MINUTES, LEASE_SECONDS, OUTAGE_SECONDS
from portal.background.models import Job, Mail
from portal.background.worker import Worker
from portal.editorial.models import Reminder
from tests.mail_server import Box, MailServer

pytestmark = pytest.mark.django_db


class Counted:
    def __init__(self, name: str = "essai", *, failing: bool = False) -> None:
        self.runs, self.failing = 0, failing
        self.daily = Daily(name, self.run)
        note_all([self.daily])

    def run(self) -> None:
        self.runs += 1
        if self.failing:
            raise ZeroDivisionError


def test_a_job_runs_at_once_the_first_time_and_then_once_a_day_on_its_hour(settings: Any) -> None:
    counted, start = Counted(), datetime(2026, 3, 27, 12, tzinfo=UTC)
    moments = []
    for hour in range(24 * 4):  # over a change to summer time
        with travel(start + timedelta(hours=hour), tick=False):
            Job.objects.filter(done_at=None).update(due_at=start)
            if run_due([counted.daily]):
                moments.append(timezone.localtime().hour)
    assert moments == [13, *[settings.DAILY_HOUR] * 4]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 06:59", "2026-11-23 07:00"),
        ("2026-11-23 07:00", "2026-11-24 07:00"),
        ("2026-12-31 23:00", "2027-01-01 07:00"),
    ],
)
def test_the_next_morning_is_always_ahead(now: str, expected: str) -> None:
    zone = timezone.get_current_timezone()
    moment = datetime.fromisoformat(now).replace(tzinfo=zone)
    assert next_morning(moment) == datetime.fromisoformat(expected).replace(tzinfo=zone)


def test_a_job_that_fails_keeps_no_other_from_its_turn_and_is_tried_again() -> None:
    bad, good = Counted("a", failing=True), Counted("b")
    assert isinstance(run_due([bad.daily, good.daily])["a"], ZeroDivisionError)
    assert (bad.runs, good.runs) == (1, 1)
    row = Job.objects.get(name="a")
    assert (row.failures, row.problem) == (1, "ZeroDivisionError")
    bad.failing = False
    with travel(timezone.now() + timedelta(minutes=JOB_RETRY_MINUTES[0], seconds=1)):
        assert run_due([bad.daily, good.daily]) == {"a": None}
    row.refresh_from_db()
    assert (row.failures, row.problem) == (0, "")


def test_a_job_that_goes_on_failing_is_tried_ever_more_rarely() -> None:
    bad, now = Counted(failing=True), timezone.now()
    for wait in [*JOB_RETRY_MINUTES, JOB_RETRY_MINUTES[-1]]:
        with travel(now, tick=False):
            run_due([bad.daily])
        due = Job.objects.get().due_at
        assert due - now == timedelta(minutes=wait)
        now = due


def test_a_job_that_another_worker_does_is_left_to_it_until_its_time_is_over() -> None:
    counted = Counted()
    assert Job.objects.take(Job.objects.get().pk, timezone.now())
    assert run_due([counted.daily]) == {}
    with travel(timezone.now() + timedelta(seconds=LEASE_SECONDS + 1)):
        assert run_due([counted.daily]) == {"essai": None}


class Clock:
    """The worker's, turned by hand."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: Any) -> Clock:
    """Besides, the connection of the test is kept from being closed between two turns."""
    made = Clock()
    monkeypatch.setattr("portal.background.worker.time", made)
    monkeypatch.setattr("portal.background.worker.close_old_connections", lambda: None)
    monkeypatch.setattr("portal.background.worker.connections.close_all", lambda: None)
    return made


def test_the_small_work_runs_every_minute_and_hears_when_it_last_did(clock: Clock) -> None:
    heard: list[Any] = []
    worker = Worker([], [heard.append])
    for now in (0.0, 1.0, FREQUENT_SECONDS - 1.0, FREQUENT_SECONDS + 0.0):
        clock.now = now
        worker.turn()
    assert heard[0] is None
    assert [type(moment) for moment in heard[1:]] == [datetime]


@pytest.mark.parametrize("error", [OperationalError("locked"), ZeroDivisionError()])
def test_a_worker_survives_what_goes_wrong(error: Exception, clock: Clock, caplog: Any) -> None:
    def fail(since: Any) -> None:
        raise error

    assert Worker([], [fail]).turn() == OUTAGE_SECONDS[0]
    assert len(caplog.records) == 1


def test_a_small_work_that_fails_keeps_no_other_from_its_turn_and_no_mail_from_being_sent(
    box: Box, clock: Clock
) -> None:
    Mail.queue(Letter("S", "B", "fr"), key="k", kind="test", to="a@exemple.fr")
    heard: list[Any] = []

    def fail(since: Any) -> None:
        raise ZeroDivisionError

    worker = Worker([], [fail, heard.append])
    for clock.now in (0.0, FREQUENT_SECONDS + 0.0):
        worker.turn()
    assert heard == [None, None]  # not all was done, so all are told to look as far back as before
    assert box.addresses() == ["a@exemple.fr"]


def test_during_an_outage_the_worker_asks_ever_more_rarely(
    mail_server: MailServer, clock: Clock, caplog: Any
) -> None:
    Mail.queue(Letter("S", "B", "fr"), key="k", kind="test", to="a@exemple.fr")
    asked = []
    worker = Worker([])
    for _ in range(len(OUTAGE_SECONDS) + 2):
        before = worker.mail_at
        worker.turn()
        asked.append(worker.mail_at - max(before, clock.now))
        clock.now = worker.mail_at
    assert asked == [*OUTAGE_SECONDS, OUTAGE_SECONDS[-1], OUTAGE_SECONDS[-1]]
    assert len(caplog.records) == 1


def test_the_portal_erases_what_is_overdue_and_mails_nothing_where_it_cannot(settings: Any) -> None:
    settings.PUBLIC_URL = ""
    note_all(jobs.DAILY)
    assert run_due(jobs.DAILY) == dict.fromkeys(
        ["purge_personal_data", "review_reminders", "discussion_digests", "moderators_digest"]
    )
    assert not Reminder.objects.exists()
