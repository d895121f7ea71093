"""What the admin of a page offers for the discussion under it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.models import Discussed, Discussion
from portal.editorial.admin import PageForm

CLOSES_AT = "comments_close_at"


class DiscussedForm(PageForm):
    """The closing date is no part of the page: it holds at once, and the signed words stay signed."""

    comments_close_at = forms.DateTimeField(
        label=_("Comments until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_(
            "From this moment on the discussion is closed. Empty: it stays open. This holds at once."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault(CLOSES_AT, self.instance.discussion.closes_at)


class DiscussedAdmin(admin.ModelAdmin):
    """Beside the admin of pages; whoever may change a page may close the discussion under it."""

    form: Any = DiscussedForm
    actions: Any = ["close_discussions", "open_discussions"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_fieldsets(request, obj), (_("Discussion"), {"fields": [CLOSES_AT]})]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if CLOSES_AT in form.changed_data:
            closes_at = form.cleaned_data[CLOSES_AT]
            Discussion.objects.filter(pk=form.instance.discussion_id).update(closes_at=closes_at)

    @admin.action(description=_("Close the discussions of the selected pages"), permissions=["change"])
    def close_discussions(self, request: HttpRequest, queryset: QuerySet[Discussed]) -> None:
        done = self._discussions(queryset).close()
        message = ngettext("%(n)d discussion is closed.", "%(n)d discussions are closed.", done)
        self.message_user(request, message % {"n": done})

    @admin.action(description=_("Open the discussions of the selected pages again"), permissions=["change"])
    def open_discussions(self, request: HttpRequest, queryset: QuerySet[Discussed]) -> None:
        done = self._discussions(queryset).reopen()
        message = ngettext("%(n)d discussion is open again.", "%(n)d discussions are open again.", done)
        self.message_user(request, message % {"n": done})

    def _discussions(self, pages: QuerySet[Discussed]) -> Any:
        return Discussion.objects.filter(pk__in=list(pages.values_list("discussion", flat=True)))
