"""What the search finds: each app that has something to be found registers a source of it.

An app does so in its module `search`, which is loaded when all apps are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db.models import Model
from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """`name` stands in addresses and rows; `weight` orders suggestions, the smallest first."""

    name: str
    label: str | Promise
    plural: str | Promise
    weight: int = 0
    defines: bool = False  # its summary answers a query that is one of its names
    is_asked_for: bool = False  # found only by those who choose this kind


@dataclass(frozen=True)
class Entry:
    """One state of something to be found; times as of a revision, `part` tells states apart."""

    kind: str
    object_pk: int
    part: int
    language: str
    url: str
    title: str
    text: str
    public_from: datetime
    public_until: datetime | None = None
    summary: str = ""
    names: list[str] = field(default_factory=list)  # beside the title
    anchor: str = ""
    category_pk: int | None = None
    category_slug: str = ""
    category_name: str = ""
    has_named_text: bool = True  # the title is its own, and is searched


class Source(Protocol):
    """Where the entries of one kind come from. `keys` are those of rows of `model`."""

    kind: Kind
    model: type[Model]

    def keys(self) -> list[int]:
        """Of all rows of which something is or will be public."""
        ...

    def entries_of(self, keys: Sequence[int]) -> Iterable[Entry]:
        """What is or will be public of these rows: a page may have a state now and another from Monday."""
        ...


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.kind.name] = source


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: source.kind.weight)


def source_of(row: Model) -> Source | None:
    """The source for rows of that model, or None when they are not to be found."""
    return next((source for source in _sources.values() if isinstance(row, source.model)), None)


def kinds() -> dict[str, Kind]:
    """By name, in the order in which filters show them."""
    return {source.kind.name: source.kind for source in sources()}


def kinds_by_default() -> list[str]:
    return [name for name, kind in kinds().items() if not kind.is_asked_for]
