"""Where a term is named: in articles, and in what explains other terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Window
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from glossary.models import Mention, TermRevision
from portal.editorial.links import page_models

SHOWN = 12  # pages of each kind

TITLES = {"article": _("Explained in these articles"), "term": _("Terms that mention it")}


@dataclass(frozen=True, slots=True)
class MentionList:
    title: str | Promise
    pages: list[Any]  # live revisions
    more: int  # pages beside these


def mentions_of(term: TermRevision) -> list[MentionList]:
    """The live pages that name the term, newest articles and first names first. One query for each kind."""
    lists = []
    for kind, model in page_models().items():
        if kind not in TITLES:
            continue
        named = Mention.objects.filter(term=term.page_id, kind=kind).values("page_id")
        live: Any = model.revision_model().objects.live().in_language(term.language)
        live = live.filter(page__in=named)
        ordered = live.by_name() if kind == "term" else live.newest_first()
        counted = ordered.only("title", "slug", "language").annotate(count=Window(Count("pk")))
        pages = list(counted[:SHOWN])
        if pages:
            lists.append(MentionList(TITLES[kind], pages, pages[0].count - len(pages)))
    return lists
