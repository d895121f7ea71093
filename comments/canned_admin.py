"""The list in which moderators keep their ready-made answers."""

from __future__ import annotations

from django.contrib import admin

from comments.models import CannedAnswer


@admin.register(CannedAnswer)
class CannedAnswerAdmin(admin.ModelAdmin):
    list_display = ["title", "language", "kind", "signal", "reason", "position"]
    list_filter = ["language", "kind", "signal"]
    list_per_page = 50
    search_fields = ["title", "text"]
    fields = ["language", "kind", "title", "text", "signal", "reason", "position"]
