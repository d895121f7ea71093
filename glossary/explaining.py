"""The terms that a text names, explained in a sentence each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from glossary.models import TermRevision
from glossary.sentences import one_sentence
from glossary.woven_content import SECTION
from glossary.woven_pages import PART, woven_text
from portal.editorial.addresses import Key
from portal.editorial.links import resolve_links


@dataclass(frozen=True, slots=True)
class Explained:
    key: int
    title: str
    url: str
    sentence: str


def explained_context(revision: Any, scope: str) -> dict[str, Any]:
    """The parts of the text with every address in it, and the live terms that it names."""
    text = woven_text(revision, scope)
    terms = explained(text.keys)
    known: dict[Key, str | None] = {("term", key): None for key in text.keys}
    known |= {("term", term.key): term.url for term in terms}
    parts: dict[str, list[str]] = defaultdict(list)
    woven = resolve_links(text.html, known=known).split(PART)
    for (name, _unwoven), html in zip(revision.woven_parts(), woven, strict=True):
        parts[name].append(html.removeprefix(SECTION))
    whole = {name: "".join(parts[name]) for name in ("definition", "key_points", "html")}
    return {**whole, "answers": parts["answers"], "explained": terms}


def explained(keys: Collection[int]) -> list[Explained]:
    """Those of these terms that are live, in the same order. Costs a query if there are any."""
    if not keys:
        return []
    columns = ("page_id", "title", "slug", "language", "summary")
    live = TermRevision.objects.live().filter(page__in=keys).only(*columns)
    found = {
        one.page_id: Explained(one.page_id, one.title, one.get_absolute_url(), one_sentence(one.summary))
        for one in live
    }
    return [found[key] for key in keys if key in found]
