"""Comment text is plain text; its HTML is made once, when it is approved."""

from django.utils.html import escape


def as_html(text: str) -> str:
    """Paragraphs at blank lines, line breaks elsewhere; everything else is shown literally."""
    paragraphs = (escape(part).replace("\n", "<br>") for part in text.split("\n\n"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
