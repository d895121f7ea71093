"""Boxes in a text that say when to call for help: how editors mark them, and how readers are told."""

import re

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.editorial import pieces as markup


class Care(TextChoices):
    """How urgent a box is, as in <aside data-care="today">; readers get the words."""

    EMERGENCY = "emergency", _("Emergency")
    TODAY = "today", _("Do not wait until tomorrow")


VALUE = re.compile("|".join(Care.values))

_KIND = re.compile(r' data-care="([a-z]+)"')
_EMPTY = re.compile(r"<aside[^>]*>(?:\s|&nbsp;|<br>|</?p>)*+</aside>")


def without_stray_boxes(html: str) -> str:
    """Cleaned markup in which each box says how urgent it is, stands in nothing else and holds something.

    The words of the others stay.
    """
    if "<aside" not in html:
        return html
    pieces = markup.cut(html)
    depth = 0
    kept: list[bool] = []
    for index in range(1, len(pieces), 2):
        tag = pieces[index]
        if markup.name_of(tag) != "aside":
            depth += markup.step(tag)
            continue
        if not markup.is_end(tag):
            kept.append(not depth and not any(kept) and bool(_KIND.search(tag)))
        is_kept = kept.pop() if markup.is_end(tag) else kept[-1]
        pieces[index] = tag if is_kept else "\n"  # the words of two blocks are not one word
    return _EMPTY.sub("", "".join(pieces))


def say_how_urgent(pieces: list[str], language: str) -> None:
    """Above each box, in words. Do it late: its tag gets company."""
    with translation.override(language):
        for index in range(1, len(pieces), 2):
            if kind := _KIND.search(pieces[index]):
                label = markup.escape(str(Care(kind[1]).label))
                pieces[index] = f'{pieces[index]}<p class="care">{label}</p>'
