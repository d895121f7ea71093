"""What an import does when the glossary or the file changes under its hands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from glossary.importing import planning, run
from glossary.models import Term
from tests.glossary.conftest import Import, row

Between = Callable[[Callable[[], object]], None]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Between:
    """Let something happen after it was decided what is to be written, and before it is."""

    def set_up(happen: Callable[[], object]) -> None:
        decide = planning.decide

        def and_then(*args: Any, **kwargs: Any) -> Any:
            plan = decide(*args, **kwargs)
            happen()
            return plan

        monkeypatch.setattr(run, "decide", and_then)

    return set_up


def test_a_term_that_an_editor_saves_meanwhile_is_not_overwritten(
    import_file: Import, between: Between
) -> None:
    import_file([row(1, "antigène")])
    between(lambda: Term.objects.update(version=F("version") + 1, summary="Mieux dit."))
    outcome = import_file([row(1, "antigène", definition="Nouveau."), row(2)])
    assert "the term antigène was changed while the import ran. Nothing was written." in outcome.refusal
    assert not Term.objects.filter(summary="Nouveau.").exists()
    assert not Term.objects.filter(external_id="2").exists()


def test_a_file_that_changes_meanwhile_is_refused(
    import_file: Import, between: Between, tmp_path: Path
) -> None:
    path = tmp_path / "terms.jsonl"
    between(lambda: path.write_text(path.read_text().replace("antig", "autog")))
    outcome = import_file([row(2), row(1, "antigene")])
    assert "it was changed while it was read. Nothing was written." in outcome.refusal
    assert not Term.objects.exists()
