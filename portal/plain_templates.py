"""Templates are indented for those who write them; what readers are sent is not."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

# Their white space is part of what they say.
KEPT = re.compile(
    r"(\{%\s*(blocktrans(?:late)?)\b.*?\{%\s*end\2\s*%\}|<(pre|textarea)\b.*?</\3>)",
    re.DOTALL | re.IGNORECASE,
)
MARGIN = re.compile(r"\n[ \t\r\n]+")  # no other space: French has some that are to be seen
# A tag that writes nothing, alone on a line after another: that line's break is left.
SILENT = re.compile(
    r"(?<=\n)(\{%\s*(?:if|elif|else|endif|for|empty|endfor|with|endwith|load)\b(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\})\n"
)


class Loader(filesystem.Loader):
    """Takes out of the templates' own text what no browser shows; what fills them stays as it is."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return without_margins(contents) if str(origin.name).endswith(".html") else contents


def without_margins(template: str) -> str:
    """Where there was white space between two things, some is left."""
    pieces, end = [], 0
    for kept in KEPT.finditer(template):
        pieces += [_squeezed(template[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*pieces, _squeezed(template[end:])])


def _squeezed(text: str) -> str:
    return SILENT.sub(r"\1", MARGIN.sub("\n", text))
