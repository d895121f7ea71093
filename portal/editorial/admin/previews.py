"""What readers would get: of the stored working copy, of a form as it is typed, of any revision."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.editorial.admin.steps import StepsAdmin
from portal.editorial.admin.tables import checklist_context, is_refused
from portal.editorial.checklist import readability_of
from portal.editorial.limits import PREVIEW_DAYS
from portal.editorial.models import Page, Presence, PreviewLink, Revision
from portal.editorial.models.trail import name_of
from portal.editorial.previewing import preview_html, shared_preview_url
from portal.editorial.readability import mark_long
from portal.editorial.site import absolute


class PreviewAdmin(StepsAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            self._path("draft/", self.draft, "draft_new"),
            self._path("<int:object_id>/draft/", self.draft, "draft"),
            self._path("<int:object_id>/preview/", self.preview, "preview"),
            self._path("<int:object_id>/revision/<int:number>/", self.revision, "revision"),
            self._path("<int:object_id>/share/", self.share, "share"),
            self._path("<int:object_id>/presence/", self.presence, "presence"),
            *super().get_urls(),
        ]

    def _path(self, route: str, view: Any, name: str) -> URLPattern:
        full_name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        made: URLPattern = path(route, self.admin_site.admin_view(view), name=full_name)
        return made

    def _seen_page(self, request: HttpRequest, object_id: int) -> Any:
        """The page, for staff who may look at it. Raises Http404 and PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return page

    def _seen_revision(self, request: HttpRequest, object_id: int, number: int) -> tuple[Any, Any]:
        page = self._seen_page(request, object_id)
        return page, get_object_or_404(page.revisions.select_related("image", "category"), number=number)

    def preview(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The saved working copy as readers would get it."""
        page = self._seen_page(request, object_id)
        drawn = type(page).revision_model().drawn_from(page)
        return self._as_readers_get_it(request, drawn, self._address("change", page))

    def revision(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """A revision as readers get it; it may stand in a frame of the admin."""
        _page, revision = self._seen_revision(request, object_id, number)
        return self._as_readers_get_it(request, revision, "")

    def _as_readers_get_it(self, request: HttpRequest, revision: Revision, edit_url: str) -> HttpResponse:
        response = HttpResponse(preview_html(request, revision, edit_url=edit_url))
        vars(response)["is_reader_page"] = True
        response["X-Frame-Options"] = "SAMEORIGIN"
        vars(response)["_csp_replace"] = {"frame-ancestors": [str(SELF)]}
        return response

    # While somebody types

    @method_decorator(require_POST)
    def draft(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """The checklist and the preview of a form that is not saved, as JSON of HTML."""
        page, refused = self._typed_page(request, object_id)
        revision = type(page).revision_model().drawn_from(page)
        revision.slug = "preview"  # the template asks for an address; what is typed may be none
        context = checklist_context(page, revision, is_refused=refused)
        checks: str = render_to_string("admin/editorial/_checklist.html", context, request)
        answer = {"checklist": checks}
        if request.POST.get("wants") == "preview":
            readability, _least = readability_of(revision)
            revision.html = mark_long(revision.html, readability.longest if readability else ())
            answer["preview"] = preview_html(request, revision, edit_url="")
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})

    def _typed_page(self, request: HttpRequest, object_id: int | None) -> tuple[Any, bool]:
        """The page as typed, and whether its form would be refused."""
        page = self._seen_page(request, object_id) if object_id else None
        may = self.has_change_permission(request, page) if page else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        form_class = self.get_form(request, page, change=page is not None)
        form = form_class(request.POST, request.FILES, instance=page)
        vars(form)["is_draft"] = True
        form.is_valid()
        django: Any = self  # the stubs leave this method out
        formsets, _inlines = django._create_formsets(request, form.instance, change=page is not None)
        return typed_page(form, formsets), is_refused(form)

    # For others

    @method_decorator(require_POST)
    def share(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Make a private link to the working copy, or end those there are."""
        page = self._seen_page(request, object_id)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        if "_end" in request.POST:
            PreviewLink.end(page)
            self.message_user(request, _("No private link to this page works any longer."), messages.SUCCESS)
        else:
            _link, token = PreviewLink.make(page, by=request.user)
            url = absolute(shared_preview_url(page, token), host=f"{request.scheme}://{request.get_host()}")
            told = _("For %(days)d days, whoever has this link reads the working copy: %(url)s")
            self.message_user(request, told % {"days": PREVIEW_DAYS, "url": url}, messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", page))

    @method_decorator(require_POST)
    def presence(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Note that this person has the form open; tell who else has, and which version is stored."""
        page = self._seen_page(request, object_id)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        return JsonResponse(
            presence_of(page, request.user) | {"version": page.version}, headers={"Cache-Control": "no-store"}
        )


def presence_of(page: Page, user: Any) -> dict[str, Any]:
    names = [name_of(other.user) for other in Presence.note(page, user)]
    told = _("Also editing this page now: %(names)s.") % {"names": ", ".join(names)} if names else ""
    return {"others": told}


def typed_page(form: Any, formsets: Any) -> Any:
    """The page as the form holds it, with the rows of its formsets; nothing is stored.

    Raises Http404 for a form so broken that it names no page.
    """
    page = form.instance
    if page is None:
        raise Http404
    page.typed_rows = {formset.prefix: _typed_rows(formset) for formset in formsets}
    return page


def _typed_rows(formset: Any) -> list[Any]:
    kept = [
        one.instance
        for one in formset.forms
        if not one.errors and (one.has_changed() or one.instance.pk) and not _is_deleted(formset, one)
    ]
    return sorted(kept, key=lambda row: row.position or len(kept) + 1000)


def _is_deleted(formset: Any, one: Any) -> bool:
    return bool(formset.can_delete and formset._should_delete_form(one))
