"""The box in the comment form by which somebody asks to be told of answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.background.letters import mail_is_set_up


class FollowBox(forms.BooleanField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Tell me by e-mail about answers"),
            help_text=_("We first send you a mail to confirm this. Every mail has a link to stop."),
            required=False,
        )


def add_to(form: Any) -> None:
    """Put the box behind the address, where mail can be sent at all."""
    if mail_is_set_up():
        form.fields["follow"] = FollowBox()
        form.order_fields(["name", "email", "follow"])


def check(form: Any) -> None:
    """Ask for the address that the box needs."""
    data = form.cleaned_data
    if data.get("follow") and not data.get("email") and "email" not in form.errors:
        message = _("To be told about answers, please give your e-mail address.")
        form.add_error("email", ValidationError(message, code="needed_to_follow"))
