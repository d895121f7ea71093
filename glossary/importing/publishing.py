"""Many terms made public at once, as Page.publish() does it with one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext

from comments.models import Discussion
from glossary.importing.batches import BATCH, batched
from glossary.importing.files import ImportRefusedError
from glossary.models import GlossaryEdition, SynonymEntry, Term, TermRevision
from portal.editorial.checklist import reasons_against
from portal.editorial.models import PageState, TrailEntry
from portal.search.indexing import replace
from portal.search.kinds import source_of

FROZEN = ("questions", "sources", "contributions", "synonyms")


def publish_all(keys: Iterable[int], moment: datetime) -> None:
    """Freeze those terms and make them public. Of none may a revision be scheduled."""
    for batch in batched(keys):
        terms = list(Term.objects.filter(pk__in=batch).prefetch_related(*FROZEN))
        past = _past(batch)
        _public(batch).update(public_until=moment)
        frozen = [_frozen(term, past.get(term.pk, {}), moment) for term in terms]
        TermRevision.objects.bulk_create(frozen)
        _list_synonyms(frozen)
        _record(frozen, past)
        _begin_discussions(terms, moment)
        _let_be_found(terms)
        for language in {term.language for term in terms}:
            GlossaryEdition.touch(language)


def _let_be_found(terms: list[Term]) -> None:
    source = source_of(terms[0])
    if source is not None:
        replace(source, [term.pk for term in terms], tally=None)


def _list_synonyms(revisions: list[TermRevision]) -> None:
    """In the index, in place of those of what was public before; by keys, as in _begin_discussions()."""
    pages = [revision.page_id for revision in revisions]
    past = TermRevision.objects.filter(page__in=pages).values_list("pk", flat=True)
    SynonymEntry.objects.filter(revision__in=list(past)).delete()
    entries = (entry for revision in revisions for entry in SynonymEntry.of(revision))
    SynonymEntry.objects.bulk_create(entries, batch_size=BATCH)


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
    revision = TermRevision.drawn_from(term)
    if missing := reasons_against(term, revision):
        reasons = " ".join(message for error in missing for message in error.messages)
        message = gettext("the term %(term)s cannot be published. %(reasons)s")
        raise ImportRefusedError(message % {"term": term.title, "reasons": reasons})
    revision.derive()
    revision.number, revision.digest = past.get("last", 0) + 1, revision.content_digest()
    revision.public_from, revision.published_at = moment, past.get("first") or moment
    return revision


def _record(revisions: list[TermRevision], past: dict[int, dict[str, Any]]) -> None:
    TrailEntry.objects.bulk_create(
        TrailEntry(
            kind=Term._meta.model_name or "",
            page_id=revision.page_id,
            revision_number=revision.number,
            action=TrailEntry.Action.PUBLISHED,
            before=PageState.LIVE if revision.page_id in past else PageState.DRAFT,
            after=PageState.LIVE,
            note=gettext("Import"),
            digest=revision.digest,
        )
        for revision in revisions
    )
