"""Answers by those who run the portal: readers see that at the name, and nobody else can get that mark."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.audit import Decision
from comments.limits import STORED_NAME_MAX
from portal.editorial.models import Contributor

if TYPE_CHECKING:
    from comments.models import Comment

PROFESSIONALS = "Medical reviewers"  # the group of those whose qualification the portal has verified
RIGHT = "comments.answer_comment"


class AuthorKind(models.TextChoices):
    READER = "reader", _("reader")
    STAFF = "staff", _("Portal team")
    PROFESSIONAL = "professional", _("Medical team")


class Signed(models.Model):
    """The part of a comment that says for whom its author speaks."""

    author_kind = models.CharField(
        _("written as"), max_length=12, choices=AuthorKind, default=AuthorKind.READER,
        db_default=AuthorKind.READER.value, editable=False,
    )  # fmt: skip
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.SET_NULL, null=True,
        editable=False, related_name="+",
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def badge(self) -> str:
        """What stands beside the name: empty for readers."""
        return "" if self.author_kind == AuthorKind.READER else str(AuthorKind(self.author_kind).label)

    @property
    def signature(self) -> str:
        """The name with that mark, where it cannot stand apart."""
        name: str = self.name  # type: ignore[attr-defined]  # a column of Comment
        return f"{name} ({self.badge})" if self.badge else name

    def answer(self, text: str, *, by: Any) -> Comment:
        """Publish an answer to this comment under the name and with the mark of that account.

        The same words by the same account are published once. Raises PermissionDenied for whoever may
        not answer, and ValidationError for a text that no comment could have, or when this comment is
        not public itself.
        """
        from comments.forms import CommentText
        from comments.models import Comment

        if not (by.is_staff and by.has_perm(RIGHT)):
            raise PermissionDenied
        text = CommentText().clean(text)
        with transaction.atomic():
            answered = Comment.objects.select_for_update().get(pk=self.pk)
            if answered.status != Comment.Status.APPROVED:
                message = _("Only a published comment can be answered: approve it first.")
                raise ValidationError(message, code="not_public")
            return _publish(answered, text, by)


def _publish(answered: Comment, text: str, by: Any) -> Comment:
    from comments.models import Comment, Discussion

    key = _key(answered, text, by)
    if sent_twice := Comment.objects.filter(duplicate_key=key).first():
        return sent_twice
    parent = answered.parent or answered
    answer = Comment(
        discussion=answered.discussion,
        parent=parent,
        answers=answered if answered != parent else None,
        name=public_name(by, answered.discussion.language),
        text=text,
        author_kind=author_kind(by),
        written_by=by,
        duplicate_key=key,
        status=Comment.Status.APPROVED,
        decided_at=timezone.now(),
        decided_by=by,
        # Taken back, it waits like any other comment.
        undo_status=Comment.Status.PENDING,
        acted_at=timezone.now(),
    )
    answer.html = answer.rendered()
    answer.save()
    Decision.record([(answer, "")], Decision.Action.ANSWERED, by=by)
    Discussion.recount([answer.discussion_id])
    return answer


def _key(answered: Comment, text: str, by: Any) -> str:
    from comments.senders import keyed_hash

    words = hashlib.sha256(text.encode()).hexdigest()
    return keyed_hash("answer", str(answered.pk), words, str(by.pk))


def public_name(account: Any, language: str) -> str:
    """The name on its profile, else its full name; never the one it signs in with."""
    profiles = Contributor.objects.filter(user=account, language=language)
    name = profiles.values_list("name", flat=True).first() or account.get_full_name()
    with translation.override(language):
        return (name or gettext("The moderation team"))[:STORED_NAME_MAX]


def is_kept_for_the_team(name: str) -> bool:
    """Whether readers would take whoever writes under this name for somebody of the portal."""
    return _letters(name) in _team_names()


@cache
def _team_names() -> frozenset[str]:
    names: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told = (AuthorKind.STAFF.label, AuthorKind.PROFESSIONAL.label, gettext("The moderation team"))
            names |= {_letters(str(name)) for name in told}
    return frozenset(names)


def _letters(name: str) -> str:
    """Without accents, signs and capitals."""
    return "".join(char for char in unicodedata.normalize("NFKD", name).casefold() if char.isalnum())


def author_kind(account: Any) -> AuthorKind:
    is_professional = account.groups.filter(name=PROFESSIONALS).exists()
    return AuthorKind.PROFESSIONAL if is_professional else AuthorKind.STAFF
