"""The administration: Django's own, under the portal's name and Content-Security-Policy."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from portal.editorial.editor_policy import editor_policy


class PortalAdminSite(admin.AdminSite):
    site_header = _("Portal administration")
    site_title = _("Administration")
    index_title = _("Contents and discussions")
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response: HttpResponseBase = guarded(request, *args, **kwargs)
            if not getattr(response, "is_reader_page", False):
                vars(response)["_csp_replace"] = editor_policy()
            return response

        return with_policy
