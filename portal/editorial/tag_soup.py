"""Any markup made strict in one pass, so that its depth is certain before a parser sees it.

A parser's time grows with the square of the depth, and depth can't be counted in loose markup: an
end tag may stand in a comment, a script, an attribute. Here every "<" that is no allowed tag is
taken away or escaped, and each step consumes what it has looked at: the cost is linear.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DEPTH_MAX = 256  # elements inside each other; list items, cells and paragraphs are not counted


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_ENDED_BY_THE_NEXT = _names("p li dt dd tr td th thead tbody tfoot caption colgroup option")
_BLOCKS = _names(
    "address article aside body center dd details dialog div dl dt fieldset footer form header html"
    " legend main nav option pre section summary"
)
_TABLE_PARTS = _names("table caption thead tbody tr th td")
_TABLE_BOXES = _names("caption th td")
_WITHOUT_WORDS = _names("script style title")

_OPENER = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE | re.ASCII)
_TAG = re.compile(
    r"""<(?P<slash>/?)(?P<name>[a-z][a-z0-9:-]*+)"""
    r"""(?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')|=)*+)(?P<end>>|\Z)""",
    re.IGNORECASE | re.ASCII,
)
_DECLARATION = re.compile(r"<(?:![a-z\[]|\?[a-z])[^>]*+(?P<end>>|\Z)", re.IGNORECASE | re.ASCII)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+))?""")


def strict(markup: str, allowed: Mapping[str, Collection[str]]) -> str:
    """The markup with nothing but allowed tags, their allowed attributes, quoted, and text.

    Takes scripts, styles and comments away, and the tags, not the words, of whatever else isn't
    allowed. What is left unfinished at the end is shown as text. Raises ValidationError, code
    "too_deep", beyond DEPTH_MAX.
    """
    return _Rewriting(markup, allowed).run()


class _Rewriting:
    def __init__(self, markup: str, allowed: Mapping[str, Collection[str]]) -> None:
        self.markup = markup
        self.allowed = allowed
        self.position = 0
        self.parts: list[str] = []
        self.open: Counter[str] = Counter()
        self.depth = 0
        self.gaps: list[bool] = []  # of each open table: whether this is between its cells
        self.endless: set[str] = set()  # what was opened after its last end, and so is looked for no more

    def run(self) -> str:
        while opener := _OPENER.search(self.markup, self.position):
            self._keep_text(opener.start())
            self._step()
        self._keep_text(len(self.markup))
        return "".join(self.parts)

    def _keep_text(self, end: int) -> None:
        text = self.markup[self.position : end]
        self.parts.append(text.replace("<", "&lt;").replace(">", "&gt;"))
        self.position = end

    def _step(self) -> None:
        """Consume what begins with the "<" at the present position."""
        here = self.markup, self.position
        if self.markup.startswith("<!--", self.position):
            self._skip_comment()
        elif match := _DECLARATION.match(*here) or _TAG.match(*here):
            self._take(match)
        else:
            self._keep_text(self.position + 1)

    def _skip_comment(self) -> None:
        end = self._find("-->", self.position + 4)
        if end < 0:
            self._keep_text(self.position + 1)
        else:
            self.position = end + 3

    def _find(self, mark: str, start: int) -> int:
        """The place of the mark, in any case, or -1; the text is searched in vain only once for each."""
        if mark in self.endless:
            return -1
        found = re.compile(re.escape(mark), re.IGNORECASE | re.ASCII).search(self.markup, start)
        if found:
            return found.start()
        self.endless.add(mark)
        return -1

    def _take(self, match: re.Match[str]) -> None:
        if not match["end"]:
            self._keep_text(match.end())
            return
        self.position = match.end()
        if match.re is _TAG:
            self._take_tag(match)

    def _take_tag(self, match: re.Match[str]) -> None:
        name, is_end = match["name"].lower(), bool(match["slash"])
        name = _RENAMED.get(name, name)
        self._count(name, is_end, closes_itself=match["attributes"].endswith("/"))
        if name in self.allowed:
            self._keep_tag(name, is_end, match["attributes"])
        elif name in _BLOCKS:
            self.parts.append("\n")  # the words of two blocks are not one word
        elif name in _WITHOUT_WORDS and not is_end:
            end = self._find(f"</{name}", self.position)
            self.position = self.position if end < 0 else end

    def _count(self, name: str, is_end: bool, *, closes_itself: bool) -> None:
        if name in _VOID or name in _ENDED_BY_THE_NEXT:
            return
        if is_end:
            closed = min(self.open[name], 1)  # an end tag without a start tag closes nothing
            self.open[name] -= closed
            self.depth -= closed
        elif not (closes_itself and name not in self.allowed):
            self.open[name] += 1
            self.depth += 1
        if self.depth > DEPTH_MAX:
            raise ValidationError(
                _("This text is nested too deeply: paste it as plain text."), code="too_deep"
            )

    def _keep_tag(self, name: str, is_end: bool, attributes: str) -> None:
        if name in _TABLE_PARTS:
            self._move_in_table(name, is_end)
        elif self._is_between_cells():
            self.parts.append("\n")  # a parser would move the tag before the table, slowly
            return
        self.parts.append(f"</{name}>" if is_end else self._start_tag(name, attributes))

    def _is_between_cells(self) -> bool:
        return bool(self.gaps) and self.gaps[-1]

    def _move_in_table(self, name: str, is_end: bool) -> None:
        if name != "table":
            if self.gaps:
                self.gaps[-1] = is_end or name not in _TABLE_BOXES
        elif is_end:
            del self.gaps[-1:]
        elif self._is_between_cells():
            self.parts.append("</table>")  # as a parser does: a table directly in a table ends it
        else:
            self.gaps.append(True)

    def _start_tag(self, name: str, attributes: str) -> str:
        kept = "".join(
            f' {key}="{_quotable(value)}"'
            for key, value in _ATTRIBUTE.findall(attributes)
            if key.lower() in self.allowed[name]
        )
        return f"<{name}{kept}>"


def _quotable(value: str) -> str:
    """An attribute's value as it stood in the markup, entities included, fit to stand between quotes."""
    bare = value[1:-1] if value[:1] in {'"', "'"} else value
    return bare.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
