"""The form of a working copy: its fields, and what its buttons need beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.limits import PUBLISH_YEARS_MAX, SHORT_TEXT_MAX
from portal.editorial.models import Page, Significance

# Fields that belong to the next step, not to the page.
STEP_FIELDS = frozenset(
    ["base_version", "overwrite", "significance", "note", "asked_of", "publish_at", "withdraw_at"]
)


class LinesField(forms.CharField):
    """A plain text, whose line ends are no change when only a browser has written them its own way."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


class MomentField(forms.DateTimeField):
    """A date and time to come; blank is now."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        now = timezone.now()
        if value <= now:
            raise ValidationError(_("This moment is past. Leave the field empty for “now”."), code="past")
        if value > now + timedelta(days=365 * PUBLISH_YEARS_MAX):
            raise ValidationError(_("This is too far ahead."), code="far")


class PageForm(forms.ModelForm):
    """`base_version` is the version of the working copy that the editor began with.

    When somebody else has saved a newer one, the form is not valid, `conflict` holds the stored page,
    and only a form that names that newer version in `overwrite` is saved over it.
    """

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    overwrite = forms.IntegerField(required=False, widget=forms.HiddenInput)
    significance = forms.ChoiceField(
        label=_("This change is"), choices=Significance, initial=Significance.CONTENT, required=False
    )
    note = forms.CharField(
        label=_("What changes, and why"), required=False, max_length=SHORT_TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history."),
    )  # fmt: skip
    asked_of: Any = forms.ModelChoiceField(
        label=_("Reviewer"), queryset=None, required=False, empty_label=_("whoever comes first")
    )
    publish_at = MomentField(label=_("Publish on"))
    withdraw_at = MomentField(label=_("Withdraw on"))

    is_draft = False  # a form that is looked at while somebody types is never saved
    conflict: Page | None = None
    stored: Page | None = None
    is_overwriting = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["base_version"] = self.instance.version
        options = self.instance._meta
        people = get_user_model()._default_manager.with_perm(
            f"{options.app_label}.review_{options.model_name}",
            backend="django.contrib.auth.backends.ModelBackend",
        )
        reviewer: Any = self.fields["asked_of"]
        reviewer.queryset = people.filter(is_staff=True)

    def clean_significance(self) -> str:
        return self.cleaned_data["significance"] or Significance.CONTENT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("publish_at"), cleaned.get("withdraw_at")
        if begin and end and end <= begin:
            self.add_error("withdraw_at", _("A page is withdrawn after it was published."))
        if self.instance.pk and not self.is_draft:
            self._check_newest(cleaned)
        return cleaned

    def _check_newest(self, cleaned: dict[str, Any]) -> None:
        rows = type(self.instance)._default_manager.all()
        if connection.in_atomic_block:
            rows = rows.select_for_update()
        stored: Page = rows.get(pk=self.instance.pk)
        self.stored = stored
        base = cleaned.get("base_version")
        if base is not None and stored.version not in (base, cleaned.get("overwrite")):
            self.conflict = stored
            message = _("Somebody else has saved this page since you opened it. Your words are kept below.")
            raise ValidationError(message, code="conflict")
        self.is_overwriting = base is not None and stored.version != base

    def changes_page(self) -> bool:
        """Whether the saved page differs from the stored one in a field of its own."""
        names = {field.name for field in self.instance._meta.concrete_fields} & set(self.changed_data)
        if self.stored is None:
            return bool(names)
        return any(getattr(self.stored, name) != getattr(self.instance, name) for name in names)
