"""What the tests of the glossary share: rows of a file, and the command run on them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from glossary.models import Term
from tests.conftest import Make, put_live

Row = dict[str, Any]


def row(number: int, term: str | None = None, **more: Any) -> Row:
    name = f"terme {number}" if term is None else term
    return {"id": number, "term": name, "definition": f"Définition {number}."} | more


@dataclass(frozen=True)
class Outcome:
    said: str
    errors: list[str]
    refusal: str  # "" when the command came to its end
    path: Path

    @property
    def rejected(self) -> Path:
        return self.path.with_name(f"{self.path.name}.rejected")

    def count(self, name: str) -> int:
        """The number before that word in the summary."""
        found = re.search(rf"(\d+) {name}\b", self.said.splitlines()[-1])
        return int(found[1]) if found else 0


Import = Callable[..., Outcome]


@pytest.fixture
def import_file(db: None, tmp_path: Path) -> Import:
    """Run the command on bytes, on a text, or on rows written as JSON Lines."""

    def run(content: bytes | str | Iterable[Row], *flags: str, name: str = "terms.jsonl") -> Outcome:
        path = tmp_path / name
        if not isinstance(content, str | bytes):
            content = "".join(f"{json.dumps(one)}\n" for one in content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run_import(path, *flags)

    return run


def run_import(path: Path, *flags: str) -> Outcome:
    said, errors, refusal = StringIO(), StringIO(), ""
    language = () if "--language" in flags else ("--language", "fr")
    try:
        call_command("import_terms", str(path), *language, *flags, stdout=said, stderr=errors)
    except CommandError as error:
        refusal = str(error)
    return Outcome(said.getvalue(), errors.getvalue().splitlines(), refusal, path)


@pytest.fixture
def full(make_term: Make, make_category: Make) -> Term:
    """A term with everything that one can have, live."""
    term: Term = make_term(
        "antigène",
        slug="antigene",
        summary="<b>Une</b> substance.",
        body="<h2>Où</h2><p>Partout.</p>",
        key_points="Un\nDeux",
        category=make_category(),
        live=False,
    )
    term.synonyms.create(text="Ag", kind="abbreviation")
    term.questions.create(question="Quoi ?", answer="Ceci.")
    term.sources.create(title="Un livre", doi="10.1/x")
    put_live(term)
    return term
