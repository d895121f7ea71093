"""Fields of forms for pages whose words lead to the glossary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.utils.translation import gettext_lazy as _

from comments.admin_pages import DiscussedForm
from glossary.models import Relation, Term


def terms_widget() -> AutocompleteSelectMultiple:
    """Terms are looked for as one types, by title or synonym."""
    return AutocompleteSelectMultiple(Relation._meta.get_field("high"), admin.site)


class WovenForm(DiscussedForm):
    unwoven_terms = forms.ModelMultipleChoiceField(
        label=_("Terms not to link on this page"),
        queryset=Term.objects.all(),
        required=False,
        widget=terms_widget(),
        help_text=_("To keep single words from being linked, mark them in the text."),
    )

    def clean_unwoven_terms(self) -> list[int]:
        """Their keys, as the page stores them."""
        chosen: Any = self.cleaned_data["unwoven_terms"]
        return sorted(term.pk for term in chosen)
