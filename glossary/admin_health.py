"""The glossary's state of health, and what an editor is told on saving a term."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from glossary.health import findings
from glossary.models import Term
from portal.editorial.admin import PageAdmin
from portal.search.analysis import compounds
from portal.search.languages import analyser_of
from portal.search.models import Name


class HealthAdmin(PageAdmin):
    change_list_template = "admin/glossary/term_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [self._path("health/", self.health, "health"), *super().get_urls()]

    def health(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        language = request.GET.get("language", "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Glossary health"),
            "opts": self.opts,
            "findings": findings(language),
            "languages": [
                {"code": code, "name": str(name), "is_current": code == language}
                for code, name in settings.LANGUAGES
            ],
        }
        return TemplateResponse(request, "admin/glossary/health.html", context)


def warn_of_shared_names(request: HttpRequest, term: Term) -> None:
    """Say which of its names belong to another live term too: in texts, neither is linked. Two queries."""
    analyser = analyser_of(term.language)
    texts = [term.title, *term.synonyms.values_list("text", flat=True)]
    keys = {analyser.key(compounds(analyser.tokens(text))): text for text in reversed(texts)}
    keys.pop("", None)
    others = Name.objects.filter(language=term.language, document__kind="term", key__in=keys)
    others = others.exclude(document__object_pk=term.pk).select_related("document")
    for key, title in dict.fromkeys((one.key, one.document.title) for one in others):
        told = _("“%(word)s” is a name of “%(term)s” too: as long as both have it, texts link it to neither.")
        messages.warning(request, told % {"word": keys[key], "term": title})
