"""What a moderator types or ticks beside a comment. Whatever is refused is shown again as it was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.forms import CanonicalField, CommentText, ShownAgain
from comments.limits import BAN_DAYS, EXPLANATION_MAX
from comments.models import Comment
from comments.querysets import is_row_number
from comments.triage.findings import Span

REASONS = set(Comment.Reason.values)


class Explanation(CanonicalField):
    widget = forms.Textarea(attrs={"rows": 3})

    def validate(self, value: str) -> None:
        super().validate(value)
        if (over := len(value) - EXPLANATION_MAX) > 0:
            message = ngettext(
                "Your explanation is %(over)d character too long: %(most)d at most.",
                "Your explanation is %(over)d characters too long: %(most)d at most.",
                over,
            )
            raise ValidationError(message, params={"over": over, "most": EXPLANATION_MAX})


class Shown(ShownAgain, forms.Field):
    """Which version of which comment the page showed, as "number:version"; {} when it does not say."""

    def to_python(self, value: Any) -> dict[int, int]:
        return versions([value] if value else [])


def versions(shown: list[str]) -> dict[int, int]:
    """By the key of each comment; what is no pair of numbers is left out."""
    pairs = (one.partition(":") for one in shown)
    return {
        int(pk): int(version) for pk, _sep, version in pairs if is_row_number(pk) and is_row_number(version)
    }


class DecisionForm(forms.Form):
    """Why something is rejected. The reason may come with the button that was pressed."""

    reason = ShownAgain(required=False)
    explanation = Explanation(label=_("In your own words, told to the author (optional):"), required=False)

    @property
    def told(self) -> dict[str, str]:
        found = REASONS & {self.cleaned_data["reason"], self.data.get("_rejected")}
        return {
            "reason": next(iter(found), ""),
            "explanation": self.cleaned_data["explanation"],
        }


class DeskForm(DecisionForm):
    shown = Shown(required=False)
    span = forms.Field(required=False)
    passage = ShownAgain(
        label=_("Or copy words of the comment here"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    answer = ShownAgain(
        label=_("Your reply, public and under your name"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    days = ShownAgain(required=False)

    @property
    def ticked(self) -> list[str]:
        """The values of the passages, as they were sent."""
        return self.data.getlist("span") if isinstance(self.data, QueryDict) else []

    def version_of(self, comment: Comment) -> int:
        """Which one the page showed; 0 when it does not say."""
        return self.cleaned_data["shown"].get(comment.pk, 0) if hasattr(self, "cleaned_data") else 0

    def answer_text(self) -> str:
        """Raises ValidationError as the form of readers does."""
        try:
            text: str = CommentText().clean(self.cleaned_data["answer"])
        except ValidationError as error:
            raise ValidationError({"answer": error}) from error
        return text

    def ban_days(self) -> int:
        days = self.cleaned_data["days"]
        if days not in map(str, BAN_DAYS):
            raise ValidationError({"days": _("Choose for how long.")})
        return int(days)

    def spans(self, comment: Comment) -> list[Span]:
        """The places that were ticked, or selected, or copied into the field."""
        found = [*self._places(), *self._copied(comment.text)]
        if not found:
            raise ValidationError({"passage": _("Choose at least one passage.")}, code="no_passage")
        return found

    def selected(self, comment: Comment) -> list[tuple[str, str]]:
        """Places that were selected in the text, with their words, to be shown again; no finding has them."""
        if not self.is_bound or self.version_of(comment) != comment.version:
            return []
        known = {(one.start, one.end) for one in comment.findings.all()}
        return [
            (f"{start}-{end}", comment.text[start:end])
            for start, end in self._places()
            if (start, end) not in known
        ]

    def _places(self) -> list[Span]:
        pairs = (one.partition("-") for one in self.ticked)
        return [
            (int(start), int(end))
            for start, _sep, end in pairs
            if is_row_number(start) and is_row_number(end)
        ]

    def _copied(self, text: str) -> list[Span]:
        words = (self.cleaned_data["passage"] or "").replace("\r\n", "\n").strip()
        if not words:
            return []
        if words not in text:
            raise ValidationError({"passage": _("These words do not stand in the comment like this.")})
        return [(at, at + len(words)) for at in range(len(text)) if text.startswith(words, at)]
