from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.search.models import Miss, MissQuerySet


@admin.register(Miss)
class MissAdmin(admin.ModelAdmin):
    """Read only: what people looked for in vain."""

    list_display = ["query", "count", "language"]
    list_display_links = None
    list_filter = ["language"]
    search_fields = ["query"]
    ordering = ["-count", "query"]

    def get_queryset(self, request: HttpRequest) -> MissQuerySet:
        rows: MissQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return rows.shown()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
