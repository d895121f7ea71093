"""What the admin of a page offers for the discussion under it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.models import Discussed, Discussion


class DiscussedAdmin(admin.ModelAdmin):
    """Beside the admin of pages; whoever may change a page may close the discussion under it."""

    actions: Any = ["close_discussions", "open_discussions"]

    @admin.action(description=_("Close the discussions of the selected pages"), permissions=["change"])
    def close_discussions(self, request: HttpRequest, queryset: QuerySet[Discussed]) -> None:
        self._set_open(request, queryset, False)

    @admin.action(description=_("Open the discussions of the selected pages again"), permissions=["change"])
    def open_discussions(self, request: HttpRequest, queryset: QuerySet[Discussed]) -> None:
        self._set_open(request, queryset, True)

    def _set_open(self, request: HttpRequest, pages: QuerySet[Discussed], is_open: bool) -> None:
        chosen = list(pages.values_list("discussion", flat=True))
        done = Discussion.objects.filter(pk__in=chosen).exclude(is_open=is_open).update(is_open=is_open)
        opened = ngettext("%(n)d discussion is open again.", "%(n)d discussions are open again.", done)
        closed = ngettext("%(n)d discussion is closed.", "%(n)d discussions are closed.", done)
        self.message_user(request, (opened if is_open else closed) % {"n": done})
