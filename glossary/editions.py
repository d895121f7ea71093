"""Which glossary of a language is the present one, on every node and on the minute of a scheduled term."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from glossary.models import GlossaryEdition, TermRevision
from glossary.weaving import Entry, Glossary, build
from glossary.woven_terms import entries

RULES = 2  # of weaving; raise it when the same glossary or text gives other links than before
_TURNED_MAX = 20  # terms of which the pages that name them are woven by whoever comes first
_KEPT = 4  # glossaries ready to weave with, in each process
_built: OrderedDict[str, Glossary] = OrderedDict()
_read: dict[str, tuple[str, list[Entry]]] = {}  # what a new edition was told from, until it is built
_building = Lock()


@dataclass(frozen=True, slots=True)
class Edition:
    """`digest` stands for all that decides links: names, forms and rules, no definition and no address."""

    language: str
    digest: str
    turned: tuple[int, ...] = field(default=(), compare=False)  # terms that have begun or ended just now
    found: dict[str, Any] = field(default_factory=dict, compare=False)  # what was asked for beside it

    def glossary(self) -> tuple[str, Glossary]:
        """What weaves, and its digest: another one if the terms have changed this very moment.

        The first time in a process it costs a query and half a second for 10,000 terms.
        """
        with _building:
            if self.digest in _built:
                _built.move_to_end(self.digest)
                return self.digest, _built[self.digest]
            digest, rows = _read.pop(self.language, ("", []))
            if digest != self.digest:
                digest, rows = _terms(self.language)
            _built[digest] = build(rows, self.language)
            while len(_built) > _KEPT:
                _built.popitem(last=False)
            return digest, _built[digest]


def current(language: str, **columns: Any) -> Edition:
    """The edition that holds now. Costs a query, and three more after the terms have changed.

    `columns` are expressions that the same query brings along. Of those who ask, one is told which terms
    have begun or ended since somebody asked; see woven_pages.present().
    """
    now = timezone.now()
    rows = GlossaryEdition.objects.with_moments(now).filter(language=language).annotate(**columns)
    row = rows.first()
    if row is None:
        with in_passing():
            GlossaryEdition.objects.bulk_create([GlossaryEdition(language=language)], ignore_conflicts=True)
        row = rows.first()
    stamp = _stamp(row)
    found = {name: getattr(row, name, None) for name in columns}
    if row is not None and row.stamp == stamp:
        return Edition(language, row.digest, found=found)
    digest, terms = _terms(language)
    if digest not in _built:
        _read[language] = digest, terms
    turned: tuple[int, ...] = ()
    if row is not None:
        with in_passing():
            unchanged = GlossaryEdition.objects.filter(pk=row.pk, changes=row.changes, stamp=row.stamp)
            if unchanged.update(stamp=stamp, digest=digest) and row.stamp and digest != row.digest:
                turned = _turned(language, row.stamp, now)
    return Edition(language, digest, turned, found)


def _turned(language: str, stamp: str, now: datetime) -> tuple[int, ...]:
    """The terms that began or ended since that stamp was made; none if they are too many."""
    last = stamp.rpartition(" ")[2]
    since = datetime.min.replace(tzinfo=UTC) if last == "-" else datetime.fromisoformat(last)
    between = Q(public_from__gt=since, public_from__lte=now) | Q(
        public_until__gt=since, public_until__lte=now
    )
    found = TermRevision.objects.in_language(language).filter(between).order_by("page")
    keys = tuple(found.values_list("page_id", flat=True).distinct()[: _TURNED_MAX + 1])
    return keys if len(keys) <= _TURNED_MAX else ()


def _stamp(row: Any) -> str:
    """Equal as long as no term has begun or ended."""
    if row is None:
        return ""
    last = max((moment for moment in (row.began, row.ended) if moment), default=None)
    return f"{RULES} {row.changes} {last.isoformat() if last else '-'}"


def _terms(language: str) -> tuple[str, list[Entry]]:
    terms = list(entries(language))
    return digest_of(terms), terms


def digest_of(terms: Any) -> str:
    """Of the entries of a glossary, in the order of their keys."""
    hashed = hashlib.blake2b(str(RULES).encode(), digest_size=16)
    for entry in terms:
        hashed.update(_as_bytes(entry))
    return hashed.hexdigest()


def _as_bytes(entry: Entry) -> bytes:
    return json.dumps(astuple(entry), ensure_ascii=False).encode(errors="surrogatepass") + b"\n"


@contextmanager
def in_passing() -> Iterator[None]:
    """For what a reader's request stores: left to the next one while SQLite is being written to.

    Inside somebody's transaction it is part of that.
    """
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    timeout = int(connection.settings_dict.get("OPTIONS", {}).get("timeout", 5) * 1000)
    _wait_for(0)
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if "locked" not in str(error):
            raise
    finally:
        _wait_for(timeout)


def _wait_for(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
