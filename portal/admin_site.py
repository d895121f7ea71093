"""The administration: Django's own, under the portal's name and Content-Security-Policy."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from portal.editorial.editor_policy import editor_policy


class PortalAdminSite(admin.AdminSite):
    site_header = _("Portal administration")
    site_title = _("Administration")
    index_title = _("Contents and discussions")
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        # Imported late: Django makes the site before there are models.
        from portal.editorial.admin.choices import choice_urls
        from portal.mail_desk import mail_urls

        return [*choice_urls(self), *mail_urls(self), *super().get_urls()]

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        from portal.editorial.admin.choices import AdminCatalog

        return cast("HttpResponse", AdminCatalog.as_view()(request))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response: HttpResponseBase = guarded(request, *args, **kwargs)
            if not getattr(response, "is_reader_page", False):
                vars(response)["_csp_replace"] = editor_policy()
            return response

        return with_policy

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # Imported here: the desk asks the apps, which are not loaded yet when the site is made.
        from portal.desk import desk_context

        return super().index(request, {**desk_context(request.user), **(extra_context or {})})
