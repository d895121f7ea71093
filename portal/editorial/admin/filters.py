from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.editorial.models import Page, PageState

LIVE = Q(live_version__isnull=False)
CONDITIONS = {
    PageState.DRAFT: ~LIVE & Q(is_scheduled=False, was_public=False),
    PageState.SCHEDULED: ~LIVE & Q(is_scheduled=True),
    PageState.LIVE: Q(live_version=F("version")),
    PageState.LIVE_WITH_DRAFT: LIVE & ~Q(live_version=F("version")),
    PageState.WITHDRAWN: ~LIVE & Q(is_scheduled=False, was_public=True),
}


class StateFilter(admin.SimpleListFilter):
    """By the state of rows that come from `with_state()`."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(PageState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Page]) -> QuerySet[Page]:
        state = next((state for state in PageState if state == self.value()), None)
        return queryset.filter(CONDITIONS[state]) if state else queryset
