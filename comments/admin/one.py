"""One comment at a time: what is known about it, and what a moderator can do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from comments.admin.banning import may_ban
from comments.admin.forms import DeskForm
from comments.admin.pages import Pages
from comments.admin.showing import about
from comments.models import Ban, Comment, Decision, Report

Status = Comment.Status
Done = HttpResponse | None
DECISIONS = {"_approved": Status.APPROVED, "_rejected": Status.REJECTED, "_spam": Status.SPAM}
# The part of the page that stays open when what its button asked for was refused.
PANELS = {
    "_rejected": "reject", "_redacted": "redact", "_redacted_approved": "redact", "_answered": "reply",
    "_banned": "more", "_pinned": "more", "_unpinned": "more",
}  # fmt: skip


class OneComment(Pages):
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self.require_moderator(request)
        comment = self.get_object(request, object_id)
        if comment is None:
            back: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
            return back
        if request.method == "POST":
            return self._posted(request, comment)
        return self._shown(request, comment, DeskForm())

    def _posted(self, request: HttpRequest, comment: Comment) -> HttpResponse:
        button = next((name for name in self._buttons if name in request.POST), "")
        form = DeskForm(request.POST)
        if not form.is_valid():
            return self._shown(request, comment, form, button)
        try:
            done = self._buttons[button](request, comment, form) if button else None
        except ValidationError as error:
            form.add_error(None, error)
            fresh = self.get_object(request, str(comment.pk)) or comment
            return self._shown(request, fresh, form, button)
        return done or HttpResponseRedirect(request.get_full_path())

    @property
    def _buttons(self) -> dict[str, Callable[[HttpRequest, Comment, DeskForm], Done]]:
        return {
            "_undo": self._undo,
            "_seen": self._seen,
            "_redacted": self._redact,
            "_redacted_approved": self._redact_and_approve,
            "_answered": self._answer,
            "_pinned": self._pin,
            "_unpinned": self._unpin,
            "_banned": self._ban,
            **dict.fromkeys(DECISIONS, self._decide_one),
        }

    # What the buttons do. None shows the comment again; a ValidationError shows the form with its words.

    def _decide_one(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        status = next(status for name, status in DECISIONS.items() if name in request.POST)
        self._decide(request, comment, status, version=form.version_of(comment), **form.told)
        return self.onward(request, comment)

    def _decide(self, request: HttpRequest, comment: Comment, status: Any, **told: Any) -> None:
        if comment.decide(status, by=request.user, **told):
            self.log_decision(request, comment, status.label)
        else:
            self.message_user(request, _("Somebody else had decided the same."))

    def _redact(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        if comment.redact(form.spans(comment), by=request.user, version=form.version_of(comment)):
            self.log_decision(request, comment, Decision.Action.REDACTED.label)
        return None

    def _redact_and_approve(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        self._redact(request, comment, form)
        self._decide(request, comment, Status.APPROVED, version=comment.version)
        return self.onward(request, comment)

    def _answer(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        """Under a comment that is public, or becomes so with the answer."""
        text = form.answer_text()
        if comment.status != Status.APPROVED:
            self._decide(request, comment, Status.APPROVED, version=form.version_of(comment))
        answer = comment.answer(text, by=request.user)
        self.log_decision(request, answer, Decision.Action.ANSWERED.label)
        return self.onward(request, comment)

    def _pin(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        comment.pin(by=request.user)
        self.log_decision(request, comment, Decision.Action.PINNED.label)
        return None

    def _unpin(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        comment.unpin(by=request.user)
        self.log_decision(request, comment, Decision.Action.UNPINNED.label)
        return None

    def _ban(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        if not may_ban(request.user, comment):
            raise PermissionDenied
        Ban.impose(comment, by=request.user, days=form.ban_days())
        self.log_decision(request, comment, Decision.Action.BANNED.label)
        self.message_user(request, _("This sender can send nothing for now."))
        return None

    def _seen(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        if Report.close_all(comment, by=request.user):
            self.log_decision(request, comment, Decision.Action.SEEN.label)
        return self.onward(request, comment)

    def _undo(self, request: HttpRequest, comment: Comment, form: DeskForm) -> Done:
        self.take_back(request, comment, form.version_of(comment))
        return None

    def _shown(
        self, request: HttpRequest, comment: Comment, form: DeskForm, button: str = ""
    ) -> HttpResponse:
        is_conflict = form.is_bound and form.version_of(comment) not in (0, comment.version)
        context = {
            **self.admin_site.each_context(request),
            **about(self, request, comment),
            "form": form,
            "open_panel": PANELS.get(button, ""),
            "ticked": form.ticked,
            "selected": form.selected(comment),
            "is_conflict": is_conflict,
        }
        status = 409 if is_conflict else 422 if form.errors else 200
        return TemplateResponse(request, "admin/comments/one.html", context, status=status)
