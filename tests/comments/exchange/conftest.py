"""Discussions as files: written and read by the commands, at this portal and at another."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.models import Article
from comments.exchange.exporting import lines
from comments.models import Comment, Discussion
from tests.conftest import Make

HIDDEN = ["pending", "rejected", "spam", "erased"]
SECRET, NAME, EMAIL = "Xylophone secret du patient.", "Zébulon", "zebulon@exemple.fr"
PRIVATE_KEYS = {"email", "token", "sender_key", "duplicate_key", "reason", "explanation", "decided_at"}


def exported(**options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(**options)]


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """A file as the command writes it."""

    def write(*options: str) -> Path:
        path = tmp_path / "discussions.jsonl"
        call_command("export_discussions", *options, "--output", str(path), stderr=StringIO())
        return path

    return write


@pytest.fixture
def take_in(tmp_path: Path) -> Callable[..., str]:
    """Import a file, or rows under the first line of one; what the command says."""

    def run(source: Path | list[Any], *options: str, private: bool = True) -> str:
        if isinstance(source, list):
            header = {"format": "portal-discussions", "version": 1, "private": private}
            written = [row if isinstance(row, str) else json.dumps(row) for row in [header, *source]]
            source = tmp_path / "rows.jsonl"
            source.write_text("\n".join(written))
        out = StringIO()
        call_command("import_discussions", str(source), *options, stdout=out, stderr=out)
        return out.getvalue()

    return run


def refused(take_in: Callable[..., str], rows: Any, **options: Any) -> str:
    """Why; and that nothing was stored."""
    before = list(Comment.objects.order_by("pk").values())
    with pytest.raises(CommandError) as error:
        take_in(rows, **options)
    assert list(Comment.objects.order_by("pk").values()) == before
    return str(error.value)


def forget_comments() -> None:
    """As at another portal, which has the same pages."""
    while Comment.objects.exists():
        Comment.objects.filter(answers__isnull=False).delete()
        Comment.objects.filter(replies__isnull=True).delete()
    Discussion.recount(Discussion.objects.values_list("pk", flat=True))


ROW = {
    "id": "7-0123456789abcdef01234567",
    "page": "/fr/articles/comprendre/",
    "parent": None,
    "answers": None,
    "name": "Camomille",
    "text": "Un commentaire d’ailleurs.",
    "state": "approved",
    "origin": "reader",
    "created_at": "2026-01-05T10:00:00+00:00",
}


def row(number: int = 7, **changed: Any) -> dict[str, Any]:
    return ROW | {"id": f"{number}-0123456789abcdef01234567"} | changed


@pytest.fixture
def talk(article: Article, make_comment: Make) -> dict[str, Comment]:
    """A comment in each state, and answers to them."""

    def make(status: str, **fields: Any) -> Comment:
        begun = "pending" if status == "erased" else status
        comment: Comment = make_comment(article.discussion, status=begun, **fields)
        if status == "erased":
            Comment.objects.filter(pk=comment.pk).erase()
        return Comment.objects.get(pk=comment.pk)

    made = {status: make(status, email=EMAIL, sender_key="ab12") for status in ["approved", *HIDDEN]}
    made["answer"] = make("approved", parent=made["approved"], text='=HYPERLINK("x")\nà lui')
    made["answer to it"] = make("approved", parent=made["approved"], answers=made["answer"])
    made["orphan"] = make("approved", parent=made["erased"])
    return made
