"""What an engine is given and what it answers. A third one is one more class with these methods."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db import connection

COMMON = 10  # times as many documents as a search returns hold a common word
PARTED = "\u00b6"  # stands between two parts of a text, so that no phrase reaches across


@dataclass(frozen=True)
class Analysed:
    """A document as the engine gets it: the stems of each part, and its words as they stand, folded."""

    pk: int
    names: list[str]
    summary: list[str]
    body: list[str]
    exact_names: list[str]  # with PARTED between two of them
    exact_summary: list[str]
    exact_body: list[str]

    @property
    def exact(self) -> list[str]:
        return [*self.exact_names, PARTED, *self.exact_summary, PARTED, *self.exact_body]


@dataclass(frozen=True)
class Unit:
    """One thing that was asked for: any of these stems or phrases. `words` are the stems as typed."""

    stems: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """All units, and none of those in `without`, in live documents of that scope."""

    units: Sequence[Unit]
    language: str
    kinds: Sequence[str]
    moment: datetime
    limit: int
    without: Sequence[Unit] = ()
    category: str = ""  # its slug
    besides: Sequence[int] = ()  # documents found already
    expected: int = 0  # documents, at most, that hold the rarest unit, whatever the scope

    @property
    def is_common(self) -> bool:
        """Then names and summaries alone may hold enough, and are looked at first."""
        return self.expected > COMMON * self.limit and all(unit.stems for unit in self.units)


class KnownWord(NamedTuple):
    """A word of live pages, folded and as it is written, and in how many documents it stands."""

    word: str
    stem: str
    written: str
    documents: int


class Engine(Protocol):
    def lock(self) -> None:
        """Let nobody else change the index before this transaction ends."""
        ...

    def add(self, documents: Iterable[Analysed]) -> None:
        """Store these; none of them is there yet. In the caller's transaction if there is one."""
        ...

    def remove(self, pks: Sequence[int]) -> None: ...

    def clear(self) -> None: ...

    def known(self, language: str, words: Collection[str], stems: Collection[str]) -> list[KnownWord]:
        """Those of some hundred words that exist, and the words of those of some hundred stems."""
        ...

    def find(self, wanted: Wanted) -> list[int]:
        """The keys of what is wanted, best first: in a name, before in a summary, before in the text."""
        ...


def scope(wanted: Wanted) -> tuple[str, list[Any]]:
    """The condition on rows of search_document, named d, and its values."""
    moment = connection.ops.adapt_datetimefield_value(wanted.moment)
    kinds = ", ".join(["%s"] * len(wanted.kinds)) or "NULL"
    condition = (
        "d.language = %s AND d.public_from <= %s AND (d.public_until IS NULL OR d.public_until > %s)"
        f" AND d.kind IN ({kinds})"
    )
    values: list[Any] = [wanted.language, moment, moment, *wanted.kinds]
    if wanted.category:
        condition += " AND d.category_slug = %s"
        values.append(wanted.category)
    if wanted.besides:
        condition += f" AND d.id NOT IN ({', '.join(['%s'] * len(wanted.besides))})"
        values.extend(wanted.besides)
    return condition, values
