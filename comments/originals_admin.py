"""What moderators removed, for those who look at a decision again. Nothing can be changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from comments.models import Original


@admin.register(Original)
class OriginalAdmin(admin.ModelAdmin):
    list_display = ["comment_id", "kept_at"]
    list_per_page = 50
    fields = ["text", "kept_at"]
    ordering = ["-kept_at"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False  # ?text__startswith= would tell the words letter by letter

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
