"""Make the index anew, a hundred pages at a time, while the site goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Max

from portal.search.analysis import VERSION
from portal.search.engines import ENGINES, engine
from portal.search.indexing import replace
from portal.search.kinds import sources
from portal.search.models import Document, IndexState, Word
from portal.search.vocabulary import Tally

AT_ONCE = 100  # pages

Progress = Callable[[int, int], None]  # how many of how many


def rebuild(progress: Progress = lambda done, total: None) -> int:
    """Index everything anew and return how many documents there are.

    Each hundred pages are one transaction, so that search and editing go on. The words of a page
    that is published meanwhile may be miscounted, which only typing errors feel.
    """
    last_before = Document.objects.aggregate(last=Max("pk"))["last"] or 0
    work = [(source, source.keys()) for source in sources()]
    total, done, tally = sum(len(keys) for _, keys in work), 0, Tally()
    for source, keys in work:
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            replace(source, some, tally=tally)
            done += len(some)
            progress(done, total)
    _finish(last_before, tally)
    return Document.objects.count()


@transaction.atomic
def _finish(last_before: int, tally: Tally) -> None:
    """Forget what nothing stands behind any more; put the new counts in the place of the old."""
    engine().lock()
    gone = Document.objects.filter(pk__lte=last_before)
    engine().remove(list(gone.values_list("pk", flat=True)))
    gone.delete()
    Word.objects.all().delete()
    tally.save()
    IndexState.objects.update_or_create(pk=1, defaults={"analysis_version": VERSION})


def rebuild_if_needed(*, using: str, verbosity: int = 0, **kwargs: Any) -> None:
    """After a migration: of a site that had no index, or one made by other rules. Receives post_migrate."""
    if using != DEFAULT_DB_ALIAS or connection.vendor not in ENGINES or _has_tables_missing():
        return
    if IndexState.objects.filter(pk=1, analysis_version=VERSION).exists():
        return
    engine().clear()
    Document.objects.all().delete()
    rebuild(_printed if verbosity else lambda done, total: None)


def _has_tables_missing() -> bool:
    """Somebody migrates backwards, or some apps only."""
    needed = {Document._meta.db_table, *(source.model._meta.db_table for source in sources())}
    return not needed <= set(connection.introspection.table_names())


def _printed(done: int, total: int) -> None:
    sys.stdout.write(f"\r  Indexing for the search: {done} of {total}{chr(10) if done == total else ''}")
    sys.stdout.flush()
