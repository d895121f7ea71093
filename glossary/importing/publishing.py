"""Many terms made public at once, as Page.publish() does it with one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from comments.models import Discussion
from glossary.importing.batches import batched
from glossary.importing.files import ImportRefusedError
from glossary.models import Term, TermRevision

FROZEN = ("questions", "sources", "contributions", "synonyms")


def publish_all(keys: Iterable[int], moment: datetime) -> None:
    """Freeze those terms and make them public. Of none may a revision be scheduled."""
    for batch in batched(keys):
        terms = list(Term.objects.filter(pk__in=batch).prefetch_related(*FROZEN))
        past = _past(batch)
        _public(batch).update(public_until=moment)
        TermRevision.objects.bulk_create([_frozen(term, past.get(term.pk, {}), moment) for term in terms])
        _begin_discussions(terms, moment)


def _begin_discussions(terms: list[Term], moment: datetime) -> None:
    """By their own keys: for a join PostgreSQL goes by what it knows of the tables as they were before.

    With terms that it counted as none, one such statement went on for ten minutes.
    """
    begun = Discussion.objects.filter(pk__in=[term.discussion_id for term in terms], public_from__isnull=True)
    begun.update(public_from=moment, public_until=None)


def _public(keys: list[int]) -> Any:
    return TermRevision.objects.live().filter(page__in=keys, public_until__isnull=True)


def _past(keys: list[int]) -> dict[int, dict[str, Any]]:
    rows = TermRevision.objects.filter(page__in=keys).order_by().values("page")
    past = rows.annotate(last=Max("number"), first=Min("public_from"))
    return {row["page"]: dict(row) for row in past}


def _frozen(term: Term, past: dict[str, Any], moment: datetime) -> TermRevision:
    if missing := term.missing_parts():
        reasons = " ".join(message for error in missing for message in error.messages)
        raise ImportRefusedError(f"the term {term.title} cannot be published. {reasons}")
    revision = TermRevision.drawn_from(term)
    revision.derive()
    revision.number = past.get("last", 0) + 1
    revision.public_from, revision.published_at = moment, past.get("first") or moment
    return revision
