"""Comment text is plain text; its HTML is made once, when it is approved."""

import re

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

BREAKABLE = re.compile(r"(?<=«) | (?=[»?!;:])")
# What stands for a passage that a moderator removed. The word joiner in it keeps authors from writing
# the same: canonical() drops it. Text that is shown as it is stored can still be read.
MARK = "[\u2060…]"


def as_html(text: str, *, language: str = "") -> str:
    """Paragraphs at blank lines, line breaks elsewhere; everything else is shown literally.

    Only the spaces that French sets inside its quotation marks and before double signs do not break.
    The words for a removed passage are in that language, by default the one in use.
    """
    joined = BREAKABLE.sub("\u202f", text)
    paragraphs = (escape(part).replace("\n", "<br>") for part in joined.split("\n\n"))
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    if MARK in html:
        html = html.replace(MARK, f'<span class="redacted">{escape(removed(language))}</span>')
    return html


def removed(language: str = "") -> str:
    """What readers see in the place of a removed passage."""
    with translation.override(language or translation.get_language()):
        return _("[passage removed]")
