"""Under which id a comment is known outside, and in which discussion an address of a page leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils import translation

from comments.models import Comment, Discussed
from comments.public_pages import discussed_models
from portal.editorial.languages import reverse_in

FINGERPRINT = 24  # hexadecimal digits
DRAFT_COLUMNS: list[str] = ["discussion", "language", "slug"]
LIVE_COLUMNS: list[str] = ["page__discussion", "language", "slug"]


def id_of(comment: Comment) -> str:
    """The same for ever and at every portal: its number where it was written, and a trace of its secret.

    The number finds the row; the trace tells that it is not another one, and does not give the secret away.
    """
    return comment.imported_id or _own_id(comment.pk, comment.token)


def _own_id(number: int, token: str) -> str:
    return f"{number}-{sha256(f'comment:{token}'.encode()).hexdigest()[:FINGERPRINT]}"


@dataclass
class Known:
    """Where the comment of an id stands. `pk` is None until it is stored."""

    discussion: int
    is_answer: bool
    pk: int | None = None


def known(ids: Iterable[str]) -> dict[str, Known]:
    """Those that are stored here, whether written here or brought in. Costs two queries."""
    wanted = set(ids)
    numbers = [int(one.partition("-")[0]) for one in wanted]
    columns = ("pk", "token", "imported_id", "discussion", "parent")
    rows = [
        *Comment.objects.filter(pk__in=numbers, imported_id=None).values_list(*columns),
        *Comment.objects.filter(imported_id__in=wanted).values_list(*columns),
    ]
    found = {
        imported or _own_id(pk, token): Known(discussion, parent is not None, pk)
        for pk, token, imported, discussion, parent in rows
    }
    return {one: place for one, place in found.items() if one in wanted}


def addresses(*, live_only: bool) -> dict[int, str]:
    """Of the pages, by discussion: those that are live, or all, by the address they have or would have."""
    found: dict[int, str] = {}
    for model in discussed_models():
        rows = [] if live_only else model._default_manager.values_list(*DRAFT_COLUMNS)
        for discussion, language, slug in (*rows, *_live(model).values_list(*LIVE_COLUMNS)):
            found[discussion] = reverse_in(language, model.url_name, slug)
    return found


def _live(model: type[Discussed]) -> Any:
    return model.revision_model().objects.live()


def discussion_at(address: str) -> int | None:
    """The number of the discussion of the page at that address, be it live or not; None for any other."""
    path = urlsplit(address).path
    language = translation.get_language_from_path(path)
    if language is None or "\0" in path:
        return None
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    for model in discussed_models():
        if model.url_name == match.view_name:
            return _discussion_of(model, language=language, slug=match.kwargs["slug"])
    return None


def _discussion_of(model: type[Discussed], **address: str) -> int | None:
    live: int | None = _live(model).filter(**address).values_list(LIVE_COLUMNS[0], flat=True).first()
    drafts: Any = model._default_manager.filter(**address)
    return live or drafts.values_list(DRAFT_COLUMNS[0], flat=True).first()
