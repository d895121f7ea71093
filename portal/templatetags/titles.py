"""What a form for something new is called: a language that has genders needs each title whole."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

register = template.Library()

NEW = {
    "articles.article": gettext_lazy("New article"),
    "auth.group": gettext_lazy("New group"),
    "auth.user": gettext_lazy("New account"),
    "comments.ban": gettext_lazy("New ban"),
    "comments.cannedanswer": gettext_lazy("New canned answer"),
    "editorial.aboutpage": gettext_lazy("New text about the portal"),
    "editorial.category": gettext_lazy("New category"),
    "editorial.contributor": gettext_lazy("New contributor"),
    "editorial.image": gettext_lazy("New image"),
    "editorial.sitesettings": gettext_lazy("New settings of the site"),
    "glossary.term": gettext_lazy("New term"),
}

gettext_noop("Add another %(verbose_name)s")  # Django's own: the portal's catalogues come before its


@register.simple_tag
def new_title(opts: Any) -> str:
    known = NEW.get(opts.label_lower)
    return str(known) if known else _("New: %(name)s") % {"name": capfirst(opts.verbose_name)}
