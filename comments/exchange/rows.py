"""What a line of a file must hold to become a comment; each rule is that of the comment form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.exchange import FORMAT, VERSION
from comments.exchange.identity import FINGERPRINT
from comments.forms import CommentName, CommentText
from comments.limits import EMAIL_MAX, EXPLANATION_MAX, ROW_NUMBER_DIGITS, TEXT_MAX, TEXT_MIN
from comments.models import AuthorKind, Comment
from comments.pinning import Place
from comments.rendering import MARK

LINE_MAX = 200_000  # bytes
ID = rf"^[0-9]{{1,{ROW_NUMBER_DIGITS}}}-[0-9a-f]{{{FINGERPRINT}}}\Z"
_STANDS_FOR_MARK = "\ue000"  # while the text is made canonical, which drops the mark's invisible letter
Status = Comment.Status
Line = tuple[int, Any]  # its number, counted from one, and what it holds; None for what is no object


class UnreadableError(Exception):
    """The file is none of these, as a whole."""


def read(path: Path) -> tuple[bool, Iterator[Line]]:
    """Whether the file says that it is private, and its lines after that. Raises UnreadableError, OSError."""
    found = _objects(path)
    _number, header = next(found, (0, None))
    if header is None or header.get("format") != FORMAT:
        raise UnreadableError(f"This is no file of discussions: its first line does not say {FORMAT}.")
    if header.get("version") != VERSION:
        raise UnreadableError(f"This file has version {header.get('version')}; {VERSION} is understood here.")
    return header.get("private") is True, found


def _objects(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LINE_MAX + 1):
            number += 1
            if len(line) > LINE_MAX:
                raise UnreadableError(f"Line {number} is longer than {LINE_MAX} bytes.")
            if line.strip():
                yield number, _object(line)


def _object(line: bytes) -> Any:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


class RedactedText(CommentText):
    """With MARK where moderators removed a passage; what is left may be short."""

    def canonical(self, value: str) -> str:
        return super().canonical(value.replace(MARK, _STANDS_FOR_MARK)).replace(_STANDS_FOR_MARK, MARK)

    def validate(self, value: str) -> None:
        super().validate(value if MARK not in value or len(value) > TEXT_MAX else value.ljust(TEXT_MIN, "."))


class RowForm(forms.Form):
    """`is_private`: the file says that it holds more than what is public."""

    id = forms.RegexField(ID)
    page = forms.CharField(max_length=500)
    parent = forms.RegexField(ID, required=False)
    answers = forms.RegexField(ID, required=False)
    name = CommentName()
    text = CommentText()
    state = forms.ChoiceField(choices=Status)
    origin = forms.ChoiceField(choices=Comment.Origin)
    created_at = forms.DateTimeField()
    written_as = forms.ChoiceField(choices=AuthorKind, required=False)
    place = forms.ChoiceField(choices=Place, required=False)
    redacted_at = forms.DateTimeField(required=False)
    email = forms.EmailField(required=False, max_length=EMAIL_MAX)
    reason = forms.ChoiceField(choices=[("", ""), *Comment.Reason.choices], required=False)
    explanation = forms.CharField(required=False, max_length=EXPLANATION_MAX)
    edited_at = forms.DateTimeField(required=False)
    decided_at = forms.DateTimeField(required=False)
    charter_version = forms.IntegerField(required=False, min_value=1, max_value=32_767)
    token = forms.RegexField(r"^[\w-]{20,60}\Z", required=False)
    sender_key = forms.RegexField(r"^[0-9a-f]{1,64}\Z", required=False)

    def __init__(self, row: Any, *, is_private: bool) -> None:
        self.is_private = is_private
        row = row or {}
        super().__init__({name: _word(row.get(name)) for name in self.base_fields})
        if row.get("redacted_at"):
            self.fields["text"] = RedactedText()
        if row.get("state") == Status.ERASED:
            del self.fields["name"], self.fields["text"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        status = data.get("state")
        if not self.is_private and status not in (None, Status.APPROVED):
            self.add_error("state", _("Only a private file holds what is not published."))
        if status == Status.REJECTED and not data.get("reason"):
            self.add_error("reason", _("A rejected comment has a reason."))
        if data.get("answers") and not data.get("parent"):
            self.add_error("answers", _("What answers an answer has a parent."))
        return data

    def clean_created_at(self) -> Any:
        return _past(self.cleaned_data["created_at"])

    def clean_redacted_at(self) -> Any:
        return _past(self.cleaned_data["redacted_at"])

    def clean_edited_at(self) -> Any:
        return _past(self.cleaned_data["edited_at"])

    def clean_decided_at(self) -> Any:
        return _past(self.cleaned_data["decided_at"])


def _word(value: Any) -> str:
    """Words and whole numbers; what is anything else fails as a word that no field takes."""
    if value is None:
        return ""
    is_plain = isinstance(value, (str, int)) and not isinstance(value, bool)
    return str(value) if is_plain else "\0"


def _past(moment: Any) -> Any:
    if moment and moment > timezone.now():
        raise ValidationError(_("This is still to come."))
    return moment
