"""The outbox and the daily jobs, to be looked at: what waits, what failed, and why. No text of a mail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.background.mails import MailQuerySet, label_of
from portal.background.models import Job, Mail


class LookAt(admin.ModelAdmin):
    """Rows that the worker writes, and nobody by hand."""

    list_display_links: Any = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Mail)
class MailAdmin(LookAt):
    list_display = ["queued_at", "purpose", "masked", "status", "attempts", "problem", "due_at", "sent_at"]
    list_filter = ["status"]
    list_per_page = 50
    ordering = ["-queued_at"]
    actions = ["try_again"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Django allows every column: ?recipient__startswith= would tell addresses letter by letter.
        return lookup == "status__exact"

    @admin.action(description=_("Try to send the selected mails again"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: MailQuerySet) -> None:
        done = queryset.try_again()
        message = ngettext("%(n)d mail is sent again.", "%(n)d mails are sent again.", done)
        self.message_user(request, message % {"n": done}, messages.SUCCESS)

    @admin.display(description=_("kind"), ordering="kind")
    def purpose(self, mail: Mail) -> str:
        return label_of(mail.kind)

    @admin.display(description=_("recipient"))
    def masked(self, mail: Mail) -> str:
        name, _at, domain = mail.recipient.rpartition("@")
        return f"{name[:1]}…@{domain}"


@admin.register(Job)
class JobAdmin(LookAt):
    list_display = ["name", "done_at", "due_at", "failures", "problem"]
