"""What people did not find, for the editors: counted without anything that could tell who looked for it."""

from __future__ import annotations

import logging
import re

from django.db import DatabaseError, connection, transaction
from django.utils.crypto import salted_hmac

from portal.search.limits import MISS_DIGITS_MAX, MISS_MAX, MISS_SHOWN_FROM, MISSES_KEPT
from portal.search.models import Miss
from portal.search.text import fold

logger = logging.getLogger(__name__)

_ADDRESS = re.compile(r"@|https?:|www\.")


def misses(language: str) -> list[tuple[str, int]]:
    """What was looked for in vain at least MISS_SHOWN_FROM times, folded, and how often; the most first."""
    shown = Miss.objects.shown().filter(language=language).most_wanted_first()
    return list(shown.values_list("query", "count"))


def may_be_counted(query: str) -> bool:
    """Not what may be an address or a number of somebody, nor what is too long to be a question."""
    digits = sum(c.isdigit() for c in query)
    return (
        bool(fold(query))
        and len(query) <= MISS_MAX
        and digits <= MISS_DIGITS_MAX
        and not _ADDRESS.search(query)
    )


def count_miss(query: str, language: str) -> None:
    """One more who found nothing. The page does not fail for it: a database that is busy loses the count."""
    if not may_be_counted(query):
        return
    try:
        with transaction.atomic():
            _count(fold(query)[:MISS_MAX], language)
    except DatabaseError as error:
        logger.warning("A search without result was not counted: %s", type(error).__name__)


def _count(words: str, language: str) -> None:
    """One statement, so that all who look at once are counted. The words are written from the third on."""
    key = salted_hmac("portal.search.misses", words, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_miss (language, key, query, count) VALUES (%s, %s, '', 1)"
            " ON CONFLICT (language, key) DO UPDATE SET count = search_miss.count + 1,"
            " query = CASE WHEN search_miss.count + 1 >= %s THEN %s ELSE '' END RETURNING count",
            [language, key, MISS_SHOWN_FROM, words],
        )
        is_new = cursor.fetchone()[0] == 1
    if is_new:
        _forget_oldest(language)


def _forget_oldest(language: str) -> None:
    """So that nobody fills the table: the oldest of those that were looked for once make room."""
    rows = Miss.objects.filter(language=language)
    if rows.count() > MISSES_KEPT:
        rows.filter(pk__in=list(rows.order_by("count", "pk").values_list("pk", flat=True)[:1])).delete()
