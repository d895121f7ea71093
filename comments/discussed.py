"""What makes a page of any kind one with a discussion."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction

from portal.search.indexing import reindex

if TYPE_CHECKING:
    from portal.editorial.models import Revision


class Discussed(models.Model):
    """Abstract. A page with a discussion, made with the page and deleted with it while it is empty."""

    discussion = models.OneToOneField(
        "comments.Discussion", on_delete=models.PROTECT, editable=False, related_name="%(class)s"
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        language: str
        url_name: ClassVar[str]

        @classmethod
        def revision_model(cls) -> type[Revision]: ...
        def public_window(self) -> tuple[datetime | None, datetime | None]: ...

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.discussion_id is None:
            from comments.models import Discussion

            self.discussion = Discussion.objects.create(language=self.language)
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.discussion.delete()
        return deleted

    def public_window_changed(self) -> None:
        """The discussion follows the window of its page, and the search follows both."""
        from comments.search import page_moved

        begin, end = self.public_window()
        self.discussion.public_from, self.discussion.public_until = begin, end
        self.discussion.save(update_fields=["public_from", "public_until"])
        reindex(self)
        page_moved(self.discussion)
