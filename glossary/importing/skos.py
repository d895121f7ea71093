"""Concepts of a SKOS file as records, as many as are named in the language that is imported.

rdflib reads the file. It would fetch a JSON-LD context from its address: such files are refused before.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from django.utils.translation import gettext as _

from glossary.exporting.skos import OURS, PREFIXES
from glossary.importing.files import REASON, ImportRefusedError, Record, TermFile
from glossary.importing.limits import GRAPH_MAX

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SKOS, DC = PREFIXES["skos"], PREFIXES["dc"]
BASE = "relative:"  # of addresses in the file that have none
NAMES = {"abbreviations": f"{OURS}abbreviation", "variants": f"{OURS}variant"}
COLUMNS = {"synonym": "synonyms", "abbreviation": "abbreviations", "variant": "variants"}
NOT_TAKEN = (
    "broader",
    "narrower",
    "hiddenLabel",
    "notation",
    "example",
    "historyNote",
    "changeNote",
    "member",
)


class Skos(TermFile):
    """Lines are concepts, by their identifiers: a graph has no order. Rejected ones go into JSON Lines."""

    def __init__(self, path: Path, language: str, syntax: str) -> None:
        super().__init__(path)
        self.language = language
        self.graph = _graph(path, syntax)

    def records(self) -> Iterator[Record]:
        for number, concept in enumerate(self._concepts(), start=1):
            one = _Concept(self.graph, concept, self.language)
            if one.is_foreign:
                yield Record(number, {}, {}, is_foreign=True)
            else:
                values = one.values()
                yield Record(number, values, values, one.problem())

    def write_head(self, file: TextIO) -> None:
        pass

    def write_rejected(self, file: TextIO, record: Record, reason: str) -> None:
        file.write(json.dumps({**record.values, REASON: reason}, ensure_ascii=False) + "\n")

    def _concepts(self) -> list[Node]:
        from rdflib import URIRef
        from rdflib.namespace import RDF

        named = set(self.graph.subjects(URIRef(f"{SKOS}prefLabel"), None))
        typed = set(self.graph.subjects(RDF.type, URIRef(f"{SKOS}Concept")))
        concepts = typed or named
        if not concepts:
            raise ImportRefusedError(_("it holds no SKOS concept."))
        return sorted(concepts, key=str)


def _graph(path: Path, syntax: str) -> Graph:
    from rdflib import Graph

    if path.stat().st_size > GRAPH_MAX:
        message = _("it has more than %(max)d MB. Import a CSV file instead.")
        raise ImportRefusedError(message % {"max": GRAPH_MAX // 1_000_000})
    text = path.read_text(encoding="utf-8-sig")
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # it warns of each odd address
    try:
        if syntax == "json-ld":
            _refuse_remote(json.loads(text))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what rdflib will do otherwise some day
            return Graph().parse(data=text, format=syntax, publicID=BASE)
    except ImportRefusedError:
        raise
    except (Exception, RecursionError) as error:  # rdflib's parsers fail in ways of their own
        message = _("it cannot be read: %(error)s.")
        raise ImportRefusedError(message % {"error": _first_line(error)}) from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200]


def _refuse_remote(document: Any) -> None:
    """No request goes out on behalf of a file."""
    waiting = [document]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "@import" in one or ("@context" in one and _is_remote(one["@context"])):
                raise ImportRefusedError(
                    _("its context is an address, which is not fetched. Write the context into the file.")
                )
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _is_remote(context: Any) -> bool:
    return isinstance(context, str) or (isinstance(context, list) and any(map(_is_remote, context)))


class _Concept:
    def __init__(self, graph: Graph, node: Node, language: str) -> None:
        self.graph = graph
        self.node = node
        self.language = language
        labels = list(self._objects(f"{SKOS}prefLabel"))
        self.is_tagged = any(getattr(label, "language", None) for label in labels)
        self.labels = self._texts(labels)

    @property
    def is_foreign(self) -> bool:
        return self.is_tagged and not self.labels

    def problem(self) -> str:
        return _("two preferred names in this language") if len(self.labels) > 1 else ""

    def values(self) -> dict[str, Any]:
        """As a row has them."""
        from rdflib import URIRef

        values: dict[str, Any] = {
            "id": str(self.node) if isinstance(self.node, URIRef) else "",
            "term": self.labels[0] if self.labels else "",
            "definition": "\n".join(self._said(f"{SKOS}definition")),
            **self._names(),
            "see_also": self._related(),
        }
        if subjects := self._said(f"{DC}subject"):
            values["domains"] = subjects
        if notes := self._said(f"{SKOS}scopeNote") or self._said(f"{SKOS}note"):
            values["notes"] = "\n".join(notes)
        for name in NOT_TAKEN:
            if any(self._objects(f"{SKOS}{name}")):
                values[name] = True
        return values

    def _names(self) -> dict[str, list[str]]:
        """Those of other vocabularies are all synonyms: SKOS doesn't tell an abbreviation from them."""
        shared, own = self._shared_names()
        found = {column: self._unshared(name, shared) for column, name in NAMES.items()}
        others = {text for texts in found.values() for text in texts}
        labels = self._unshared(f"{SKOS}altLabel", shared)
        found["synonyms"] = [text for text in labels if text not in others]
        for column, literals in own.items():
            found[column] = sorted({*found[column], *map(str, literals)})
        if shared:
            tagged = {f"{one.language}: {one}" for literals in own.values() for one in literals}
            found["name_languages"] = sorted(tagged)
        return found

    def _shared_names(self) -> tuple[set[Any], dict[str, list[Any]]]:
        """Names that our exports give to pages of some language, and by column those of this one."""
        shared: set[Any] = set()
        own: dict[str, list[Any]] = {}
        for predicate, literal in self.graph.predicate_objects(self.node):
            kind, _dash, of_page = str(predicate).removeprefix(OURS).partition("-")
            if not of_page or kind not in COLUMNS or not getattr(literal, "language", None):
                continue
            shared.add(literal)
            if of_page == self.language:
                own.setdefault(COLUMNS[kind], []).append(literal)
        return shared, own

    def _unshared(self, name: str, shared: set[Any]) -> list[str]:
        return self._texts(one for one in self._objects(name) if one not in shared)

    def _related(self) -> list[str]:
        """Of our own exports those of this language; SKOS relates concepts, whatever the language."""
        from rdflib import URIRef

        own = f"{OURS}related-"
        predicates = set(self.graph.predicates(self.node, None))
        if any(str(predicate).startswith(own) for predicate in predicates):
            return sorted({str(other) for other in self._objects(f"{own}{self.language}")})
        related = URIRef(f"{SKOS}related")
        others = {*self._objects(str(related)), *self.graph.subjects(related, self.node)}
        named = (other for other in others if isinstance(other, URIRef))
        return sorted(str(other) for other in named if not self._is_left_out(other))

    def _is_left_out(self, other: Node) -> bool:
        """A concept of another language is no dead link."""
        return _Concept(self.graph, other, self.language).is_foreign

    def _objects(self, name: str) -> Iterator[Node]:
        from rdflib import URIRef

        return self.graph.objects(self.node, URIRef(name))

    def _said(self, name: str) -> list[str]:
        return self._texts(self._objects(name))

    def _texts(self, nodes: Iterable[Node]) -> list[str]:
        """In this language, or its variants as in fr-CA; without a tag where no name has one."""
        from rdflib import BNode, Literal
        from rdflib.namespace import RDF

        found = set()
        for node in nodes:
            literal = self.graph.value(node, RDF.value) if isinstance(node, BNode) else node
            if isinstance(literal, Literal) and self._is_ours(literal.language):
                found.add(str(literal))
        return sorted(found)

    def _is_ours(self, tag: str | None) -> bool:
        if tag is None:
            return not self.is_tagged
        return tag.lower() == self.language or tag.lower().startswith(f"{self.language}-")
