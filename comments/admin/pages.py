"""The ways between the comments: the next one, back by an undo, and the figures."""

from __future__ import annotations

from copy import copy
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.admin.rights import Rights
from comments.chart import chart
from comments.desk import after, counts, first_of
from comments.models import Comment, Decision
from comments.querysets import CommentQuerySet, is_row_number

NOTICE_MAX = 100  # comments that one notice can be about
NEXT, UNDO = "admin:comments_comment_next", "admin:comments_comment_undo"
LIST, ONE = "admin:comments_comment_changelist", "admin:comments_comment_change"


class Pages(Rights):
    def queue(self, request: HttpRequest) -> CommentQuerySet:
        """What the moderator works through: the list as it was filtered, or all that waits."""
        asked = QueryDict(request.GET.get("_changelist_filters", ""))
        if not asked:
            return Comment.objects.pending()
        listed = copy(request)
        listed.GET = asked
        try:
            rows: Any = self.get_changelist_instance(listed).queryset
        except IncorrectLookupParameters:
            rows = Comment.objects.pending()
        found: CommentQuerySet = rows
        return found

    def address(self, request: HttpRequest, pk: int | None, decided: list[int] | None = None) -> str:
        """Of that comment, or of the page that says that none is left; with the filters that hold."""
        path = reverse(ONE, args=[pk]) if pk else reverse(NEXT)
        query = {"_changelist_filters": request.GET.get("_changelist_filters", "")}
        query["decided"] = ",".join(map(str, decided or []))
        asked = urlencode({name: value for name, value in query.items() if value})
        return f"{path}?{asked}" if asked else path

    def onward(self, request: HttpRequest, decided: Comment) -> HttpResponse:
        """To what comes next, where the decision can be undone."""
        queue = self.queue(request).exclude(pk=decided.pk)
        following = after(queue, decided) or first_of(queue)
        return HttpResponseRedirect(self.address(request, following, [decided.pk]))

    def notice(self, request: HttpRequest) -> list[Comment]:
        """What the moderator has just decided and can still undo. A query, if the address names any."""
        keys = [key for key in request.GET.get("decided", "").split(",")[:NOTICE_MAX] if is_row_number(key)]
        if not keys:
            return []
        own = Comment.objects.filter(pk__in=keys, decided_by=request.user.pk)
        return [comment for comment in own if comment.can_be_undone]

    def next_view(self, request: HttpRequest) -> HttpResponse:
        self.require_moderator(request)
        decided = [int(key) for key in request.GET.get("decided", "").split(",") if is_row_number(key)]
        if first := first_of(self.queue(request)):
            return HttpResponseRedirect(self.address(request, first, decided))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nothing waits any more"),
            "opts": self.opts,
            "counts": counts(),
            "notice": self.notice(request),
            "filters": request.GET.get("_changelist_filters", ""),
        }
        return TemplateResponse(request, "admin/comments/nothing.html", context)

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Take back what was just decided, and show it again: the one, or the list."""
        self.require_moderator(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        shown = _shown(request.POST.getlist("comment")[:NOTICE_MAX])
        chosen = list(Comment.objects.filter(pk__in=shown))
        done = sum([self.take_back(request, comment, shown[comment.pk]) for comment in chosen])
        if done:
            message = ngettext("%(n)d decision was taken back.", "%(n)d decisions were taken back.", done)
            self.message_user(request, message % {"n": done}, messages.SUCCESS)
        if len(chosen) == 1:
            return HttpResponseRedirect(self.address(request, chosen[0].pk))
        return HttpResponseRedirect(reverse(LIST))

    def take_back(self, request: HttpRequest, comment: Comment, version: int) -> bool:
        """What was decided when the comment had that version; 0 for whatever was decided last."""
        try:
            comment.undo(by=request.user, version=version)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return False
        self.log_decision(request, comment, Decision.Action.UNDONE.label)
        return True

    def figures_view(self, request: HttpRequest) -> HttpResponse:
        self.require_moderator(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Volume and delay"),
            "opts": self.opts,
            "counts": counts(),
            "chart": chart(),
        }
        return TemplateResponse(request, "admin/comments/figures.html", context)


def _shown(values: list[str]) -> dict[int, int]:
    """Versions of comments by their keys, from "number:version"; 0 for a number alone."""
    pairs = (one.partition(":") for one in values)
    return {
        int(pk): int(version) if is_row_number(version) else 0
        for pk, _sep, version in pairs
        if is_row_number(pk)
    }
