"""Rows of parts in a form that somebody else has overtaken."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.http import QueryDict

ROWS_MAX = 1000  # as many as Django's formsets take


def with_lost_rows_as_new(data: QueryDict, prefix: str, stored: Any) -> QueryDict:
    """What was sent of a group of rows; those deleted meanwhile come last, as rows that are new.

    Otherwise Django finds them invalid, and their words could not be saved any more.
    """
    numbers = [data.get(f"{prefix}-{name}_FORMS", "") for name in ("INITIAL", "TOTAL")]
    if not all(number.isascii() and number.isdecimal() and len(number) < 5 for number in numbers):
        return data
    initial, total = map(int, numbers)
    known = {str(pk) for pk in stored.values_list("pk", flat=True)} if initial else set()
    lost = [number for number in range(min(initial, total)) if data.get(f"{prefix}-{number}-id") not in known]
    if not lost or total > ROWS_MAX:
        return data
    for number in lost:
        data[f"{prefix}-{number}-id"] = ""
    order = [number for number in range(total) if number not in lost] + lost
    data[f"{prefix}-INITIAL_FORMS"] = str(initial - len(lost))
    return _renumbered(data, prefix, order)


def _renumbered(data: QueryDict, prefix: str, order: list[int]) -> QueryDict:
    held: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for name in list(data):
        found = re.fullmatch(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(.+)", name)
        if found:
            held[int(found[1])][found[2]] = data.pop(name)
    for number, old in enumerate(order):
        for name, values in held[old].items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    return data


def drop_other_rows(formset: Any, page: Any) -> int:
    """Delete the rows of the page that this form does not hold; return how many there were."""
    if not formset.can_delete:
        return 0
    held = [one.instance.pk for one in formset.initial_forms if one.instance.pk]
    rows = formset.model._default_manager.filter(**{formset.fk.name: page}).exclude(pk__in=held)
    return int(rows.delete()[0])
