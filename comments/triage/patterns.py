r"""The syntax of the word lists, compiled to RE2: linear in the length of the text, whatever was written.

    mal de tete       words one after the other, whatever space, comma or hyphen is between them
    respir*           the rest of a word
    [ne] peux         may be missing
    (veut|veux)       one or the other
    douleur .. bras   up to four words in between; ... up to nine, within one sentence
    {38-41}           a whole number of that range; {n} any number
    <body>            any entry of the list body.txt, or _body.txt
    j'ai              j'ai, j ai and jai

Case, accents and doubled consonants do not matter, on either side.
"""

# ruff: noqa: S105 -- "token" is a piece of syntax here

import re

from comments.triage import linear
from comments.triage.folding import fold_word

GAP = r"(?:[^\w.!?\n]+\w+)"
SPACE = r"[^\w.!?]+"
NUMBER = r"\d+(?:,\d+)?"
RANGE_MAX = 999
_TOKEN = re.compile(r"\.{2,3}|<[a-z0-9_]+>|\{n\}|\{\d+-\d+\}|[\[\]()|*' ]|[^\[\]()|*' <{]")
_CLOSING = {"[": "]", "(": ")"}


class PatternError(ValueError):
    """The entry cannot be read; the message says why."""


def translate(entry: str, parts: dict[str, str]) -> str:
    """The RE2 source of one entry; `parts` holds the sources of the lists it may name.

    Raises PatternError.
    """
    tokens = _tokens(entry)
    _check_brackets(tokens)
    if not any(token[:1] in ("=", "<", "{") for token in tokens):
        raise PatternError("it would match anything")
    body = "".join(_piece(tokens, index, parts) for index in range(len(tokens)))
    left = r"\b" if _is_wordy(entry[0]) else ""
    right = r"\b" if _is_wordy(entry[-1]) else ""
    return f"{left}(?:{body}){right}"


def _tokens(entry: str) -> list[str]:
    tokens, end = [], 0
    for match in _TOKEN.finditer(entry):
        if match.start() != end:
            break
        tokens.append(match[0])
        end = match.end()
    if end != len(entry):
        raise PatternError(f"cannot read {entry[end:]!r}")
    if wrong := next((char for char in entry if char in "?\\^"), ""):
        raise PatternError(f"{wrong} has no meaning here")
    return _folded_literals(tokens)


def _folded_literals(tokens: list[str]) -> list[str]:
    """Runs of plain characters become one token, folded as the text is."""
    out: list[str] = []
    literal = ""
    for token in [*tokens, ""]:
        if len(token) == 1 and token not in "[]()|*' ":
            literal += token
            continue
        if literal:
            out.append("=" + fold_word(literal))
            literal = ""
        out.append(token)
    return out[:-1]


def _check_brackets(tokens: list[str]) -> None:
    open_: list[str] = []
    for token in tokens:
        if token in _CLOSING:
            open_.append(_CLOSING[token])
        elif token in ("]", ")") and (not open_ or open_.pop() != token):
            raise PatternError(f"{token} without its opening bracket")
        elif token == "|" and not open_:
            raise PatternError("| outside ( )")
    if open_:
        raise PatternError(f"{open_[-1]} is missing")


def _piece(tokens: list[str], index: int, parts: dict[str, str]) -> str:
    token = tokens[index]
    if token.startswith("="):
        return linear.escape(token[1:])
    if token.startswith("<"):
        return _part(token[1:-1], parts)
    if token.startswith("{"):
        return NUMBER if token == "{n}" else _range(token)
    if token.startswith(".."):
        # The gap makes the space after it, and must be preceded by a word.
        return f"{GAP}{{0,{4 if len(token) == 2 else 9}}}?"
    return _sign(tokens, index)


def _sign(tokens: list[str], index: int) -> str:
    token = tokens[index]
    if token == " ":
        return "" if _is_brought(tokens, index) else SPACE
    if token == "[" and not _leads(tokens, index):
        return f"(?:{SPACE}(?:" if tokens[index - 1] == " " else "(?:(?:"
    if token == "]" and tokens[index + 1 : index + 2] == [" "] and _leads(tokens, _opening(tokens, index)):
        return f"){SPACE})?"
    return {"*": r"\w*", "'": r"['\s]?", "[": "(?:(?:", "]": "))?", "(": "(?:", "|": "|", ")": ")"}[token]


def _is_brought(tokens: list[str], space: int) -> bool:
    """Whether the gap or the optional word beside this space brings it along."""
    after = tokens[space + 1] if space + 1 < len(tokens) else ""
    if after.startswith(".."):
        return True
    if space and tokens[space - 1] == "]" and _leads(tokens, _opening(tokens, space - 1)):
        return True
    return after == "[" and not _leads(tokens, space + 1)


def _leads(tokens: list[str], opening: int) -> bool:
    """Whether this optional word begins an entry or an alternative, so that its space comes after it."""
    if opening == 0 or tokens[opening - 1] in ("(", "|", "["):
        return True
    before = tokens[opening - 2 : opening] == ["]", " "]
    return before and _leads(tokens, _opening(tokens, opening - 2))


def _opening(tokens: list[str], closing: int) -> int:
    """Where the bracket is opened that is closed here."""
    depth, index = 1, closing
    while depth:
        index -= 1
        depth += (tokens[index] == "]") - (tokens[index] == "[")
    return index


def _part(name: str, parts: dict[str, str]) -> str:
    if name not in parts:
        raise PatternError(f"there is no list {name!r}")
    return f"(?:{parts[name]})"


def _range(token: str) -> str:
    low, high = (int(number) for number in token[1:-1].split("-"))
    if not low <= high <= RANGE_MAX:
        raise PatternError(f"{token} is not a range up to {RANGE_MAX}")
    return "(?:" + "|".join(str(number) for number in range(low, high + 1)) + ")"


def _is_wordy(char: str) -> bool:
    return char.isalnum() or char in "<{()[]"
