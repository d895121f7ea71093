"""Admin of working copies: edit, preview, publish, withdraw. Articles and terms build on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm, Textarea
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.editorial.admin.filters import StateFilter
from portal.editorial.models import Page
from portal.editorial.reading import page_context


class PartInline(admin.StackedInline):
    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": Textarea(attrs={"rows": 3})},
        models.URLField: {"assume_scheme": "https"},
    }


class PageAdmin(admin.ModelAdmin):
    list_display = ["title", "language", "kind", "category", "shown_state", "updated_at", "on_site"]
    list_filter = [StateFilter, "language", "kind", "category", "origin"]
    search_fields = ["title", "slug"]
    list_select_related = ["category"]
    show_full_result_count = False
    list_per_page = 50
    date_hierarchy = None
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["category", "image"]
    actions: Any = ["publish", "withdraw"]
    change_form_template = "admin/editorial/page_form.html"
    detail_template: ClassVar[str]

    class Media:
        js = ["js/admin.js"]

    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 4, "cols": 80})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        pages: QuerySet[Page] = self.model.objects.with_state().order_by(*self.model._meta.ordering)
        return pages

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        return ["language"] if obj else []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # A public page is withdrawn, never deleted; drafts are deleted one by one.
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        if obj is not None and obj.revisions.filter(public_from__isnull=False).exists():
            return False
        return super().has_delete_permission(request, obj)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        # Page.delete() takes the revisions of a draft along, which are protected from any other deletion.
        names = [str(page) for page in objs]
        return names, {str(self.opts.verbose_name_plural): len(names)}, set(), []

    # Columns

    @admin.display(description=_("state"))
    def shown_state(self, page: Page) -> str:
        state = page.state
        return format_html('<span class="state state-{}">{}</span>', state.value, state.label)

    @admin.display(description=_("on the site"))
    def on_site(self, page: Any) -> str:
        if not page.live_slug:
            return "–"
        live = self.model.revision_model()(language=page.language, slug=page.live_slug)
        return format_html('<a href="{}">{}</a>', live.get_absolute_url(), _("read"))

    # Changes of state

    @admin.action(description=_("Publish the selected pages"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        done = self._each(request, queryset, lambda page: page.publish(by=request.user))
        self._report(
            request, done, ngettext("%(n)d page is now public.", "%(n)d pages are now public.", done)
        )

    @admin.action(description=_("Withdraw the selected pages"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        done = self._each(request, queryset, lambda page: page.withdraw(by=request.user))
        self._report(
            request, done, ngettext("%(n)d page was withdrawn.", "%(n)d pages were withdrawn.", done)
        )

    def _each(self, request: HttpRequest, pages: QuerySet[Page], change: Callable[[Page], Any]) -> int:
        """Apply the change to each page, telling why where it cannot be; return how many it was done to."""
        done = 0
        for page in pages:
            try:
                change(page)
            except ValidationError as error:
                reasons = " ".join(error.messages)
                self.message_user(request, f"{page}: {reasons}", messages.ERROR)
            else:
                self.log_change(request, page, [{"changed": {"name": str(page.state.label), "object": ""}}])
                done += 1
        return done

    def _report(self, request: HttpRequest, done: int, message: str) -> None:
        if done:
            self.message_user(request, message % {"n": done}, messages.SUCCESS)

    # The form

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_publish"] = self.has_publish_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Page, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._pressed(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Page) -> HttpResponse:
        return self._pressed(request, obj) or super().response_change(request, obj)

    def _pressed(self, request: HttpRequest, obj: Page) -> HttpResponse | None:
        """Answer the buttons that this form has beside Django's; None when one of those was pressed."""
        if "_preview" in request.POST:
            return HttpResponseRedirect(self._address("preview", obj))
        if {"_publish", "_withdraw"}.isdisjoint(request.POST):
            return None
        if not self.has_publish_permission(request):
            raise PermissionDenied
        pages = self.model.objects.filter(pk=obj.pk)
        (self.publish if "_publish" in request.POST else self.withdraw)(request, pages)
        return HttpResponseRedirect(self._address("change", obj))

    def _address(self, name: str, obj: Page) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[obj.pk])

    # Preview

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        preview = path("<path:object_id>/preview/", self.admin_site.admin_view(self.preview), name=name)
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The saved working copy as readers would get it, for staff only."""
        page = get_object_or_404(self.model, pk=object_id) if object_id.isdecimal() else None
        if page is None or not self.has_view_permission(request, page):
            raise PermissionDenied
        with translation.override(page.language):
            context = page_context(self.model.revision_model().drawn_from(page))
            context |= {"is_preview": True, "discussion": None, "edit_url": self._address("change", page)}
            context |= {"robots": "noindex", **self.preview_context(page)}
            response = render(request, self.detail_template, context)
        response.is_reader_page = True  # type: ignore[attr-defined]
        return response

    def preview_context(self, page: Any) -> dict[str, Any]:
        """Hook: what the template of this kind of page needs more."""
        return {}
