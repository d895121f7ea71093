"""Translations: begun from a page, written beside the original, and the list of what is missing or behind."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.editorial.admin.previews import PreviewAdmin
from portal.editorial.comparing import compare
from portal.editorial.translations import behind, untranslated

PER_PAGE = 50


class TranslationAdmin(PreviewAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            self._path("translations/", self.translations, "translations"),
            self._path("<int:object_id>/translate/", self.translate, "translate"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def translate(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Begin a translation, or go to the one there is."""
        page = self._seen_page(request, object_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            self.message_user(request, _("Choose a language."), messages.ERROR)
            return HttpResponseRedirect(self._address("change", page))
        try:
            copy = page.start_translation(language, by=request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(self._address("change", page))
        self.log_addition(request, copy, str(_("Translation started.")))
        return HttpResponseRedirect(self._address("change", copy))

    def translations(self, request: HttpRequest) -> HttpResponse:
        """Per language: what is missing, and what is behind its original."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        language = request.GET.get("language", "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGES[-1][0]
        pages = self.model._default_manager.all()
        missing = Paginator(untranslated(pages, language), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Translations"),
            "languages": [
                {"code": code, "name": str(name), "is_current": code == language}
                for code, name in settings.LANGUAGES
            ],
            "language": language,
            "missing": missing,
            "behind": behind(pages.filter(language=language))[:PER_PAGE],
            "may_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/editorial/translations.html", context)

    def translation_context(self, page: Any) -> dict[str, Any]:
        """The original beside the form: what it says, and what changed in it since it was translated."""
        original = page.original() if page and page.pk else None
        if original is None:
            return {"original_page": None}
        now = original.live_revision or original.latest_revision
        then = original.revisions.filter(number=page.source_number).first()
        is_behind = bool(now and then and now.number > then.number)
        return {
            "original_page": original,
            "original_now": now,
            "original_then": then,
            "original_change": compare(then, now) if is_behind else None,
        }
