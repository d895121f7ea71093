"""Texts in short, titles that break well, and drawings for what has no picture."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MOTIFS = 5  # drawings in static/img/motifs.svg: m0, m1 ...

_GAP = re.compile(r"[ \t\r\n]+")  # not the spaces that hold French punctuation to its word
_SENTENCE_END = re.compile(r"[.!?…](?:[\u00a0\u202f]?[»”)])?$")
_HYPHENATED = re.compile(r"[^\W_]{1,5}(?:[’'][^\W_]{1,5})?(?:-[^\W_]{1,3}){1,2}(?![\w’'-])")


@register.filter
def in_short(text: str, most: int) -> str:
    """As many whole sentences as so many words hold; where the first is longer, its beginning with "…"."""
    words = _GAP.split(text.strip())
    if len(words) <= most:
        return " ".join(words)
    ends = [
        count
        for count in range(1, most + 1)
        if _SENTENCE_END.search(words[count - 1]) and not words[count][:1].islower()
    ]
    if ends:
        return " ".join(words[: ends[-1]])
    return " ".join(words[:most]).rstrip(",;:.–—-\u00a0\u202f«“(") + "…"


@register.filter
def unbroken(text: str) -> SafeString:
    """Escaped, with short words such as CAR-T kept on one line."""
    escaped = conditional_escape(text)
    return mark_safe(  # noqa: S308  (escaped above)
        _HYPHENATED.sub(r'<span class="whole">\g<0></span>', escaped)
    )


@register.filter
def motif(category_id: int | None) -> str:
    """The drawing that stands for a category, the same on every page; categories made together differ."""
    return f"m{(category_id or 0) % MOTIFS}"
