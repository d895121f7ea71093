"""Where a comment is found: by everybody, and by its author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from comments.limits import PER_PAGE
from comments.public_pages import PublicPage, page_of
from portal.editorial.languages import reverse_in


class Addressed(models.Model):
    """The part of a comment that is about its addresses."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        discussion: Any
        token: Any

    def get_receipt_url(self) -> str:
        return reverse_in(self.discussion.language, "comments:receipt", self.token)

    def get_absolute_url(self) -> str:
        """Where it stands in public, on rows of `with_page()`; of use for approved comments only."""
        page, language = self.page, self.discussion.language
        if page is None:
            return reverse_in(language, "comments:latest")
        if self.discussion.approved_count > PER_PAGE:  # it may stand on a later page
            return reverse_in(language, "comments:permalink", self.pk)
        return f"{page.url}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def page(self) -> PublicPage | None:
        """The public page it stands under, on rows of `with_page()`; None when that is not public."""
        return page_of(self, self.discussion.language)
