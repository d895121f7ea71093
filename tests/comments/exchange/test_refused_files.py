"""A file with a fault is kept out whole, and every fault is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from articles.models import Article
from comments.limits import TEXT_MAX, TEXT_MIN
from comments.models import Comment, Decision
from tests.comments.conftest import address
from tests.comments.exchange.conftest import (
    HIDDEN,
    ROW,
    refused,
    row,
)

BAD = {
    "no object": '["x"]',
    "no JSON": "{",
    "not UTF-8 surrogate": '{"id": "\\ud800"}',
    "deep": "[" * 90_000,
    "an id of no portal": row(id="7"),
    "an id that is no word": row(id=["7"]),
    "no page": row(page=None),
    "a page that is not here": row(page="/fr/articles/rien/"),
    "a page without discussion": row(page="/fr/discussions/"),
    "a foreign path": row(page="//evil.example/"),
    "no name": row(name=""),
    "an address as name": row(name="moi@exemple.fr"),
    "too short": row(text="x" * (TEXT_MIN - 1)),
    "too long": row(text="x" * (TEXT_MAX + 1)),
    "NUL": row(text="Un commentaire\0 d’ailleurs."),
    "a number as text": row(text={"a": 1}),
    "an unknown state": row(state="public"),
    "no state": row(state=None),
    "rejected without a reason": row(state="rejected"),
    "an unknown reason": row(state="rejected", reason="x"),
    "written tomorrow": row(created_at=(timezone.now() + timedelta(days=1)).isoformat()),
    "never written": row(created_at="hier"),
    "no address": row(email="x"),
    "a token that is none": row(token="../../x"),
    "a parent nowhere": row(parent="9-0123456789abcdef01234567"),
    "an answer without a parent": row(answers="9-0123456789abcdef01234567"),
    "its own parent": row(parent=ROW["id"]),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_one_bad_row_keeps_the_whole_file_out_and_is_named(
    article: Article, take_in: Callable[..., str], bad: Any, capsys: Any
) -> None:
    assert "1 rows cannot be taken in" in refused(take_in, [row(1), bad, row(2)])
    assert not Decision.objects.exists()


def test_every_bad_row_is_named_by_its_line(
    article: Article, tmp_path: Path, take_in: Callable[..., str]
) -> None:
    out = StringIO()
    rows = [
        {"format": "portal-discussions", "version": 1, "private": False},
        row(1),
        row(1),
        row(2, name="x"),
    ]
    path = tmp_path / "bad.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(CommandError):
        call_command("import_discussions", str(path), stderr=out)
    told = out.getvalue().splitlines()
    assert [line.split(":")[0] for line in told] == ["line 3", "line 4"]
    assert "twice" in told[0]


@pytest.mark.parametrize("state", HIDDEN)
def test_a_public_file_that_holds_what_is_not_approved_is_refused(
    article: Article, take_in: Callable[..., str], state: str
) -> None:
    assert "cannot be taken in" in refused(take_in, [row(state=state, reason="sale")], private=False)


def test_an_answer_stands_under_the_page_of_what_it_answers_and_not_under_an_answer(
    article: Article, term: Any, take_in: Callable[..., str]
) -> None:
    first, answer = row(1), row(2, parent=row(1)["id"])
    elsewhere = row(3, parent=row(1)["id"], page=address(term))
    too_deep = row(3, parent=answer["id"])
    wrong = row(3, parent=first["id"], answers=first["id"])
    for bad in (elsewhere, too_deep, wrong):
        refused(take_in, [first, answer, bad])
    take_in([first, answer, row(3, parent=first["id"], answers=answer["id"])])
    take_in([row(4, parent=first["id"], answers=answer["id"])])  # what they answer is here already
    assert Comment.objects.filter(parent__imported_id=first["id"]).count() == 3


def test_a_private_link_belongs_to_one_comment(article: Article, take_in: Callable[..., str]) -> None:
    token = "t" * 43
    refused(take_in, [row(1, token=token), row(2, token=token)])
    take_in([row(1, token=token)])
    refused(take_in, [row(2, token=token)])


@pytest.mark.parametrize(
    "first", ["", "{}", "x", '{"format":"portal-discussions","version":2}', '{"format":"else","version":1}']
)
def test_a_file_that_is_none_is_refused(db: None, tmp_path: Path, first: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f"{first}\n{json.dumps(ROW)}\n")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_discussions", str(path))


def test_a_line_without_end_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"format":"portal-discussions","version":1}\n{"id":"' + "x" * 300_000)
    with pytest.raises(CommandError, match="Line 2 is longer"):
        call_command("import_discussions", str(path))
