"""What answers look like; `openapi` describes the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from glossary.api.stamp import Stamp
from glossary.exporting.skos import licence
from glossary.identity import urn
from glossary.models import TermRevision
from portal.editorial.links import resolve_links
from portal.editorial.preparing import BANNER_MARK
from portal.editorial.site import absolute

Json = dict[str, Any]


def brief(term: TermRevision, stamp: Stamp) -> Json:
    """As it stands in lists. Needs the page and the category of the term."""
    return {
        **link(term, stamp),
        "slug": term.slug,
        "definition": term.summary,
        "letter": term.letter,
        "kind": term.kind,
        "category": {"slug": term.category.slug, "name": term.category.name} if term.category else None,
        "pronunciation": term.pronunciation,
        "synonyms": [
            {"text": one["text"], "language": one.get("language") or term.language, "kind": one["kind"]}
            for one in term.synonym_rows
        ],
        "updated_at": term.public_from,
        **review(term),
    }


def link(term: TermRevision, stamp: Stamp) -> Json:
    return {
        "id": urn(term.page.translation_key),
        "language": term.language,
        "term": term.title,
        "url": absolute(term.get_absolute_url(), host=stamp.host),
        "api_url": absolute(api_address(term), host=stamp.host),
    }


def suggestion(text: str, term: TermRevision, stamp: Stamp) -> Json:
    own = term.language_of(text) or term.language
    return {"text": text, "text_language": own, **link(term, stamp)}


def api_address(term: TermRevision) -> str:
    return reverse("api:term", args=[term.language, term.slug])


def review(term: TermRevision) -> Json:
    """Who answers for the words; of unsigned ones what readers are told instead."""
    signer = (
        {"name": term.signer_name, "qualification": term.signer_qualification} if term.is_signed else None
    )
    with translation.override(term.language):
        notice = "" if term.is_signed else term.origin_notice
    return {
        "reviewed": term.is_signed,
        "reviewed_on": term.reviewed_on,
        "review_due_on": term.review_due_on,
        "reviewer": signer,
        "notice": notice,
    }


def whole(
    term: TermRevision, related: Iterable[TermRevision], others: Iterable[TermRevision], stamp: Stamp
) -> Json:
    return {
        **brief(term, stamp),
        "key_points": term.key_point_list(),
        "html": resolve_links(term.html.replace(BANNER_MARK, "")),
        "questions": [{"question": one["question"], "answer": one["answer"]} for one in term.faq],
        "sources": [
            {name: one[name] for name in ("title", "publisher", "url", "doi")}
            | {"language": one.get("language") or term.language}
            for one in term.source_rows
        ],
        "contributors": [
            {name: one[name] for name in ("name", "role", "qualification")} for one in term.contributor_rows
        ],
        "related": [link(one, stamp) for one in related],
        "translations": [link(one, stamp) for one in others],
        "license": licence() or None,
        "credit": credit(term.language, stamp),
    }


def withdrawn(term: TermRevision) -> Json:
    return {
        "id": urn(term.page.translation_key),
        "language": term.language,
        "withdrawn_at": term.public_until,
    }


def credit(language: str, stamp: Stamp) -> str:
    """Whom to name beside what is taken from here."""
    with translation.override(language):
        return stamp.site_name(language) or gettext("Immunotherapy portal")
