"""Moderation: what waits comes first, the urgent and the oldest on top, readable and decided in the list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from comments.admin.bulk import Bulk
from comments.admin.filters import FILTERS, PARAMETERS, WAITING, StateFilter
from comments.admin.one import OneComment
from comments.admin.pages import Pages
from comments.admin_exports import export_discussions
from comments.desk import IN_ORDER, counts
from comments.models import Comment
from comments.querysets import CommentQuerySet


@admin.register(Comment)
class CommentAdmin(Bulk, OneComment, Pages):
    list_display = ["__str__"]
    list_filter = FILTERS
    sortable_by = ()
    search_fields = ["name", "text"]
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/comments/queue.html"
    actions = ["approve", "reject", "mark_as_spam", "erase", export_discussions]

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path("next/", guarded(self.next_view), name="comments_comment_next"),
            path("undo/", guarded(self.undo_view), name="comments_comment_undo"),
            path("figures/", guarded(self.figures_view), name="comments_comment_figures"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> CommentQuerySet:
        found: Any = Comment.objects.with_page().with_open_reports().select_related("parent", "decided_by")
        rows: CommentQuerySet = found.prefetch_related("findings")
        return rows

    def get_ordering(self, request: HttpRequest) -> Any:
        state = request.GET.get(StateFilter.parameter_name, WAITING)
        is_decided = state in {"approved", "rejected", "spam", "all"}
        return ("-created_at", "-pk") if is_decided else IN_ORDER

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Django allows every column: ?email__startswith= would tell addresses letter by letter.
        return lookup in PARAMETERS

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self.require_moderator(request)
        notice = self.notice(request)
        _leave_out(request, "decided")
        answer = super().changelist_view(request, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data and "cl" in answer.context_data:
            answer.context_data |= self._around(request, answer.context_data["cl"]) | {"notice": notice}
        return answer

    def _around(self, request: HttpRequest, listed: Any) -> dict[str, Any]:
        tabs, *filters = listed.filter_specs
        return {
            "rows": self.shown_rows(listed.result_list),
            "tabs": list(tabs.choices(listed)),
            "is_filtered": any(one.value() for one in filters),
            "filters": [(one.title, list(one.choices(listed))) for one in filters],
            "counts": counts(),
            "may_erase": self.has_erase_permission(request),
            "preserved": self.get_preserved_filters(request),
        }


def _leave_out(request: HttpRequest, name: str) -> None:
    """Django takes whatever it does not know in the address of a list for a question to the database."""
    asked = request.GET.copy()
    asked.pop(name, None)
    request.GET = asked  # type: ignore[assignment]
