"""Texts of pages with the words of the glossary linked, each made once and kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, Subquery
from django.utils import timezone

from glossary.editions import Edition, current, in_passing
from glossary.models import GlossaryEdition, Mention, SynonymEntry, Term, WovenText
from glossary.weaving import Scope
from portal.editorial.links import page_models
from portal.editorial.models import SiteSettings
from portal.search.text import fold

PART = "<!--part-->"  # between the parts of a text
# Pages of each kind that are woven when a term changes; others when they are read.
AT_ONCE = 300
IN_PASSING = 50  # the same in a reader's request, after a term has begun or ended by the clock

_BY_HAND = re.compile(r'<a href="page:term-([1-9][0-9]{0,17})(?=["#])')
_LINKED = re.compile(r' data-term="([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Text:
    """`html` links by identity; `keys` are the terms in the order of their first use."""

    html: str
    keys: tuple[int, ...]


def woven_text(revision: Any, scope: str) -> Text:
    """As it was kept, or woven now; kept only of what is public. Costs a query if it was."""
    kept = WovenText.objects.filter(kind=_kind(revision), revision_id=revision.pk).order_by("-pk")
    columns = {f"kept_{name}": Subquery(kept.values(name)[:1]) for name in ("digest", "html", "keys")}
    edition = present(revision.language, **columns)
    if not revision.is_public:
        return _weave(revision, edition, scope)[1]
    if edition.found["kept_digest"] == _digest(edition.digest, scope):
        return Text(edition.found["kept_html"], tuple(edition.found["kept_keys"]))
    return weave_and_keep(revision, edition, scope)


def present(language: str, **columns: Any) -> Edition:
    """That of editions.current(). Where terms began or ended by the clock, pages that name them are woven."""
    edition = current(language, **columns)
    for term in Term.objects.filter(pk__in=edition.turned) if edition.turned else ():
        _weave_again(term, edition, IN_PASSING)
    return edition


def weave_and_keep(revision: Any, edition: Edition, scope: str) -> Text:
    """What two requests make at once is the same, so that one of them is kept."""
    digest, text = _weave(revision, edition, scope)
    row = WovenText(
        kind=_kind(revision), revision_id=revision.pk, digest=_digest(digest, scope),
        html=text.html, keys=list(text.keys),
    )  # fmt: skip
    with in_passing():
        WovenText.objects.bulk_create([row], ignore_conflicts=True)
        others = WovenText.objects.filter(kind=row.kind, revision_id=row.revision_id)
        others.exclude(digest=row.digest).delete()
        _replace_mentions(revision, revision.page_id, text.keys)
    return text


def _weave(revision: Any, edition: Edition, scope: str) -> tuple[str, Text]:
    """The text, and the digest of the glossary it was woven with."""
    digest, glossary = edition.glossary()
    parts = [html for _name, html in revision.woven_parts()]
    woven = glossary.weave(
        _BY_HAND.sub(r'<a class="term" data-term="\1" href="page:term-\1', PART.join(parts)),
        link="page:term-{key}",
        scope=_scope(scope),
        skip=revision.unwoven_terms,
        own=revision.own_term(),
    )
    keys = dict.fromkeys(int(key) for key in _LINKED.findall(woven.html))
    return digest, Text(woven.html, tuple(keys))


def _scope(name: str) -> Scope:
    scopes: dict[str, Scope] = {"page": "page", "all": "all"}
    return scopes.get(name, "section")


def _digest(glossary: str, scope: str) -> str:
    return hashlib.blake2b(f"{glossary} {scope}".encode(), digest_size=16).hexdigest()


def _kind(row: Any) -> str:
    """Of a page or of one of its revisions."""
    model = row._meta.model if hasattr(row, "revisions") else row._meta.get_field("page").related_model
    return str(model._meta.model_name)


# ---- When something is published or withdrawn --------------------------------------------------------


def page_changed(page: Any) -> None:
    """Weave what is live of a page, forget what was; of a term, weave the pages that name it too."""
    if isinstance(page, Term):
        _list_synonyms(page)
        before = GlossaryEdition.objects.filter(language=page.language).values_list("digest", flat=True)
        digest = before.first()
        GlossaryEdition.touch(page.language)
        edition = current(page.language)
        if edition.digest != digest:
            for term in Term.objects.filter(pk__in={page.pk, *edition.turned}):
                _weave_again(term, edition, AT_ONCE)
    live = page.live_revision
    past = page.revisions.exclude(pk=live.pk if live else None)
    WovenText.objects.filter(kind=_kind(page), revision_id__in=past.values("pk")).delete()
    scope = SiteSettings.woven_scope_in(page.language)
    if live is None:
        _name_terms(page, scope)
    else:
        woven_text(live, scope)


def _name_terms(page: Any, scope: str) -> None:
    """Those of what is to come, which count from then on; none if nothing is."""
    coming = page.revisions.filter(public_from__gt=timezone.now()).order_by("public_from").first()
    keys = _weave(coming, present(page.language), scope)[1].keys if coming else ()
    _replace_mentions(page, page.pk, keys)


def _replace_mentions(row: Any, page: int, keys: Collection[int]) -> None:
    """Of the terms that there are, without the page itself."""
    own = {page} if _kind(row) == "term" else set()
    there = Term.objects.filter(pk__in=set(keys) - own).values_list("pk", flat=True)
    Mention.replace(_kind(row), page, row.language, there)


def _list_synonyms(term: Term) -> None:
    """In the index, of what is or will be public."""
    SynonymEntry.objects.filter(revision__in=term.revisions.values("pk")).delete()
    coming = Q(public_until__isnull=True) | Q(public_until__gt=timezone.now())
    for revision in term.revisions.filter(coming, public_from__isnull=False):
        SynonymEntry.objects.bulk_create(SynonymEntry.of(revision))


def _weave_again(term: Term, edition: Edition, limit: int) -> None:
    """The live pages that name the term, or are likely to; the newest, up to that many of each kind."""
    scope = SiteSettings.woven_scope_in(term.language)
    for revision in _naming(term, limit):
        weave_and_keep(revision, edition, scope)


def _naming(term: Term, limit: int) -> Iterator[Any]:
    """Live revisions: of pages that named it, and of those whose text holds its forms."""
    live: Any = term.live_revision
    forms = [term.title, *(row["text"] for row in live.synonym_rows)] if live else []
    holding = [Q(search_text__contains=folded) for form in forms if (folded := fold(form))]
    for kind, model in page_models().items():
        revisions = model.revision_model()
        if not hasattr(revisions, "woven_parts"):
            continue
        named = Mention.objects.filter(term=term.pk, kind=kind).values("page_id")
        found: Any = revisions.objects.live().in_language(term.language)
        found = found.filter(reduce(or_, holding, Q(page__in=named)))
        yield from found.newest_first()[:limit]
