"""Whether the rows of a file can be taken in, each seen with those before it and with what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from comments.exchange.identity import Known, discussion_at, known
from comments.exchange.rows import Line, RowForm
from comments.models import Comment

CHUNK = 500  # rows looked up at once
Data = dict[str, Any]


@dataclass
class Checked:
    """A row of the file: it has an error, or stands here already, or can be stored."""

    number: int
    data: Data
    discussion: int = 0
    error: str = ""
    is_present: bool = False


class Checker:
    """For one way through one file. `places` has the ids that rows were found under, stored or not yet."""

    def __init__(self, *, is_private: bool) -> None:
        self.is_private = is_private
        self.places: dict[str, Known] = {}
        self._ids: set[str] = set()  # of this file
        self._tokens: set[str] = set()  # of this file, and of others than its comments
        self._pages: dict[str, int | None] = {}

    def rows(self, lines: Iterable[Line]) -> Iterator[Checked]:
        rest = iter(lines)
        while chunk := list(islice(rest, CHUNK)):
            forms = [(number, RowForm(row, is_private=self.is_private)) for number, row in chunk]
            self._look_up([form.cleaned_data for _number, form in forms if form.is_valid()])
            yield from (self._checked(number, form) for number, form in forms)

    def _look_up(self, rows: list[Data]) -> None:
        named = {row[name] for row in rows for name in ("id", "parent", "answers") if row[name]}
        self.places |= known(named - self.places.keys())
        tokens = [row["token"] for row in rows if row["token"] and row["id"] not in self.places]
        self._tokens |= set(Comment.objects.filter(token__in=tokens).values_list("token", flat=True))

    def _checked(self, number: int, form: RowForm) -> Checked:
        if not form.is_valid():
            return Checked(number, {}, error=_told(form))
        data = form.cleaned_data
        if data["id"] in self._ids:
            return Checked(number, data, error="This id stands in the file twice.")
        self._ids.add(data["id"])
        if data["id"] in self.places:
            return Checked(number, data, is_present=True)
        discussion = self._discussion(data["page"])
        if error := self._misplaced(data, discussion) or self._taken(data):
            return Checked(number, data, error=error)
        self.places[data["id"]] = Known(discussion or 0, bool(data["parent"]))
        self._tokens.add(data["token"])
        return Checked(number, data, discussion or 0)

    def _discussion(self, page: str) -> int | None:
        if page not in self._pages:
            self._pages[page] = discussion_at(page)
        return self._pages[page]

    def _misplaced(self, data: Data, discussion: int | None) -> str:
        if discussion is None:
            return f"There is no page at {data['page']}."
        for name, is_answer in (("parent", False), ("answers", True)):
            place = self.places.get(data[name])
            if data[name] and place is None:
                return f"{name}: {data[name]} is neither here nor earlier in the file."
            if place and place.discussion != discussion:
                return f"{name}: {data[name]} stands under another page."
            if place and place.is_answer != is_answer:
                return f"{name}: {data[name]} is {'an' if place.is_answer else 'no'} answer."
        return ""

    def _taken(self, data: Data) -> str:
        is_taken = data["token"] and data["token"] in self._tokens
        return "token: it is that of another comment." if is_taken else ""


def _told(form: RowForm) -> str:
    return " ".join(f"{name}: {error}" for name, errors in form.errors.items() for error in errors)
