"""The buttons of a page's form beside Django's own: review, publication, withdrawal, translation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.editorial.models import Page

STEP_KEPT = "refused-step"  # in the session of a member of staff
STEP_TYPED = ("significance", "note", "asked_of", "publish_at", "withdraw_at")

Step = Callable[[HttpRequest, Any, dict[str, Any]], Any]


class StepsAdmin(admin.ModelAdmin):
    """Every step asks for its own permission, whatever the form showed."""

    def has_publish_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return self._may(request, "publish")

    def has_review_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return self._may(request, "review")

    def has_correct_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return self._may(request, "correct")

    def _may(self, request: HttpRequest, verb: str) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.{verb}_{self.opts.model_name}")

    # Actions on a list

    @admin.action(description=_("Publish the selected pages"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        done = self._each(request, queryset, lambda page: page.publish(by=request.user))
        self._report(
            request, done, ngettext("%(n)d page is now public.", "%(n)d pages are now public.", done)
        )

    @admin.action(description=_("Withdraw the selected pages"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        done = self._each(request, queryset, lambda page: page.withdraw(by=request.user))
        self._report(
            request, done, ngettext("%(n)d page was withdrawn.", "%(n)d pages were withdrawn.", done)
        )

    def _each(self, request: HttpRequest, pages: QuerySet[Page], change: Callable[[Page], Any]) -> int:
        """Apply the change to each page, telling why where it cannot be; return how many it was done to."""
        return sum(self._done(request, page, change) for page in pages)

    def _done(self, request: HttpRequest, page: Page, change: Callable[[Page], Any]) -> bool:
        try:
            change(page)
        except ValidationError as error:
            told = _("%(page)s: %(reasons)s") % {"page": page, "reasons": " ".join(error.messages)}
            self.message_user(request, told, messages.ERROR)
            return False
        # `page` comes with the states that it had before.
        states = ", ".join(str(state.label) for state in type(page).objects.get(pk=page.pk).states())
        self.log_change(request, page, states)
        return True

    def _report(self, request: HttpRequest, done: int, message: str) -> None:
        if done:
            self.message_user(request, message % {"n": done}, messages.SUCCESS)

    # Buttons of the form; the words are saved before any of them acts

    def response_add(
        self, request: HttpRequest, obj: Page, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._pressed(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Page) -> HttpResponse:
        return self._pressed(request, obj) or super().response_change(request, obj)

    def _pressed(self, request: HttpRequest, obj: Page) -> HttpResponse | None:
        """Answer the buttons that this form has beside Django's; None when one of those was pressed."""
        if "_preview" in request.POST:
            return HttpResponseRedirect(self._address("preview", obj))
        name = next((name for name in STEPS if name in request.POST), None)
        if name is None:
            return None
        permission, step, message = STEPS[name]
        if not getattr(self, f"has_{permission}_permission")(request, obj):
            raise PermissionDenied
        typed = getattr(obj, "typed_step", {})
        if self._done(request, obj, lambda page: step(request, page, typed)):
            self.message_user(request, message, messages.SUCCESS)
        else:
            request.session[STEP_KEPT] = {name: request.POST.get(name, "") for name in STEP_TYPED}
        return HttpResponseRedirect(self._address("change", obj))

    def _address(self, name: str, obj: Page, *more: object) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[obj.pk, *more])


def _review(request: HttpRequest, page: Any, typed: dict[str, Any]) -> None:
    page.ask_for_review(
        by=request.user,
        of=typed.get("asked_of"),
        significance=typed["significance"],
        note=typed.get("note", ""),
    )


def _recall(request: HttpRequest, page: Any, typed: dict[str, Any]) -> None:
    page.recall(by=request.user, note=typed.get("note", ""))


def _publish(request: HttpRequest, page: Any, typed: dict[str, Any]) -> None:
    page.publish(
        by=request.user,
        at=typed.get("publish_at"),
        until=typed.get("withdraw_at"),
        significance=typed["significance"],
        note=typed.get("note", ""),
    )


def _correct(request: HttpRequest, page: Any, typed: dict[str, Any]) -> None:
    page.correct(by=request.user, note=typed.get("note", ""))


def _withdraw(request: HttpRequest, page: Any, typed: dict[str, Any]) -> None:
    page.withdraw(by=request.user, at=typed.get("withdraw_at"), note=typed.get("note", ""))


def _unschedule(request: HttpRequest, page: Any, typed: dict[str, Any]) -> None:
    page.unschedule(by=request.user, note=typed.get("note", ""))


def _follow(request: HttpRequest, page: Any, typed: dict[str, Any]) -> None:
    page.follow_original(by=request.user)


# Of each button: the permission it needs, what it does, and what is said afterwards.
STEPS: dict[str, tuple[str, Step, Any]] = {
    "_review": ("change", _review, _("Sent for review.")),
    "_recall": ("change", _recall, _("Taken back from review.")),
    "_publish": ("publish", _publish, _("Published, or on the schedule.")),
    "_correct": ("correct", _correct, _("The correction is public; the page says that there was one.")),
    "_withdraw": ("publish", _withdraw, _("Withdrawn, or on the schedule.")),
    "_unschedule": ("publish", _unschedule, _("Taken off the schedule.")),
    "_follow": ("change", _follow, _("Noted: the translation says what the original says now.")),
}
