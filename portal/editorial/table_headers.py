"""Tables that a screen reader can announce and a narrow screen can hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.editorial import pieces as markup

_SECTIONS = frozenset(["thead", "tbody"])
_CELLS = frozenset(["th", "td"])


@dataclass(slots=True)
class _Table:
    """How far a table has been read."""

    section: str = ""
    rows: int = 0
    cells: list[int] = field(default_factory=list)  # of the present row: their start tags


def add_scopes(pieces: list[str]) -> None:
    """Say of each header cell whether it heads a column or a row, unless the editor said so."""
    tables: list[_Table] = []
    for index in range(1, len(pieces), 2):
        tag = pieces[index]
        name = markup.name_of(tag)
        if name == "table":
            tables = tables[:-1] if markup.is_end(tag) else [*tables, _Table()]
        elif tables and tag == "</tr>":
            _end_row(pieces, tables[-1])
        elif tables and not markup.is_end(tag):
            _read(tables[-1], name, index)


def _read(table: _Table, name: str, index: int) -> None:
    if name in _SECTIONS:
        table.section = name
    elif name == "tr":
        table.cells = []
    elif name in _CELLS:
        table.cells.append(index)


def _end_row(pieces: list[str], table: _Table) -> None:
    headers = [index for index in table.cells if markup.name_of(pieces[index]) == "th"]
    is_head = table.section == "thead" or (table.rows == 0 and headers == table.cells)
    if is_head:
        _scope(pieces, headers, "col")
    elif headers and headers[0] == table.cells[0]:
        _scope(pieces, headers[:1], "row")
    table.rows += 1


def _scope(pieces: list[str], headers: list[int], scope: str) -> None:
    for index in headers:
        if ' scope="' not in pieces[index]:
            pieces[index] = markup.with_attributes(pieces[index], f'scope="{scope}"')


def make_scrollable(pieces: list[str]) -> None:
    """Wrap each outer table in a box that scrolls, by keyboard too. Do it last: its tag gets company."""
    taken = {""}
    for start, end in list(_outer_tables(pieces)):
        name = _name_of_table(pieces[start : end + 1])
        # Two landmarks of one name, or one without any, would help nobody.
        region = f' role="region" aria-label="{markup.escape_attribute(name)}"' if name not in taken else ""
        taken.add(name)
        pieces[start] = f'<div class="table-scroll" tabindex="0"{region}>{pieces[start]}'
        pieces[end] += "</div>"


def _outer_tables(pieces: list[str]) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for index in range(1, len(pieces), 2):
        if markup.name_of(pieces[index]) == "table":
            start = index if depth == 0 else start
            depth += markup.step(pieces[index])
            if depth == 0:
                yield start, index


def _name_of_table(pieces: list[str]) -> str:
    """The words of the caption, else those of the first header that has any, else nothing."""
    for name in ("caption", "th"):
        for index, piece in enumerate(pieces):
            if markup.name_of(piece) == name and not markup.is_end(piece):
                text = markup.text_of(pieces[index : pieces.index(f"</{name}>", index)])
                if text:
                    return " ".join(text.split("\n"))
    return ""
