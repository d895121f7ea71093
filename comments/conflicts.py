"""Two moderators, one comment: the second is told, and what they tried is on record as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from comments.models import Comment


class ConflictError(ValidationError):
    """These `comments` are not as the moderator was shown them."""

    def __init__(self, comments: Sequence[Comment]) -> None:
        message = _("Somebody else has decided meanwhile, or the author has changed the text: look again.")
        super().__init__(message, code="conflict")
        self.comments = list(comments)


def changed_since(rows: Sequence[Comment], versions: Mapping[int, int]) -> list[Comment]:
    """Those that have another version than was shown; `versions` may know only some."""
    return [row for row in rows if versions.get(row.pk, row.version) != row.version]


@contextmanager
def one_decision(*, by: Any) -> Iterator[None]:
    """A transaction. A ConflictError in it undoes everything, and is then recorded in another.

    Inside a transaction of the caller's that is rolled back, the record is lost with it.
    """
    from comments.audit import Decision

    try:
        with transaction.atomic():
            yield
    except ConflictError as conflict:
        Decision.record_refused(conflict.comments, by=by)
        raise
