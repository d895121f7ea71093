"""Keep documents, names, words and the engine in step with what is public; all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from portal.search.analysis import Analyser, Token, compounds
from portal.search.engines import engine
from portal.search.engines.base import PARTED, Analysed
from portal.search.kinds import Entry, Source, kinds, source_of
from portal.search.languages import analyser_of
from portal.search.limits import NAME_MAX
from portal.search.models import Document, Name
from portal.search.text import fold
from portal.search.vocabulary import Tally


def reindex(row: models.Model) -> None:
    """Bring what the search knows of that page in line with its revisions; call it where they change."""
    source = source_of(row)
    if source is not None:
        replace(source, [row.pk], tally=None)


@transaction.atomic
def replace(source: Source, keys: Sequence[int], *, tally: Tally | None) -> None:
    """Put what the source says of these rows in the place of what was known of them.

    Whoever gives a tally stores it himself, and has forgotten the old words already.
    """
    engine().lock()
    step = Tally()
    _remove(Document.objects.about(source.kind.name, keys), step)
    _add(source.entries_of(keys), tally or step)
    if tally is None:
        step.save()


@transaction.atomic
def remove(kind: str, key: int, parts: Iterable[int] | None = None) -> None:
    """Forget all of that page or discussion, or these parts of it."""
    found = Document.objects.about(kind, [key])
    tally = Tally()
    _remove(found if parts is None else found.filter(part__in=parts), tally)
    tally.save()


def forget(*, instance: models.Model, **kwargs: Any) -> None:
    """Receives post_delete of what is found."""
    source = source_of(instance)
    if source is not None:
        remove(source.kind.name, instance.pk)


@transaction.atomic
def add(entries: Iterable[Entry]) -> None:
    """Store documents that are not there yet."""
    tally = Tally()
    _add(entries, tally)
    tally.save()


def _add(entries: Iterable[Entry], tally: Tally) -> None:
    now = timezone.now()
    documents = [_document(entry) for entry in entries if _is_open(entry.public_until, now)]
    if documents:
        Document.objects.bulk_create(documents)
        engine().add([_analysed(one, tally) for one in documents])
        Name.objects.bulk_create(name for one in documents for name in _names(one))


def _is_open(until: datetime | None, now: datetime) -> bool:
    return until is None or until > now


def _remove(documents: models.QuerySet[Document], tally: Tally) -> None:
    rows = list(documents)
    if rows:
        for row in rows:
            _count(row, tally, -1)
        engine().remove([row.pk for row in rows])
        documents.delete()


def _document(entry: Entry) -> Document:
    columns = {field.name for field in Document._meta.concrete_fields} - {"id"}
    document = Document(**{name: getattr(entry, name) for name in columns})
    document.title, document.names = entry.title[:NAME_MAX], [name[:NAME_MAX] for name in entry.names]
    return document


def _all_names(document: Document) -> list[str]:
    return [document.title, *document.names] if document.has_named_text else []


def _names(document: Document) -> Iterable[Name]:
    kind = kinds()[document.kind]
    if kind.is_asked_for:
        return
    analyser = analyser_of(document.language)
    for text in dict.fromkeys(_all_names(document)):
        yield Name(
            document=document,
            language=document.language,
            weight=kind.weight,
            text=text,
            folded=fold(text)[:NAME_MAX],
            key=analyser.key(compounds(analyser.tokens(text)))[:NAME_MAX],
        )


def _analysed(document: Document, tally: Tally) -> Analysed:
    analyser = analyser_of(document.language)
    names = [analyser.tokens(name) for name in _all_names(document)]
    summary, body = analyser.tokens(document.summary), analyser.tokens(document.text)
    if _is_counted(document):
        tally.count(document.language, _texts(document), [*names, summary, body], +1)
    return Analysed(
        pk=document.pk,
        names=[stem for tokens in names for stem in analyser.stems(tokens)],
        summary=list(analyser.stems(summary)),
        body=list(analyser.stems(body)),
        exact_names=_parted(names),
        exact_summary=_words(summary),
        exact_body=_words(body),
    )


def _texts(document: Document) -> list[str]:
    return [*_all_names(document), document.summary, document.text]


def _is_counted(document: Document) -> bool:
    """Words of what has to be asked for correct nobody: comments hold typing errors."""
    kind = kinds().get(document.kind)
    return kind is not None and not kind.is_asked_for


def _count(document: Document, tally: Tally, step: int) -> None:
    if _is_counted(document):
        analyser: Analyser = analyser_of(document.language)
        texts = _texts(document)
        tally.count(document.language, texts, [analyser.tokens(text) for text in texts], step)


def _words(tokens: Iterable[Token]) -> list[str]:
    return [token.word for token in tokens]


def _parted(texts: Iterable[Sequence[Token]]) -> list[str]:
    words: list[str] = []
    for tokens in texts:
        words += [*([PARTED] if words else []), *_words(tokens)]
    return words
