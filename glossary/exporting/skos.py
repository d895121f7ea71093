"""Terms as SKOS concepts, one for all translations of a term, in Turtle or JSON-LD.

Both are written from the same statements, concept by concept. The tests read them with rdflib: they
make the same graph.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from glossary.exporting.terms import HERE, Exported
from glossary.identity import is_address, urn
from glossary.models import Synonym
from portal.editorial.languages import reverse_in
from portal.editorial.site import absolute

# Names of ours, below those of SKOS: beside them stand the altLabel and the related that all readers know.
OURS = "urn:uuid:5a0c3b57-9d0f-4a53-8a5e-6f2c1d7e9b40#"
PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "ours": OURS,
}
KINDS = {Synonym.Kind.ABBREVIATION: "ours:abbreviation", Synonym.Kind.VARIANT: "ours:variant"}
DOI = "https://doi.org/"


@dataclass(frozen=True, slots=True)
class Iri:
    value: str  # whole, or with one of the prefixes


@dataclass(frozen=True, slots=True)
class Literal:
    text: str
    language: str = ""
    datatype: str = ""


Value = Iri | Literal


@dataclass(frozen=True)
class Resource:
    subject: str
    kind: str
    statements: dict[str, list[Value]]


def write_turtle(terms: Iterable[Exported], file: IO[bytes], *, host: str = HERE) -> int:
    """Returns the number of concepts."""
    for prefix, base in PREFIXES.items():
        file.write(f"@prefix {prefix}: <{base}> .\n".encode())
    return _write(terms, host, lambda one, _is_first: file.write(f"\n{turtle_of(one)}".encode()))


def write_json_ld(terms: Iterable[Exported], file: IO[bytes], *, host: str = HERE) -> int:
    """Returns the number of concepts."""

    def write(one: Resource, is_first: bool) -> object:
        line = json.dumps(json_ld_of(one), ensure_ascii=False)
        return file.write(f"{'' if is_first else ','}\n{line}".encode())

    file.write(f'{{"@context": {json.dumps(PREFIXES)},\n"@graph": ['.encode())
    number = _write(terms, host, write)
    file.write(b"\n]}\n")
    return number


def _write(terms: Iterable[Exported], host: str, write: Callable[[Resource, bool], object]) -> int:
    concepts: dict[UUID, list[Exported]] = defaultdict(list)
    for term in terms:
        concepts[term.key].append(term)
    languages = sorted({term.language for translations in concepts.values() for term in translations})
    scheme = f"{absolute(reverse_in(settings.LANGUAGE_CODE, 'glossary:index'), host=host)}#glossary"
    for number, one in enumerate(_resources(concepts, scheme, languages)):
        write(one, number == 0)
    return len(concepts)


def _resources(concepts: dict[UUID, list[Exported]], scheme: str, languages: list[str]) -> Iterator[Resource]:
    titles: list[Value] = [Literal(_glossary_in(code), code) for code in languages]
    yield Resource(scheme, "skos:ConceptScheme", {"dct:title": titles, **_licence()})
    for translations in concepts.values():
        yield _concept(translations, scheme)
        yield from (_page(term) for term in translations if term.url)


def _glossary_in(language: str) -> str:
    with translation.override(language):
        return gettext("Glossary")


def licence() -> str:
    """The address of the licence of the glossary, or "" where none is set."""
    return str(getattr(settings, "GLOSSARY_LICENSE", ""))


def _licence() -> dict[str, list[Value]]:
    return {"dct:license": [Iri(licence())]} if is_address(licence()) else {}


def _concept(translations: list[Exported], scheme: str) -> Resource:
    found: dict[str, list[Value]] = defaultdict(list)
    found["skos:inScheme"] = [Iri(scheme)]
    for term in translations:
        for name, value in _said(term, len(translations) > 1):
            if value not in found[name]:
                found[name].append(value)
    _mark_shared_names(translations, found)
    found["dct:modified"] = [_moment(max(translations, key=lambda term: term.modified))]
    return Resource(urn(translations[0].key), "skos:Concept", {**found, **_licence()})


def _mark_shared_names(translations: list[Exported], found: dict[str, list[Value]]) -> None:
    """What several pages call a concept in one language is said of each of them; see _texts()."""
    foreign = {(code, text) for term in translations for text, code in term.name_languages.items()}
    for term in translations:
        for text, kind in term.names:
            if (term.language, text) in foreign and text not in term.name_languages:
                found[f"ours:{kind}-{term.language}"].append(Literal(text, term.language))
    others = [label for label in found.pop("skos:altLabel", []) if label not in found["skos:prefLabel"]]
    if others:
        found["skos:altLabel"] = others


def _said(term: Exported, is_translated: bool) -> Iterator[tuple[str, Value]]:
    yield from _texts(term)
    for other in term.related:
        yield "skos:related", Iri(urn(other.key))
        if is_translated:  # relations are of one language, concepts of all
            yield f"ours:related-{term.language}", Iri(urn(other.key))
    if is_address(term.external_id):
        yield "skos:exactMatch", Iri(term.external_id)
    elif term.external_id:
        yield "dct:identifier", Literal(term.external_id)
    for source in term.sources:
        yield "dct:source", _source(source, source.get("language") or term.language)
    if term.url:
        yield "foaf:isPrimaryTopicOf", Iri(term.url)


def _texts(term: Exported) -> Iterator[tuple[str, Value]]:
    yield "skos:prefLabel", Literal(term.term, term.language)
    for text, kind in term.names:
        label = Literal(text, term.name_languages.get(text, term.language))
        yield "skos:altLabel", label
        if label.language != term.language:  # whose name it is cannot be told by its language
            yield f"ours:{kind}-{term.language}", label
        elif kind in KINDS:
            yield KINDS[Synonym.Kind(kind)], label
    if term.definition:
        yield "skos:definition", Literal(term.definition, term.language)
    if term.domain:
        yield "dc:subject", Literal(term.domain, term.language)


def _source(source: dict[str, Any], language: str) -> Value:
    if source["doi"]:
        return Iri(DOI + quote(source["doi"], safe="/:;()._-"))
    if is_address(source["url"]):
        return Iri(source["url"])
    return Literal(", ".join(filter(None, [source["title"], source["publisher"]])), language)


def _page(term: Exported) -> Resource:
    """The page of the term in one language, whose words were changed, and signed, by themselves."""
    statements: dict[str, list[Value]] = {
        "dct:language": [Literal(term.language)],
        "dct:modified": [_moment(term)],
        "ours:reviewed": [Literal("true" if term.is_reviewed else "false", datatype="xsd:boolean")],
    }
    return Resource(term.url, "foaf:Document", statements)


def _moment(term: Exported) -> Literal:
    return Literal(term.modified.isoformat(), datatype="xsd:dateTime")


# Turtle

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_HALF = re.compile("[\ud800-\udfff\x00]")  # neither UTF-8 nor XML nor RDF has them
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_PREFIXED = re.compile(rf"(?:{'|'.join(PREFIXES)}):[A-Za-z][\w-]*")


def turtle_of(resource: Resource) -> str:
    lines = [f"<{_iri(resource.subject)}> a {resource.kind}"]
    for name, values in resource.statements.items():
        lines.append(f"    {name} " + ", ".join(map(_turtle, values)))
    return " ;\n".join(lines) + " .\n"


def _turtle(value: Value) -> str:
    if isinstance(value, Iri):
        return value.value if _PREFIXED.fullmatch(value.value) else f"<{_iri(value.value)}>"
    text = '"' + _ESCAPED.sub(_escape, _HALF.sub("", value.text)) + '"'
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{value.datatype}" if value.datatype else text


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def _iri(text: str) -> str:
    return _NOT_IN_IRI.sub(lambda found: quote(found[0]), _HALF.sub("", text))


# JSON-LD


def json_ld_of(resource: Resource) -> dict[str, Any]:
    said = {name: [_json_ld(value) for value in values] for name, values in resource.statements.items()}
    return {"@id": _iri(resource.subject), "@type": resource.kind, **said}


def _json_ld(value: Value) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": _iri(value.value)}
    said = {"@value": _HALF.sub("", value.text)}
    if value.language:
        said["@language"] = value.language
    if value.datatype:
        said["@type"] = value.datatype
    return said
