"""Several comments at once: first a preview of exactly what will be decided, then the decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.admin.forms import DecisionForm, versions
from comments.admin.pages import Pages
from comments.admin.showing import labels, marked_text
from comments.conflicts import ConflictError, changed_since
from comments.desk import IN_ORDER
from comments.models import Comment, Decision
from comments.querysets import CommentQuerySet, is_row_number

Status = Comment.Status
PREVIEWS = {
    Status.APPROVED: gettext_lazy("Approve these comments?"),
    Status.REJECTED: gettext_lazy("Reject these comments?"),
    Status.SPAM: gettext_lazy("Mark these comments as spam?"),
    Status.ERASED: gettext_lazy("Erase these comments for good?"),
}


@dataclass(frozen=True)
class Row:
    """One comment of a list, with its text as it is shown."""

    comment: Comment
    text: str
    labels: list[tuple[str, Any]]


class Bulk(Pages):
    @admin.action(description=gettext_lazy("Approve"), permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: CommentQuerySet) -> HttpResponse:
        return self._bulk(request, queryset, Status.APPROVED)

    @admin.action(description=gettext_lazy("Reject"), permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: CommentQuerySet) -> HttpResponse:
        return self._bulk(request, queryset, Status.REJECTED)

    @admin.action(description=gettext_lazy("Spam"), permissions=["moderate"])
    def mark_as_spam(self, request: HttpRequest, queryset: CommentQuerySet) -> HttpResponse:
        return self._bulk(request, queryset, Status.SPAM)

    @admin.action(description=gettext_lazy("Erase for good"), permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: CommentQuerySet) -> HttpResponse:
        return self._bulk(request, queryset, Status.ERASED)

    def response_action(self, request: HttpRequest, queryset: Any, *more: Any) -> HttpResponse | None:
        """Refuses, with nothing done, what does not stand in the list that it was sent from."""
        chosen = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        numbers = {int(key) for key in chosen if is_row_number(key)}
        if "confirmed" in request.POST:
            queryset = self.get_queryset(request)  # those that have left the list meanwhile are named
        listed = set(queryset.filter(pk__in=numbers).values_list("pk", flat=True))
        if len(numbers) != len(chosen) or numbers != listed or "select_across" in request.POST:
            return self._refused(request)
        done: HttpResponse | None = super().response_action(request, queryset)
        return done

    def _refused(self, request: HttpRequest) -> HttpResponse:
        message = _("Some of these comments are not in this list, or not any more. Nothing was done.")
        self.message_user(request, message, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def _bulk(self, request: HttpRequest, queryset: Any, status: Comment.Status) -> HttpResponse:
        rows: list[Comment] = list(queryset.exclude(status=Status.ERASED).order_by(*IN_ORDER))
        if "confirmed" not in request.POST:
            return self._preview(request, rows, status, DecisionForm())
        shown = versions(request.POST.getlist("shown"))
        if any(row.pk not in shown for row in rows):
            return self._refused(request)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._preview(request, rows, status, form)
        changed = changed_since(rows, shown)
        same = [row for row in rows if row not in changed]
        try:
            self._decide_all(request, same, status, form, shown)
        except ConflictError as conflict:
            return self._preview(request, conflict.comments, status, form, is_changed=True)
        except ValidationError as error:
            form.add_error(None, error)
            return self._preview(request, rows, status, form)
        if changed:
            Decision.record_refused(changed, by=request.user)
            return self._preview(request, changed, status, form, is_changed=True)
        return HttpResponseRedirect(self._list_address(request, same))

    def _decide_all(
        self,
        request: HttpRequest,
        rows: list[Comment],
        status: Comment.Status,
        form: DecisionForm,
        shown: dict[int, int],
    ) -> None:
        chosen = Comment.objects.filter(pk__in=[row.pk for row in rows])
        if status == Status.ERASED:
            done = rows[: chosen.erase(by=request.user)]
        else:
            done = chosen.decide(status, by=request.user, versions=shown, **form.told)
        for comment in done:
            self.log_decision(request, comment, status.label)
        self.message_user(request, decision_message(status, len(done)), messages.SUCCESS)

    def _list_address(self, request: HttpRequest, decided: list[Comment]) -> str:
        asked = request.GET.copy()
        asked["decided"] = ",".join(str(comment.pk) for comment in decided)
        return f"{request.path}?{asked.urlencode(safe=',')}"

    def _preview(
        self,
        request: HttpRequest,
        rows: list[Comment],
        status: Comment.Status,
        form: DecisionForm,
        *,
        is_changed: bool = False,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": PREVIEWS[status],
            "opts": self.opts,
            "rows": self.shown_rows(rows),
            "action": request.POST.get("action", ""),
            "status": status,
            "form": form,
            "reasons": Comment.Reason.choices,
            "is_changed": is_changed,
            "list_url": request.get_full_path(),
        }
        code = 409 if is_changed else 422 if form.errors else 200
        return TemplateResponse(request, "admin/comments/bulk.html", context, status=code)

    def shown_rows(self, rows: Iterable[Comment]) -> list[Row]:
        return [Row(row, marked_text(row), labels(row)) for row in rows]


def decision_message(status: Comment.Status, count: int) -> str:
    messages = {
        Status.APPROVED: ngettext("%(n)d comment was approved.", "%(n)d comments were approved.", count),
        Status.REJECTED: ngettext("%(n)d comment was rejected.", "%(n)d comments were rejected.", count),
        Status.SPAM: ngettext(
            "%(n)d comment was marked as spam.", "%(n)d comments were marked as spam.", count
        ),
        Status.ERASED: ngettext(
            "%(n)d comment was erased for good.", "%(n)d comments were erased for good.", count
        ),
    }
    return messages[status] % {"n": count}
