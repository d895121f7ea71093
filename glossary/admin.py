from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.admin_pages import DiscussedAdmin
from glossary.admin_fields import WovenForm, terms_widget
from glossary.admin_health import HealthAdmin, warn_of_shared_names
from glossary.data_admin import DataAdmin
from glossary.models import Relation, Synonym, Term, TermContribution, TermQuestion, TermSource
from portal.editorial.admin import PartInline


class TermForm(WovenForm):
    related = forms.ModelMultipleChoiceField(
        label=_("Related terms"),
        queryset=Term.objects.all(),
        required=False,
        widget=terms_widget(),
        help_text=_("Of the same language. The relation holds in both directions."),
    )

    class Meta:
        labels = {"summary": _("Definition")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["related"] = list(Relation.objects.of(self.instance).others(self.instance))

    def clean_related(self) -> list[Term]:
        chosen = list(self.cleaned_data["related"])
        language = self.cleaned_data.get("language") or self.instance.language
        if any(term.language != language for term in chosen):
            raise ValidationError(_("Related terms are of the same language."), code="language")
        if any(term.pk == self.instance.pk for term in chosen):
            raise ValidationError(_("A term cannot be related to itself."), code="itself")
        return chosen


class SynonymInline(PartInline):
    model = Synonym
    fields = ["position", "text", "kind", "language"]


class QuestionInline(PartInline):
    model = TermQuestion


class SourceInline(PartInline):
    model = TermSource


class ContributionInline(PartInline):
    model = TermContribution
    autocomplete_fields = ["contributor"]


@admin.register(Term)
class TermAdmin(HealthAdmin, DiscussedAdmin, DataAdmin):
    actions: Any = ["publish", "withdraw", "close_discussions", "open_discussions"]
    form = TermForm
    inlines = [SynonymInline, QuestionInline, SourceInline, ContributionInline]
    search_fields = ["title", "slug", "synonyms__text"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "language", "title", "slug", ("category", "kind"), "pronunciation", "summary",
                    "key_points", "body", "related",
                ]
            },
        ),
        (_("Links to the glossary"), {"fields": ["linking", "accents_optional", "unwoven_terms"]}),
        (_("Image"), {"fields": ["image", "image_alt", "image_is_decorative", "image_caption"]}),
        (_("About this page"), {"fields": ["funding", "readability_reason", "banner_place", "external_id"]}),
    ]  # fmt: skip

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Relation.set_for(form.instance, form.cleaned_data["related"])
        warn_of_shared_names(request, form.instance)
