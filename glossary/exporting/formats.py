"""The formats there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from glossary.exporting.skos import write_json_ld, write_turtle
from glossary.exporting.tables import write_csv, write_jsonl, write_xlsx
from glossary.exporting.terms import Selection


@dataclass(frozen=True)
class Format:
    label: str
    content_type: str
    write: Callable[[Selection, IO[bytes]], int]


FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8", lambda chosen, file: write_csv(chosen.terms(), file)),
    "xlsx": Format(
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda chosen, file: write_xlsx(chosen.terms(), file),
    ),
    "jsonl": Format(
        "JSON Lines",
        "application/jsonl; charset=utf-8",
        lambda chosen, file: write_jsonl(chosen.terms(), file),
    ),
    "ttl": Format(
        "SKOS (Turtle)",
        "text/turtle; charset=utf-8",
        lambda chosen, file: write_turtle(chosen.terms(), file, host=chosen.host),
    ),
    "jsonld": Format(
        "SKOS (JSON-LD)",
        "application/ld+json",
        lambda chosen, file: write_json_ld(chosen.terms(), file, host=chosen.host),
    ),
}
