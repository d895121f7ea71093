"""Answers and explanations that moderators need again and again, written once and with care."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.canonical import CanonicalError, canonical, visible_length
from comments.findings import Signal
from comments.limits import CANNED_TITLE_MAX, EXPLANATION_MAX, TEXT_MAX, TEXT_MIN
from portal.editorial.languages import default_language, language_choices

if TYPE_CHECKING:
    from comments.models import Comment


DELIVERED = Path(__file__).parent / "ready_made"  # a file for each language
STEP = 10  # between the positions of delivered ones, to leave room


def delivered() -> Iterator[dict[str, Any]]:
    """The columns of each answer that comes with the portal, in their order."""
    for path in sorted(DELIVERED.glob("*.toml")):
        answers = tomllib.loads(path.read_text(encoding="utf-8"))["answers"]
        for number, row in enumerate(answers, 1):
            yield row | {"language": path.stem, "position": number * STEP, "text": row["text"].strip()}


def reasons() -> list[tuple[str, Any]]:
    from comments.models import Comment

    return Comment.Reason.choices


class CannedAnswerQuerySet(models.QuerySet["CannedAnswer"]):
    def explanations(self) -> Self:
        return self.filter(kind=CannedAnswer.Kind.EXPLANATION)

    def answers(self) -> Self:
        return self.filter(kind=CannedAnswer.Kind.ANSWER)

    def for_comment(self, comment: Comment) -> Self:
        """All in the language of its page, in the order of the moderators."""
        return self.filter(language=comment.discussion.language)

    def suggested_for(self, comment: Comment) -> list[CannedAnswer]:
        """Those that fit what was found in it, the most urgent first. One query beside the findings."""
        from comments.sorting import signals_of

        signals = signals_of(comment)
        fitting = self.for_comment(comment).filter(signal__in=signals)
        return sorted(fitting, key=lambda answer: signals.index(answer.signal))


class CannedAnswer(models.Model):
    class Kind(models.TextChoices):
        EXPLANATION = "explanation", _("beside the reason, when a comment is not published")
        ANSWER = "answer", _("public answer to a comment")

    language = models.CharField(
        _("language"), max_length=10, choices=language_choices, default=default_language
    )
    kind = models.CharField(_("use"), max_length=12, choices=Kind, default=Kind.EXPLANATION)
    # Of the delivered ones, to find them again; see triage.suggestion.
    key = models.SlugField(max_length=40, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=CANNED_TITLE_MAX, help_text=_("For moderators only."))
    text = models.TextField(
        _("text"), help_text=_("Moderators can change it before they send it. Plain text, no markup.")
    )
    signal = models.CharField(_("offered with the signal"), max_length=20, choices=Signal, blank=True)
    reason = models.CharField(_("reason that it explains"), max_length=20, choices=reasons, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = CannedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ready-made answer")
        verbose_name_plural = _("ready-made answers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="comments_cannedanswer_key", fields=["language", "kind", "key"], condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="comments_cannedanswer_signal", condition=Q(signal__in=["", *Signal.values])
            ),
            models.CheckConstraint(
                name="comments_cannedanswer_length",
                condition=Q(LessThanOrEqual(Length("text"), EXPLANATION_MAX), ~Q(text=""), kind="explanation")
                | Q(GreaterThanOrEqual(Length("text"), TEXT_MIN), kind="answer")
                & Q(LessThanOrEqual(Length("text"), TEXT_MAX)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Measured as what it is used for is: a text of an answer, or an explanation."""
        from comments.forms import UNREADABLE

        try:
            self.text = canonical(self.text)
        except CanonicalError as error:
            raise ValidationError({"text": UNREADABLE[error.code]}, code=error.code) from error
        most = TEXT_MAX if self.kind == self.Kind.ANSWER else EXPLANATION_MAX
        least = TEXT_MIN if self.kind == self.Kind.ANSWER else 1
        if not least <= visible_length(self.text) or len(self.text) > most:
            message = ngettext(
                "Between %(least)d and %(most)d character.",
                "Between %(least)d and %(most)d characters.",
                most,
            )
            raise ValidationError({"text": message % {"least": least, "most": most}}, code="length")
