"""Work that several workers see and only one takes: a lease that runs out when its holder dies."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from portal.background.limits import LEASE_SECONDS


class LeasedQuerySet(models.QuerySet[Any]):
    def free(self, now: datetime) -> Self:
        """Taken by nobody, or by a worker that has not come back in time."""
        return self.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now))

    def take(self, pk: Any, now: datetime, **changes: Any) -> Any | None:
        """Lease that row and return it, or None when another worker was faster. One statement decides."""
        lease = secrets.token_hex(16)
        until = now + timedelta(seconds=LEASE_SECONDS)
        taken = self.free(now).filter(pk=pk).update(lease=lease, leased_until=until, **changes)
        return self.model._default_manager.get(pk=pk) if taken else None


class Leased(models.Model):
    """Abstract. `lease` names the holder, so that one whose time was over changes nothing any more."""

    lease = models.CharField(max_length=32, blank=True, db_default="", default="", editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def give_back(self, **changes: Any) -> bool:
        """End the lease with these changes; False when somebody else holds it meanwhile."""
        held = type(self)._default_manager.filter(pk=self.pk, lease=self.lease)
        return bool(held.update(lease="", leased_until=None, **changes))
