"""What the templates of discussions need of Python."""

from datetime import datetime

from django import template
from django.utils import timezone

from comments.news import cursor

register = template.Library()
register.filter("cursor", cursor)


@register.filter
def moment(value: datetime) -> str:
    """For the attribute of <time>, which takes no more than thousandths of a second."""
    return timezone.localtime(value).isoformat(timespec="seconds")
