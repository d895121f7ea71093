"""A file of discussions is taken in whole, or not at all; what is here already stays as it is here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from comments.audit import Decision
from comments.exchange.checking import CHUNK, Checked, Checker
from comments.exchange.rows import read
from comments.models import AuthorKind, Comment, Discussion, new_token
from comments.pinning import Place

Status = Comment.Status


@dataclass
class Report:
    """What becomes of the rows; `errors` and `done` begin with the number of the line."""

    errors: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    added: int = 0
    present: int = 0

    def take(self, row: Checked, comment: Comment | None = None) -> None:
        if row.error:
            self.errors.append(f"line {row.number}: {row.error}")
        elif row.is_present:
            self.present += 1
            self.done.append(f"line {row.number}: here already")
        else:
            self.added += 1
            self.done.append(f"line {row.number}: added" + (f" as comment {comment.pk}" if comment else ""))

    def summary(self) -> str:
        return f"{self.added} added, {self.present} here already, 0 changed"


def import_discussions(path: Path, *, dry_run: bool = False) -> Report:
    """Take in a file, and say what became of each row; with errors in the report nothing is stored.

    Raises UnreadableError for what is no such file, and OSError. Reads it twice: first without a lock.
    """
    report = Report()
    is_private, lines = read(path)
    for row in Checker(is_private=is_private).rows(lines):
        report.take(row)
    if report.errors or dry_run:
        return report
    with transaction.atomic():
        report = _stored(path)
        transaction.set_rollback(bool(report.errors))
    return report


def _stored(path: Path) -> Report:
    report = Report()
    is_private, lines = read(path)
    checker = Checker(is_private=is_private)
    discussions: set[int] = set()
    new: list[Comment] = []
    for row in checker.rows(lines):
        comment = None if row.error or row.is_present else _store(row, checker)
        report.take(row, comment)
        if comment:
            discussions.add(row.discussion)
            new.append(comment)
        if len(new) >= CHUNK:
            _record(new)
            new = []
    _record(new)
    Discussion.recount(discussions)
    return report


def _record(comments: Iterable[Comment]) -> None:
    """That they came from a file, and nothing of who decided about them elsewhere."""
    Decision.record([(comment, "") for comment in comments], Decision.Action.IMPORTED, by=None)


def _store(row: Checked, checker: Checker) -> Comment:
    data, places = row.data, checker.places
    parent, answered = places.get(data["parent"]), places.get(data["answers"])
    comment = Comment(
        discussion_id=row.discussion,
        parent_id=parent.pk if parent else None,
        answers_id=answered.pk if answered else None,
        imported_id=data["id"],
        **_columns(data),
    )
    if comment.is_pinned and Comment.objects.filter(discussion=row.discussion, place=comment.place).exists():
        comment.place = Place.BY_AGE
    comment.html = comment.rendered()
    comment.save(force_insert=True)
    places[data["id"]].pk = comment.pk
    return comment


def _columns(data: dict[str, Any]) -> dict[str, Any]:
    """Of an erased comment nothing but that there was one."""
    status = data["state"]
    kept = ("origin", "created_at", "edited_at")
    columns = {name: data[name] for name in kept} | {"status": status, "token": data["token"] or new_token()}
    is_decided = status in (Status.APPROVED, Status.REJECTED, Status.SPAM)
    columns["decided_at"] = (data["decided_at"] or timezone.now()) if is_decided else data["decided_at"]
    if data["charter_version"]:
        columns["charter_version"] = data["charter_version"]
    if status == Status.ERASED:
        return columns | {"name": "", "text": ""}
    for name in ("name", "text", "email", "sender_key"):
        columns[name] = data[name]
    if status == Status.REJECTED:
        columns |= {"reason": data["reason"], "explanation": data["explanation"]}
    columns |= {"author_kind": data["written_as"] or AuthorKind.READER, "redacted_at": data["redacted_at"]}
    return columns | {"place": data["place"] if status == Status.APPROVED else ""}
