from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.editorial.models import Page, PageState, Review

LIVE = Q(live_version__isnull=False)
IN_REVIEW, RETURNED = Q(newest_review=Review.ASKED), Q(newest_review=Review.RETURNED)
SIGNED = Q(newest_review=Review.SIGNED, newest_version=F("version"), newest_public_from__isnull=True)
UNKNOWN = ~LIVE & Q(is_scheduled=False, was_public=False)
# As Page.states() reads them, of a row that comes from `with_state()`; a page can be in several.
CONDITIONS = {
    PageState.DRAFT: UNKNOWN & Q(Q(newest_review__isnull=True) | ~(IN_REVIEW | RETURNED | SIGNED)),
    PageState.LIVE: Q(live_version=F("version")),
    PageState.LIVE_WITH_DRAFT: LIVE & ~Q(live_version=F("version")),
    PageState.SCHEDULED: Q(is_scheduled=True),
    PageState.WITHDRAWN: ~LIVE & Q(is_scheduled=False, was_public=True),
    PageState.IN_REVIEW: IN_REVIEW,
    PageState.RETURNED: RETURNED,
    PageState.SIGNED: SIGNED,
    PageState.OVERDUE: Q(is_overdue=True),
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


class PageList(ChangeList):
    """A number that no row can have, typed into the address, is a wrong filter as any other is."""

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except OverflowError as error:
            raise IncorrectLookupParameters from error
