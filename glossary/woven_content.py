"""What a kind of page takes on so that the words of its text lead to the glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from glossary.fields import TermKeysField

SECTION = "<h2></h2>"  # in what is woven, where the template has a heading


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
        key_points_html: Callable[[], str]
        answers_html: Callable[[], list[str]]
        language: str
        unwoven_terms: list[int]
        page_id: int
        is_public: bool

    class Meta:
        abstract = True

    def woven_parts(self) -> Iterator[tuple[str, str]]:
        """Hook: clean markup and what it is called in a context, in the order in which it is read.

        What has a heading of its own on the page, and what comes after it, begins a section.
        """
        points = self.key_points_html()
        if points:
            yield "key_points", SECTION + points
        yield "html", SECTION + self.html if points else self.html
        yield from (("answers", SECTION + answer) for answer in self.answers_html())

    def own_term(self) -> int | None:
        """Hook: the key of the term that this text explains itself."""
        return None

    def reader_context(self, site: Any) -> dict[str, Any]:
        """The text, the key points and the answers with links to their terms, and the list of these.

        Costs three queries: the edition of the glossary, the woven text, the terms. And one for each kind
        of page that editors linked to.
        """
        from glossary.explaining import explained_context

        return explained_context(self, site.woven_scope)
