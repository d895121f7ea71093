"""The description of the API, OpenAPI 3.1. The tests hold the answers against it."""

from __future__ import annotations

from typing import Any

from glossary.api.limits import PAGE_DIGITS, PER_PAGE, PER_PAGE_MAX, QUERY_MAX
from glossary.models import Synonym, Term
from portal.editorial.models import ContributionRole

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
IDENTIFIER: Schema = {
    "type": "string",
    "pattern": "^urn:uuid:[0-9a-f-]{36}$",
    "description": "The same for all translations of a term; it never changes.",
}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _object(properties: dict[str, Schema], **more: Any) -> Schema:
    """With all of these properties and no other."""
    required = list(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **more,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


LINK = {"id": IDENTIFIER, "language": TEXT, "term": TEXT, "url": ADDRESS, "api_url": ADDRESS}
BRIEF = {
    **LINK,
    "slug": TEXT,
    "definition": TEXT,
    "letter": {"type": "string", "pattern": "^[A-Z#]$"},
    "kind": {"type": "string", "enum": list(Term.Kind.values)},
    "category": _or_null(_object({"slug": TEXT, "name": TEXT})),
    "pronunciation": TEXT,
    "synonyms": _list(
        _object(
            {
                "text": TEXT,
                "language": {**TEXT, "description": "Of the text; often that of the term."},
                "kind": {"type": "string", "enum": list(Synonym.Kind.values)},
            }
        )
    ),
    "updated_at": MOMENT,
    "reviewed": {"type": "boolean", "description": "Whether a health professional has signed these words."},
    "reviewed_on": _or_null({"type": "string", "format": "date"}),
    "review_due_on": _or_null({"type": "string", "format": "date"}),
    "reviewer": _or_null(_object({"name": TEXT, "qualification": TEXT})),
    "notice": {
        "type": "string",
        "description": "What readers are told of words that nobody signed; show it beside them. Else empty.",
    },
}
LICENCE = _or_null({**ADDRESS, "description": "Of the glossary; null where none is set: then ask first."})
CREDIT = {**TEXT, "description": "Whom to name beside what is taken from here."}
WHOLE = {
    **BRIEF,
    "key_points": _list(TEXT),
    "html": {**TEXT, "description": "The long text. Links in it may be relative to `url`."},
    "questions": _list(_object({"question": TEXT, "answer": TEXT})),
    "sources": _list(
        _object(
            {
                "title": TEXT,
                "language": {**TEXT, "description": "Of the title; often that of the term."},
                "publisher": TEXT,
                "url": TEXT,
                "doi": TEXT,
            }
        )
    ),
    "contributors": _list(
        _object(
            {
                "name": TEXT,
                "role": {"type": "string", "enum": list(ContributionRole.values)},
                "qualification": TEXT,
            }
        )
    ),
    "related": _list(_ref("Link")),
    "translations": _list(_ref("Link")),
    "license": LICENCE,
    "credit": CREDIT,
}
SCHEMAS: dict[str, Schema] = {
    "Link": _object(LINK),
    "Brief": _object(BRIEF),
    "Term": _object(WHOLE),
    "Withdrawn": _object({"id": IDENTIFIER, "language": TEXT, "withdrawn_at": MOMENT}),
    "List": _object(
        {
            "count": NUMBER,
            "page": NUMBER,
            "pages": NUMBER,
            "next": _or_null(ADDRESS),
            "next_since": {**MOMENT, "description": "What to give as `since` next time."},
            "license": LICENCE,
            "credit": CREDIT,
            "results": _list({"oneOf": [_ref("Brief"), _ref("Withdrawn")]}),
        }
    ),
    "Suggestions": _object(
        {
            "query": TEXT,
            "language": TEXT,
            "results": _list(_object({"text": TEXT, "text_language": TEXT, **LINK})),
        }
    ),
    "Problem": {
        "type": "object",
        "properties": {"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT, "parameter": TEXT},
        "required": ["type", "title", "status", "detail"],
        "additionalProperties": False,
    },
}


def _answer(text: str, schema: str, kind: str = "application/json") -> Schema:
    return {"description": text, "content": {kind: {"schema": _ref(schema)}}}


def _problem(text: str) -> Schema:
    return _answer(text, "Problem", "application/problem+json")


def _parameter(name: str, text: str, schema: Schema, place: str = "query") -> Schema:
    return {"name": name, "in": place, "required": place == "path", "description": text, "schema": schema}


def _get(identifier: str, summary: str, parameters: list[Schema], answers: dict[str, Schema]) -> Schema:
    kept = {"304": {"description": "Nothing has changed since: see the ETag of an earlier answer."}}
    return {
        "get": {
            "operationId": identifier,
            "summary": summary,
            "parameters": parameters,
            "responses": {**answers, **kept},
        }
    }


_LANGUAGE = _parameter("language", "A language of the portal, as fr; without it all of them.", TEXT)
_QUERY = {"type": "string", "maxLength": QUERY_MAX}
_WRONG = _problem("A parameter is not right; `parameter` names it.")

DESCRIPTION: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Glossary",
        "version": "1",
        "description": (
            "The live terms of the glossary, read-only, without a key. Words that nobody has signed come "
            "with `reviewed: false` and a `notice` to be shown beside them."
        ),
    },
    "paths": {
        "/terms/": _get(
            "listTerms",
            "Live terms by language and name; with `since`, what changed, the oldest change first",
            [
                _LANGUAGE,
                _parameter("letter", "The first letter, or # for what begins with none.", TEXT),
                _parameter("category", "The address of a category.", TEXT),
                _parameter("q", "Words that the term holds, all of them.", _QUERY),
                _parameter(
                    "since",
                    "What was published or withdrawn since; goes with language, page and per_page only.",
                    MOMENT,
                ),
                _parameter(
                    "page", "From 1.", {"type": "integer", "minimum": 1, "maximum": 10**PAGE_DIGITS - 1}
                ),
                _parameter(
                    "per_page",
                    "Terms on a page.",
                    {"type": "integer", "minimum": 1, "maximum": PER_PAGE_MAX, "default": PER_PAGE},
                ),
            ],
            {
                "200": _answer("A page of terms", "List"),
                "400": _WRONG,
                "404": _problem("There is no such page."),
            },
        ),
        "/terms/suggest/": _get(
            "suggestTerms",
            "Names that begin with, or hold, what is being typed, ten at most",
            [_LANGUAGE, _parameter("q", "Two characters at least.", _QUERY)],
            {"200": _answer("Names and their terms", "Suggestions"), "400": _WRONG},
        ),
        "/terms/{language}/{slug}/": _get(
            "readTerm",
            "One term with everything its page shows",
            [
                _parameter("language", "As fr.", TEXT, "path"),
                _parameter("slug", "The last part of the address of its page.", TEXT, "path"),
            ],
            {
                "200": _answer("The term", "Term"),
                "301": {"description": "The term has another address now."},
                "404": _problem("No term has this address."),
                "410": _problem("The term was withdrawn."),
            },
        ),
    },
    "components": {"schemas": SCHEMAS},
}
