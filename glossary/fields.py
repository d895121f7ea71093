"""A model field for keys of terms."""

from __future__ import annotations

from typing import Any

from django.db import models


class TermKeysField(models.JSONField):
    """Keys of terms, without a relation: what is frozen stays as it was, whatever becomes of them."""

    def shown(self, keys: list[int]) -> str:
        """Their titles, as editors know them. Costs a query."""
        from glossary.models import Term

        if not keys:
            return ""
        titles = dict(Term.objects.filter(pk__in=keys).values_list("pk", "title"))
        return ", ".join(titles.get(key, f"#{key}") for key in keys)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
