"""Moderators remove a passage: readers see that, and the words are kept for whoever checks the decision."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.audit import Decision
from comments.conflicts import ConflictError, one_decision
from comments.limits import TEXT_MAX
from comments.rendering import MARK, removed
from comments.triage.findings import Span, apart

if TYPE_CHECKING:
    from comments.models import Comment


class Original(models.Model):
    """The text as its author wrote it. Never public, and readable in the admin by a right of its own."""

    comment = models.OneToOneField("comments.Comment", on_delete=models.CASCADE, related_name="original")
    text = models.TextField(_("text"))
    kept_at = models.DateTimeField(_("kept since"), default=timezone.now)

    class Meta:
        verbose_name = _("text before a passage was removed")
        verbose_name_plural = _("texts before a passage was removed")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["kept_at"], name="comments_original_kept_idx")]

    def __str__(self) -> str:
        return str(self.comment_id)  # the admin's log must hold no word of the author's


class Redactable(models.Model):
    """The part of a comment that is about removed passages."""

    redacted_at = models.DateTimeField(_("passage removed"), null=True, editable=False)
    undo_text = models.TextField(blank=True, db_default="", default="", editable=False)

    class Meta:
        abstract = True

    def redact(self, spans: Iterable[Span], *, by: Any, version: int = 0) -> bool:
        """Replace these places by MARK, whatever the state; False when they hold nothing but marks.

        `spans` are start and end in code points of `text`. It can be undone as a decision can. Raises
        ValidationError for places that are not in the text, and ConflictError when the comment is not at
        that `version` any more (0 asks for none).
        """
        from comments.models import Comment

        with one_decision(by=by):
            row = Comment.objects.select_for_update().get(pk=self.pk)
            if version not in (0, row.version):
                raise ConflictError([row])
            text = redacted(row.text, spans)
            if is_changed := text != row.text:
                _store(row, text, by=by)
        self.refresh_from_db()
        return is_changed

    @property
    def shown_text(self) -> str:
        """The text where no markup is shown, with words for what was removed."""
        text: str = self.text  # type: ignore[attr-defined]  # a column of Comment
        return text.replace(MARK, removed())


def redacted(text: str, spans: Iterable[Span]) -> str:
    """The text with MARK in these places; marks that touch each other become one.

    Raises ValidationError when a place is empty or outside of the text, or when the text would get
    too long because the mark is longer than what it stands for.
    """
    chosen = list(spans)
    if not chosen or not all(0 <= start < end <= len(text) for start, end in chosen):
        raise ValidationError(_("Choose the passage to remove in the text."), code="bad_span")
    marks = [match.span() for match in re.finditer(re.escape(MARK), text)]
    for start, end in reversed(_beside(text, [(start, _whole(text, end)) for start, end in chosen] + marks)):
        text = text[:start] + MARK + text[end:]
    if len(text) > TEXT_MAX:
        message = _("The text would get too long: choose a few characters more around the passage.")
        raise ValidationError(message, code="too_long")
    return text


def _whole(text: str, end: int) -> int:
    """After the marks and joiners that belong to the last character, which must not land on what follows."""
    while end < len(text) and (unicodedata.category(text[end])[0] == "M" or text[end] == "\u200d"):
        end += 1
    return end


def _beside(text: str, spans: list[Span]) -> list[Span]:
    """In order; those with nothing but blanks between them are one."""
    joined: list[Span] = []
    for start, end in apart(spans):
        if joined and not text[joined[-1][1] : start].strip(" "):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _store(row: Comment, text: str, *, by: Any) -> None:
    from comments.models import Discussion
    from comments.search import text_changed
    from comments.sorting import look_soon

    Original.objects.get_or_create(comment=row, defaults={"text": row.text})
    row.undo_status, row.undo_reason, row.undo_text = row.status, row.reason, row.text
    row.text, row.redacted_at, row.acted_at = text, timezone.now(), timezone.now()
    row.html = row.rendered()
    row.version += 1
    row.save()
    row.findings.all().delete()  # their places are those of the text before
    Decision.record([(row, row.status)], Decision.Action.REDACTED, by=by)
    Discussion.look_changed([row])
    text_changed(row)
    look_soon(row.pk)


def restore(row: Comment) -> None:
    """Put back the text that stood before the last redaction; the caller saves the comment."""
    row.text, row.undo_text = row.undo_text, ""
    kept = Original.objects.filter(comment=row)
    if kept.filter(text=row.text).exists():
        kept.delete()
        row.redacted_at = None
