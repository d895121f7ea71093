"""What a kind of page takes on so that the words of its text lead to the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from glossary.fields import TermKeysField


class WovenContent(models.Model):
    """Abstract. Frozen with each revision."""

    unwoven_terms = TermKeysField(
        _("terms not to link on this page"), default=list, blank=True,
        db_default=Value([], output_field=models.JSONField()),
    )  # fmt: skip

    class Meta:
        abstract = True


class WovenPage(models.Model):
    """Abstract, for working copies; stands before the classes whose window it follows."""

    class Meta:
        abstract = True

    def public_window_changed(self) -> None:
        """What is live now is woven at once."""
        from glossary.woven_pages import page_changed

        hooked: Any = super()
        hooked.public_window_changed()
        page_changed(self)


class WovenRevision(models.Model):
    """Abstract, for revisions; stands before Revision."""

    if TYPE_CHECKING:
        html: str
        language: str
        unwoven_terms: list[int]
        page_id: int
        is_public: bool

    class Meta:
        abstract = True

    def woven_parts(self) -> list[str]:
        """Hook: clean markup, in the order in which it is read; the long text comes last."""
        return [self.html]

    def own_term(self) -> int | None:
        """Hook: the key of the term that this text explains itself."""
        return None

    def reader_context(self, site: Any) -> dict[str, Any]:
        """The text with links to its terms, and the list of these.

        Costs three queries: the edition of the glossary, the woven text, the terms. And one for each kind
        of page that editors linked to.
        """
        from glossary.explaining import explained_context

        return explained_context(self, site.woven_scope)
