"""One thread of a discussion may stand above the others, whatever its age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from comments.audit import Decision

if TYPE_CHECKING:
    from comments.models import Comment

RIGHT = "comments.moderate_comment"


class Place(models.TextChoices):
    BY_AGE = "", _("by its age")
    PINNED = "pinned", _("pinned to the top")


class Placed(models.Model):
    """The part of a comment that is about its place in the discussion."""

    # Words, and in this order: the database sorts by it, and "" comes first everywhere.
    place = models.CharField(
        max_length=10, choices=Place, default=Place.BY_AGE, db_default=Place.BY_AGE.value, blank=True,
        editable=False,
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def is_pinned(self) -> bool:
        return self.place == Place.PINNED

    def pin(self, *, by: Any) -> Comment:
        """Put its thread above the others, in the place of one that was there; return what was pinned.

        Raises ValidationError unless it is public, and PermissionDenied.
        """
        return _place(self.pk, Place.PINNED, by)

    def unpin(self, *, by: Any) -> Comment:
        """Let its thread stand by its age again. Raises PermissionDenied."""
        return _place(self.pk, Place.BY_AGE, by)


@transaction.atomic
def _place(key: int, place: Place, by: Any) -> Comment:
    from comments.models import Comment, Discussion

    if not by.has_perm(RIGHT):
        raise PermissionDenied
    asked = Comment.objects.select_related("parent").get(pk=key)
    # One at a time: each then sees which thread another has just pinned.
    Discussion.objects.select_for_update().get(pk=asked.discussion_id)
    thread = _first(asked)
    pinned = Comment.objects.filter(discussion=asked.discussion_id, place=Place.PINNED)
    if place == Place.PINNED:
        _move(pinned.exclude(pk=thread.pk), Place.BY_AGE, by)
        _move(Comment.objects.filter(pk=thread.pk, place=Place.BY_AGE), Place.PINNED, by)
    else:
        _move(pinned.filter(pk=thread.pk), Place.BY_AGE, by)
    thread.refresh_from_db()
    return thread


def _first(comment: Comment) -> Comment:
    """The comment that its thread begins with in public."""
    parent = comment.parent
    if comment.status != "approved":
        raise ValidationError(_("Only a published comment can be pinned."), code="not_public")
    return parent if parent is not None and parent.status == "approved" else comment


def _move(comments: models.QuerySet[Comment], place: Place, by: Any) -> None:
    from comments.models import Discussion

    rows = list(comments.select_for_update())
    comments.model.objects.filter(pk__in=[row.pk for row in rows]).update(place=place)
    action = Decision.Action.PINNED if place == Place.PINNED else Decision.Action.UNPINNED
    Decision.record([(row, row.status) for row in rows], action, by=by)
    Discussion.look_changed(rows)
