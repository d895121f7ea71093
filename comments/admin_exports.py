"""Discussions handed out by the administration: what the public reads, for who may moderate it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from comments.exchange.exporting import lines
from comments.models import Comment


@admin.action(description=_("Export the discussions they stand in, as published"), permissions=["moderate"])
def export_discussions(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Comment]
) -> StreamingHttpResponse:
    chosen = set(queryset.order_by().values_list("discussion", flat=True))
    response = StreamingHttpResponse(lines(discussions=chosen), content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="discussions.jsonl"'
    response["Cache-Control"] = "no-store"
    return response
