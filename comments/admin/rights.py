"""Who may do what: comments come from the site, and are decided, not edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from comments.models import Comment


class Rights(admin.ModelAdmin):
    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.moderate_comment")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.erase_comment")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_moderate_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return self.has_moderate_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def require_moderator(self, request: HttpRequest) -> None:
        if not self.has_moderate_permission(request):
            raise PermissionDenied

    def log_decision(self, request: HttpRequest, comment: Comment, label: Any) -> None:
        """In the admin's own log, which holds the number of the comment and no word of it."""
        self.log_change(request, comment, str(label))
