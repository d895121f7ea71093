"""The history of a page: its revisions and its trail, any two compared, one restored or published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.editorial.admin.previews import PreviewAdmin
from portal.editorial.comparing import compare
from portal.editorial.models import TrailEntry


class HistoryAdmin(PreviewAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            self._path("<int:object_id>/compare/", self.compare, "compare"),
            self._path("<int:object_id>/restore/<int:number>/", self.restore, "restore"),
            self._path("<int:object_id>/publish/<int:number>/", self.publish_revision, "publish_revision"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        page = self._seen_page(request, int(object_id))
        revisions = list(page.revisions.select_related("created_by").order_by("-number"))
        entries = TrailEntry.objects.about(page)
        context = self._context(request, page, _("History")) | {
            "revisions": revisions,
            "entries": [{"entry": entry, "label": entry.get_action_display()} for entry in entries],
            "may_restore": self.has_change_permission(request, page),
            "may_publish": self.has_publish_permission(request),
        }
        return TemplateResponse(request, "admin/editorial/history.html", context)

    def compare(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Two revisions of a page, or one (`to` blank) with the working copy."""
        page = self._seen_page(request, object_id)
        old = self._chosen(page, request.GET.get("from", ""))
        new = self._chosen(page, request.GET.get("to", "")) or type(page).revision_model().drawn_from(page)
        if old is None:
            raise Http404
        context = self._context(request, page, _("Comparison")) | {
            "old": old,
            "new": new,
            "comparison": compare(old, new),
        }
        return TemplateResponse(request, "admin/editorial/compare.html", context)

    @method_decorator(require_POST)
    def restore(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        page = self._seen_page(request, object_id)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        page.restore(get_object_or_404(page.revisions, number=number), by=request.user)
        self.log_change(request, page, str(_("Revision %(number)d restored.") % {"number": number}))
        told = _("Revision %(number)d is the working copy again; readers see no change.") % {"number": number}
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", page))

    @method_decorator(require_POST)
    def publish_revision(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        page = self._seen_page(request, object_id)
        if not self.has_publish_permission(request, page):
            raise PermissionDenied
        revision = get_object_or_404(page.revisions, number=number)
        try:
            page.publish(by=request.user, revision=revision)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, _("This revision is public."), messages.SUCCESS)
        return HttpResponseRedirect(self._address("history", page))

    def _chosen(self, page: Any, number: str) -> Any:
        if not number:
            return None
        if not number.isdecimal() or len(number) > 9:
            raise Http404
        return get_object_or_404(page.revisions, number=int(number))

    def _context(self, request: HttpRequest, page: Any, title: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "page": page,
            "object": page,
        }
