"""What a new form begins with when its address says so: /add/?category=3."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelChoiceField
from django.http import HttpRequest

DIGITS_MAX = 18  # of a number that any database takes for that of a row


class Beginning(admin.ModelAdmin):
    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Without what can be the number of no row: a field with autocompletion fails on it."""
        asked: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        choosing = {
            name
            for name, field in self.get_form(request).base_fields.items()
            if isinstance(field, ModelChoiceField)
        }
        return {name: value for name, value in asked.items() if name not in choosing or _are_numbers(value)}


def _are_numbers(value: str | list[str]) -> bool:
    values = [value] if isinstance(value, str) else value
    return all(one.isascii() and one.isdecimal() and len(one) <= DIGITS_MAX for one in values)
