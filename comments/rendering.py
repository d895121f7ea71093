"""Comment text is plain text; its HTML is made once, when it is approved."""

import re

from django.utils.html import escape

BREAKABLE = re.compile(r"(?<=«) | (?=[»?!;:])")


def as_html(text: str) -> str:
    """Paragraphs at blank lines, line breaks elsewhere; everything else is shown literally.

    Only the spaces that French sets inside its quotation marks and before double signs do not break.
    """
    joined = BREAKABLE.sub("\u202f", text)
    paragraphs = (escape(part).replace("\n", "<br>") for part in joined.split("\n\n"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
