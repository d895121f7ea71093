"""Moderation: what waits comes first, the oldest on top, readable and decided in the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.canonical import CanonicalError, canonical
from comments.forms import UNREADABLE
from comments.limits import EXPLANATION_MAX
from comments.models import Comment, Decision
from comments.querysets import CommentQuerySet, is_row_number
from comments.rendering import as_html

Status = Comment.Status


class DecisionForm(ActionForm):
    reason = forms.ChoiceField(
        label=_("Reason, if you reject:"),
        choices=[("", _("choose one")), *Comment.Reason.choices],
        required=False,
    )


class ReportedFilter(admin.SimpleListFilter):
    """Comments that readers have reported and nobody has looked at since."""

    title = _("reports")
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("to be looked at"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        comments: Any = queryset  # they come with the number of open reports
        return comments.filter(open_reports__gt=0) if self.value() == "open" else queryset


class DiscussionFilter(admin.SimpleListFilter):
    """Comments of one page, reached by a link; it takes no place among the filters."""

    title = _("discussion")
    parameter_name = "discussion"

    def has_output(self) -> bool:
        return self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = request.GET.get(self.parameter_name, "")
        return [(value, value)] if is_row_number(value) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        value = self.value()
        return queryset.filter(discussion=int(value)) if value and is_row_number(value) else queryset


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ["written", "author", "readable_text", "shown_page", "shown_status"]
    list_display_links = ["written"]
    list_filter = ["status", ReportedFilter, "discussion__language", DiscussionFilter]
    search_fields = ["name", "text"]
    list_per_page = 50
    show_full_result_count = False
    action_form = DecisionForm
    actions = ["approve", "reject", "mark_as_spam", "erase"]
    actions_on_bottom = True
    change_form_template = "admin/comments/comment_form.html"
    readonly_fields = [
        "shown_page", "author", "readable_text", "answered", "shown_reports", "shown_status", "shown_reason",
        "created_at", "edited_at", "decided_at", "decided_by",
    ]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Comment | None = None) -> Any:
        return self.readonly_fields

    def get_queryset(self, request: HttpRequest) -> CommentQuerySet:
        waiting_first = Case(When(status=Status.PENDING, then=0), default=1)
        comments: Any = Comment.objects.with_page().with_open_reports().select_related("parent", "decided_by")
        ordered: CommentQuerySet = comments.order_by(waiting_first, "-open_reports", "created_at", "pk")
        return ordered

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Django allows every column: ?email__startswith= would tell addresses letter by letter.
        own = {DiscussionFilter.parameter_name, ReportedFilter.parameter_name}
        return lookup in {"status__exact", "discussion__language__exact", *own}

    # Who may do what: comments come from the site, and are decided, not edited.

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.moderate_comment")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.erase_comment")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_moderate_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return self.has_moderate_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    # Decisions

    @admin.action(description=_("Approve the selected comments"), permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: CommentQuerySet) -> None:
        self._decide(request, queryset, Status.APPROVED)

    @admin.action(description=_("Reject the selected comments"), permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: CommentQuerySet) -> None:
        self._decide(request, queryset, Status.REJECTED)

    @admin.action(description=_("Mark the selected comments as spam"), permissions=["moderate"])
    def mark_as_spam(self, request: HttpRequest, queryset: CommentQuerySet) -> None:
        self._decide(request, queryset, Status.SPAM)

    @admin.action(
        description=_("Erase the selected comments, at their authors’ request"), permissions=["erase"]
    )
    def erase(self, request: HttpRequest, queryset: CommentQuerySet) -> None:
        chosen = Comment.objects.filter(pk__in=queryset.values_list("pk", flat=True))
        for comment in chosen.exclude(status=Status.ERASED):
            self.log_change(request, comment, str(Status.ERASED.label))
        done = chosen.erase(by=request.user)
        message = ngettext("%(n)d comment was erased for good.", "%(n)d comments were erased for good.", done)
        self.message_user(request, message % {"n": done}, messages.SUCCESS)

    def _decide(self, request: HttpRequest, queryset: CommentQuerySet, status: Comment.Status) -> None:
        chosen = Comment.objects.filter(pk__in=queryset.values_list("pk", flat=True))
        reason = request.POST.get("reason", "")
        try:
            decided = chosen.decide(
                status,
                by=request.user,
                reason=reason if reason in Comment.Reason.values else "",
                explanation=canonical(request.POST.get("explanation", ""))[:EXPLANATION_MAX],
                versions=_versions_shown(request),
            )
        except CanonicalError as error:
            self.message_user(request, str(UNREADABLE[error.code]), messages.ERROR)
            return
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        for comment in decided:
            self.log_change(request, comment, str(status.label))
        self.message_user(request, decision_message(status, len(decided)), messages.SUCCESS)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return self._decide_one(request, object_id)
        kwargs["extra_context"] = {
            "reasons": [("", _("choose one")), *Comment.Reason.choices],
            "decisions": Decision.objects.filter(comment_id=object_id if is_row_number(object_id) else 0),
            "explanation_max": EXPLANATION_MAX,
            "may_moderate": self.has_moderate_permission(request),
        }
        return super().change_view(request, object_id, *args, **kwargs)

    def _decide_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        status = next((status for status in Status if f"_{status}" in request.POST), None)
        comment = self.get_object(request, object_id)
        if comment is not None and "_undo" in request.POST:
            self._undo(request, comment)
        elif comment is not None and "_seen" in request.POST:
            comment.reports.open().update(status="closed")
        elif comment is not None and status in {Status.APPROVED, Status.REJECTED, Status.SPAM}:
            self._decide(request, Comment.objects.filter(pk=comment.pk), status)
        return HttpResponseRedirect(request.get_full_path())

    def _undo(self, request: HttpRequest, comment: Comment) -> None:
        try:
            comment.undo(by=request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        self.log_change(request, comment, str(Decision.Action.UNDONE.label))
        self.message_user(request, _("The decision was taken back."), messages.SUCCESS)

    # Columns

    @admin.display(description=_("reports"))
    def shown_reports(self, comment: Comment) -> SafeString | str:
        reports = comment.reports.all()
        rows = [(one.get_reason_display(), one.note, one.get_status_display()) for one in reports]
        return format_html_join("", "<p>{} {} ({})</p>", rows) or "–"

    @admin.display(description=_("written"), ordering="created_at")
    def written(self, comment: Comment) -> Any:
        return comment.created_at

    @admin.display(description=_("pseudonym"))
    def author(self, comment: Comment) -> str:
        return comment.name

    @admin.display(description=_("text"))
    def readable_text(self, comment: Comment) -> SafeString:
        return format_html('<div class="comment-text">{}</div>', mark_safe(as_html(comment.text)))  # noqa: S308

    @admin.display(description=_("in reply to"))
    def answered(self, comment: Comment) -> str | SafeString:
        return mark_safe(as_html(comment.parent.text)) if comment.parent else "–"  # noqa: S308

    @admin.display(description=_("page"))
    def shown_page(self, comment: Comment) -> str:
        page = comment.page
        if page is None:
            return str(_("(not public)"))
        anchor = f"#{comment.anchor}" if comment.status == Status.APPROVED else ""
        return format_html('<a href="{}{}">{}</a>', page.url, anchor, page.title)

    @admin.display(description=_("state"), ordering="status")
    def shown_status(self, comment: Comment) -> SafeString:
        reports = getattr(comment, "open_reports", 0)
        told = ngettext("%(n)d report", "%(n)d reports", reports) % {"n": reports} if reports else ""
        return format_html(
            '<span class="state state-{}">{}</span> {}',
            comment.status,
            comment.get_status_display(),
            format_html('<strong class="state state-returned">{}</strong>', told) if told else "",
        )

    @admin.display(description=_("reason"))
    def shown_reason(self, comment: Comment) -> str:
        return " ".join(filter(None, (comment.get_reason_display(), comment.explanation))) or "–"


def _versions_shown(request: HttpRequest) -> dict[int, int]:
    """Of the comment that a form shows alone, the version it showed; nothing for a list."""
    shown, _sep, version = request.POST.get("shown", "").partition(":")
    return {int(shown): int(version)} if is_row_number(shown) and is_row_number(version) else {}


def decision_message(status: Comment.Status, count: int) -> str:
    messages = {
        Status.APPROVED: ngettext("%(n)d comment was approved.", "%(n)d comments were approved.", count),
        Status.REJECTED: ngettext("%(n)d comment was rejected.", "%(n)d comments were rejected.", count),
        Status.SPAM: ngettext(
            "%(n)d comment was marked as spam.", "%(n)d comments were marked as spam.", count
        ),
    }
    return messages[status] % {"n": count}
