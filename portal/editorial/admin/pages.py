"""Admin of working copies. Articles and terms build on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm, Textarea
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from portal.editorial.admin.beginning import Beginning
from portal.editorial.admin.filters import PageList, StateFilter
from portal.editorial.admin.forms import STEP_FIELDS, LinesField, PageForm
from portal.editorial.admin.history import HistoryAdmin
from portal.editorial.admin.previews import presence_of, typed_page
from portal.editorial.admin.reviewing import ReviewAdmin
from portal.editorial.admin.rows import drop_other_rows, with_lost_rows_as_new
from portal.editorial.admin.steps import STEP_KEPT, STEP_TYPED
from portal.editorial.admin.tables import checklist_context, is_refused
from portal.editorial.admin.translating import TranslationAdmin
from portal.editorial.comparing import compare
from portal.editorial.fields import RichTextField
from portal.editorial.links import where_linked
from portal.editorial.models import Page, PageState, PreviewLink, Review, TrailEntry


class PartInline(admin.StackedInline):
    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": Textarea(attrs={"rows": 3}), "form_class": LinesField},
        models.URLField: {"assume_scheme": "https"},
    }


class PageAdmin(Beginning, ReviewAdmin, HistoryAdmin, TranslationAdmin):
    form: Any = PageForm
    list_display = ["title", "language", "kind", "category", "shown_states", "updated_at", "on_site"]
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
    change_list_template = "admin/editorial/page_list.html"

    class Media:
        js = [Script("js/page_form.js", type="module")]

    formfield_overrides = {
        RichTextField: {},
        models.TextField: {"widget": Textarea(attrs={"rows": 4, "cols": 80}), "form_class": LinesField},
    }

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PageList]:
        return PageList

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
    def shown_states(self, page: Page) -> str:
        return format_html_join(
            " ",
            '<span class="state state-{}">{}</span>',
            ((state.value, state.label) for state in page.states()),
        )

    @admin.display(description=_("on the site"))
    def on_site(self, page: Any) -> str:
        if not page.live_slug:
            return "–"
        live = self.model.revision_model()(language=page.language, slug=page.live_slug)
        return format_html('<a href="{}">{}</a>', live.get_absolute_url(), _("read"))

    # The form

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        """An unchanged page keeps its version, and with it the signature of its words."""
        vars(obj)["typed_step"] = {name: form.cleaned_data.get(name) for name in STEP_FIELDS}
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        if not change or form.changes_page():  # type: ignore[attr-defined]
            obj.changed_by = request.user  # type: ignore[assignment]
            super().save_model(request, obj, form, change)
            vars(form)["was_saved"] = True

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        django: Any = super()  # the stubs leave this method out
        given: dict[str, Any] = django.get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk and "data" in given:
            given["data"] = with_lost_rows_as_new(given["data"], prefix, getattr(obj, prefix))
        return given

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        rows_changed = any(formset.has_changed() for formset in formsets)
        if form.is_overwriting:
            dropped = sum(drop_other_rows(formset, form.instance) for formset in formsets)
            rows_changed = rows_changed or dropped > 0
        super().save_related(request, form, formsets, change)
        if rows_changed and not hasattr(form, "was_saved"):
            form.instance.changed_by = request.user
            form.instance.save()

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Page | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        if not form.is_bound:
            form.initial |= request.session.pop(STEP_KEPT, {})  # what was typed for a step that was refused
        context |= {
            "may_publish": self.has_publish_permission(request),
            "may_correct": self.has_correct_permission(request),
            "step_errors": [form[name] for name in STEP_TYPED if form.is_bound and form.errors.get(name)],
            "is_editable": self.has_change_permission(request, obj) if obj else True,
        }
        if obj is not None:
            context |= self._about(request, obj, form, context["inline_admin_formsets"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _about(self, request: HttpRequest, page: Any, form: Any, inlines: Any) -> dict[str, Any]:
        """What stands beside the form of a stored page."""
        stored = self.model.objects.with_state().get(pk=page.pk)
        latest = stored.latest_revision
        returned = TrailEntry.objects.about(stored).filter(action=TrailEntry.Action.RETURNED).first()
        conflict = getattr(form, "conflict", None)
        drawn = type(stored).revision_model().drawn_from
        about = {
            "states": stored.states(),
            "latest": latest,
            "live": stored.live_revision,
            "is_in_review": bool(latest and latest.review == Review.ASKED),
            "remarks": returned if latest and latest.review == Review.RETURNED else None,
            "needs_signature": stored.is_signature_needed(),
            "is_signed": PageState.SIGNED in stored.states(),
            "scheduled": stored.revisions.filter(public_from__gt=timezone.now()).first(),
            "where_linked": where_linked(stored),
            "shared_links": PreviewLink.objects.about(stored).filter(expires_at__gt=timezone.now()).count(),
            "other_languages": self._other_languages(stored),
            "presence": presence_of(stored, request.user)["others"]
            if self.has_change_permission(request, page)
            else "",
            "checks": checklist_context(*self._in_hand(stored, form, inlines), is_refused=is_refused(form)),
            **self.translation_context(stored),
        }
        if conflict is not None:
            mine = typed_page(form, [inline.formset for inline in inlines])
            about |= {"conflict": conflict, "conflict_difference": compare(drawn(stored), drawn(mine))}
        return about

    def _in_hand(self, stored: Any, form: Any, inlines: Any) -> tuple[Any, Any]:
        """The page and what would be frozen of it: as typed where the form was refused, else as stored."""
        page = typed_page(form, [inline.formset for inline in inlines]) if is_refused(form) else stored
        return page, type(page).revision_model().drawn_from(page)

    def _other_languages(self, page: Any) -> list[dict[str, Any]]:
        """Per other language, the translation of the page or None."""
        rows = {row.language: row for row in self.model.objects.filter(translation_key=page.translation_key)}
        return [
            {"code": code, "name": str(name), "page": rows.get(code)}
            for code, name in settings.LANGUAGES
            if code != page.language
        ]
