"""The worker: sends the outbox and runs the jobs of the day, and sleeps in between."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from portal.background.jobs import Daily, note_all, run_due
from portal.background.limits import BATCH, FREQUENT_SECONDS, OUTAGE_SECONDS, POLL_SECONDS
from portal.background.sending import send_due
from portal.background.stopping import Stop

logger = logging.getLogger(__name__)


@dataclass
class Worker:
    """`frequent` work runs every minute in each worker: it is cheap, and safe to run by two at once."""

    daily: list[Daily]
    frequent: Sequence[Callable[[datetime | None], Any]] = ()  # each is told when all were last done here
    outages: int = 0  # in a row
    mail_at: float = 0.0  # on the monotonic clock
    frequent_at: float = 0.0
    last: datetime | None = None
    _noted: bool = field(default=False)

    def run(self, stop: Stop) -> None:
        """Returns when it is asked to stop, once what is under way is done."""
        while not stop:
            stop.sleep(self.turn())
        connections.close_all()

    def turn(self) -> float:
        """Do what is due; return for how many seconds there is nothing to do."""
        close_old_connections()
        try:
            return self._work()
        except (OperationalError, InterfaceError) as error:
            # Gone, or busy for long: everything that is due stays due.
            logger.warning("The database cannot be used: %s", type(error).__name__)
            connections.close_all()
            return OUTAGE_SECONDS[0]
        except Exception:
            logger.exception("The worker has met an error and goes on")
            return OUTAGE_SECONDS[0]

    def _work(self) -> float:
        if not self._noted:
            note_all(self.daily)
            self._noted = True
        for name, error in run_due(self.daily).items():
            if error is not None:
                logger.error("The job %s has failed and is tried again", name, exc_info=error)
        all_done = True
        if time.monotonic() >= self.frequent_at:
            self.frequent_at = time.monotonic() + FREQUENT_SECONDS
            all_done = self._work_often()
        seconds = self._send()
        return seconds if all_done else OUTAGE_SECONDS[0]

    def _work_often(self) -> bool:
        """Each on its own: what goes wrong in one keeps no other from its turn. Whether all was done."""
        now, all_done = timezone.now(), True
        for work in self.frequent:
            try:
                work(self.last)
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("A piece of the small work has failed and is tried again")
                all_done = False
        self.last = now if all_done else self.last
        return all_done

    def _send(self) -> float:
        if time.monotonic() < self.mail_at:
            return POLL_SECONDS
        outcome = send_due()
        if not outcome.is_out:
            self.outages = 0
            return 0 if outcome.sent >= BATCH else POLL_SECONDS
        wait = OUTAGE_SECONDS[min(self.outages, len(OUTAGE_SECONDS) - 1)]
        if not self.outages:
            logger.warning("The mail server cannot be used (%s); what is to be sent waits", outcome.problem)
        self.outages += 1
        self.mail_at = time.monotonic() + wait
        return POLL_SECONDS
