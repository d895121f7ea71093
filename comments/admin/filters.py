"""What the list of comments can be narrowed to. Without any of these it shows what waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.desk import late_before
from comments.findings import Finding, Signal
from comments.models import Comment, Report
from comments.querysets import CommentQuerySet, is_row_number

Status = Comment.Status
WAITING, ALL = Status.PENDING.value, "all"


class StateFilter(admin.SimpleListFilter):
    """Shown as tabs. The queue is what is shown when nothing is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (WAITING, _("To decide")),
            ("reported", _("Reported")),
            (Status.APPROVED.value, _("Approved")),
            (Status.REJECTED.value, _("Rejected")),
            (Status.SPAM.value, _("Spam")),
            (ALL, _("All comments")),
        ]

    def value(self) -> str:
        asked = super().value()
        return asked if asked in {value for value, _label in self.lookup_choices} else WAITING

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value}, ["p"])
            yield {"selected": self.value() == value, "query_string": query, "display": label, "value": value}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        if self.value() == ALL:
            return queryset
        if self.value() == "reported":
            return queryset.filter(Exists(Report.objects.open().filter(comment=OuterRef("pk"))))
        return queryset.filter(status=self.value())


class SignalFilter(admin.SimpleListFilter):
    title = _("signal")
    parameter_name = "signal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Signal.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        if self.value() not in Signal.values:
            return queryset
        return queryset.filter(
            Exists(Finding.objects.filter(comment=OuterRef("pk"), signal=str(self.value())))
        )


class AgeFilter(admin.SimpleListFilter):
    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("older than 24 hours"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        return queryset.filter(created_at__lt=late_before()) if self.value() == "late" else queryset


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        known = self.value() in {code for code, _name in settings.LANGUAGES}
        return queryset.filter(discussion__language=self.value()) if known else queryset


class DiscussionFilter(admin.SimpleListFilter):
    """Comments of one page, reached by a link beside any of them."""

    title = _("page")
    parameter_name = "discussion"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        value = request.GET.get(self.parameter_name, "")
        return [(value, _("this page only"))] if is_row_number(value) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        value = self.value()
        return queryset.filter(discussion=int(value)) if value and is_row_number(value) else queryset


FILTERS: list[Any] = [StateFilter, SignalFilter, AgeFilter, LanguageFilter, DiscussionFilter]
PARAMETERS = {one.parameter_name for one in FILTERS}


def as_queue(comments: Any) -> CommentQuerySet:
    """django-stubs knows the querysets of the admin as plain ones."""
    queue: CommentQuerySet = comments
    return queue
