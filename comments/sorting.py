"""Looks at comments that wait, and writes down what a moderator should know first. It decides nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from rapidfuzz import fuzz, process

from comments.findings import Finding, in_order
from comments.limits import CLOSEST_MAX, NEIGHBOURS_MAX, UNDO_MINUTES, URGENT_LEAST
from comments.models import Comment
from comments.triage import VERSION, Findings, examine, near_duplicates, other_language, priority
from comments.triage.advising import SUGGESTIONS
from comments.triage.configured import words_in_use

logger = logging.getLogger(__name__)


def look_soon(comment_pk: int) -> None:
    """Look at the comment once it is stored for good. An error leaves it waiting, without findings."""
    transaction.on_commit(partial(_look_or_log, comment_pk))


def _look_or_log(comment_pk: int) -> bool:
    try:
        look_at(comment_pk)
    except Exception as error:  # whatever it is, the comment has arrived; its words stay out of the log
        logger.error("Comment %s was not sorted: %s.", comment_pk, type(error).__name__)
        return False
    return True


def look_at(comment_pk: int) -> None:
    """Find anew what stands in a comment that waits, and how urgent it is; others are left alone.

    Some ten milliseconds.
    """
    comment = Comment.objects.pending().select_related("discussion").filter(pk=comment_pk).first()
    if comment is None:
        return
    language = comment.discussion.language
    found = examine(comment.text, language=language, words=words_in_use())
    rows = [
        *_of_words(comment, found), *_of_others(comment), *_of_language(comment, language),
        *_of_sending(comment),
    ]  # fmt: skip
    _store(comment, rows, priority(found))


@transaction.atomic
def _store(comment: Comment, rows: list[Finding], found_priority: int) -> None:
    same = Comment.objects.select_for_update().pending().filter(pk=comment.pk, version=comment.version)
    if not same.exists():
        return  # it was decided or rewritten meanwhile, and then looked at again
    comment.findings.all().delete()
    Finding.objects.bulk_create(rows)
    same.update(priority=found_priority if found_priority >= URGENT_LEAST else 0)
    Comment.objects.settle(timezone.now() - timedelta(minutes=UNDO_MINUTES))


def _of_words(comment: Comment, found: Findings) -> Iterator[Finding]:
    for finding in found:
        for start, end in finding.spans:
            yield _finding(comment, finding.signal, finding.rule, start=start, end=end)


def _of_others(comment: Comment) -> Iterator[Finding]:
    """That it says nearly the same as one of the newest in its discussion, or of its sender."""
    others = Comment.objects.exclude(pk=comment.pk).exclude(status="erased").order_by("-pk")
    beside = others.filter(discussion=comment.discussion_id).values_list("pk", "text")[:NEIGHBOURS_MAX]
    known = dict(beside)
    if comment.sender_key:
        known |= dict(others.filter(sender_key=comment.sender_key).values_list("pk", "text")[:NEIGHBOURS_MAX])
    for like in near_duplicates(comment.text, _closest(comment.text, known))[:1]:
        yield _finding(comment, "near_duplicate", "near_duplicate.text", other_id=like.key)


def _closest(text: str, known: dict[int, str]) -> list[tuple[int, str]]:
    """Those worth a thorough look, some 80 microseconds each: the most alike, letter by letter."""
    length = len(text)  # what is much longer or shorter is no copy
    alike = {key: other for key, other in known.items() if length / 2 <= len(other) <= length * 2}
    found = process.extract(text, alike, scorer=fuzz.ratio, processor=str.casefold, limit=CLOSEST_MAX)
    return [(key, other) for other, _score, key in found]


def _of_language(comment: Comment, expected: str) -> Iterator[Finding]:
    if other_language(comment.text, expected=expected):
        yield _finding(comment, "other_language", "other_language.words")


def _of_sending(comment: Comment) -> Iterator[Finding]:
    if comment.suspicion:
        yield _finding(comment, "suspicious", f"suspicious.{comment.suspicion}")


def _finding(comment: Comment, signal: str, rule: str, **fields: Any) -> Finding:
    return Finding(comment=comment, signal=signal, rule=rule, version=VERSION, **fields)


def look_at_waiting() -> tuple[int, int]:
    """Look again at all that wait, the oldest first; how many were looked at, and how many failed."""
    keys = list(Comment.objects.pending().order_by("pk").values_list("pk", flat=True))
    done = sum(_look_or_log(key) for key in keys)
    return done, len(keys) - done


def signals_of(comment: Comment) -> list[str]:
    """Each signal once, the most urgent first; no query on rows with their findings."""
    return in_order({finding.signal for finding in comment.findings.all()})


def suggestion_for(comment: Comment) -> str:
    """The key of the canned answer to offer first, a Comment.Reason, "check-link", or ""."""
    return next(filter(None, (SUGGESTIONS.get(signal, "") for signal in signals_of(comment))), "")
