"""Bans in the administration: read and lifted there; they are made where a comment is moderated."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.bans import Ban, BanQuerySet


class ActiveFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("in force"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ban]) -> QuerySet[Ban]:
        bans: Any = queryset
        return bans.active() if self.value() == "yes" else queryset


@admin.register(Ban)
class BanAdmin(admin.ModelAdmin):
    list_display = ["__str__", "reason", "created_at", "ends_at", "is_active", "made_by"]
    list_filter = [ActiveFilter, "reason"]
    list_select_related = ["made_by"]
    actions = ["lift"]
    fields = ["reason", "created_at", "ends_at", "made_by"]

    def has_impose_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.impose_ban")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    @admin.action(description=_("Lift the selected bans"), permissions=["impose"])
    def lift(self, request: HttpRequest, queryset: BanQuerySet) -> None:
        active = list(queryset.active())
        done = Ban.objects.filter(pk__in=[ban.pk for ban in active]).lift()
        for ban in active:
            self.log_change(request, ban, str(_("lifted")))
        message = ngettext("%(n)d ban was lifted.", "%(n)d bans were lifted.", done)
        self.message_user(request, message % {"n": done}, messages.SUCCESS)

    @admin.display(description=_("in force"), boolean=True)
    def is_active(self, ban: Ban) -> bool:
        return ban.ends_at > timezone.now()
