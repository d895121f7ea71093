"""How formulas, and several values, stand in one cell of a table."""

import re
from collections.abc import Iterable

# What a spreadsheet may take for a formula, with the apostrophes that stand before it already.
_FORMULA = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")
_PIECES = re.compile(r"\\[\\|]|[^\\|]+|[\\|]")
_SPECIAL = re.compile(r"[\\|]")


def escape_formula(text: str) -> str:
    """The text as a spreadsheet shows it and doesn't work it out."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def join_values(values: Iterable[str]) -> str:
    return "|".join(_SPECIAL.sub(r"\\\g<0>", value) for value in values)


def split_values(cell: str) -> list[str]:
    """A bar or a backslash that a backslash stands before is itself; any other backslash is one too."""
    values: list[list[str]] = [[]]
    for piece in _PIECES.findall(cell):
        if piece == "|":
            values.append([])
        else:
            values[-1].append(piece[1:] if piece in {"\\\\", "\\|"} else piece)
    return ["".join(pieces) for pieces in values]
