"""How long ago, as a moderator wants to know it."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.timesince import timesince

register = template.Library()


@register.filter
def roughly_since(moment: datetime) -> str:
    """In its largest unit alone: three hours, not three hours and two minutes."""
    return timesince(moment, depth=1)
