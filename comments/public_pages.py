"""The public pages that discussions stand under, whatever their kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import OuterRef, Subquery

from portal.editorial.languages import reverse_in

if TYPE_CHECKING:
    from comments.models import Discussed


def discussed_models() -> Iterator[type[Discussed]]:
    """The kinds of pages that carry a discussion; comments knows none of them by name."""
    from comments.models import Discussed

    yield from (model for model in apps.get_models() if issubclass(model, Discussed))


def page_columns(discussion: str) -> dict[str, Subquery]:
    """What `page_of` reads: title and slug of the live page of the discussion in that column."""
    columns = {}
    for model in discussed_models():
        newest = model.revision_model().objects.live().discussed_in(OuterRef(discussion))
        for name in ("title", "slug"):
            live = newest.order_by("-public_from").values(name)[:1]
            columns[f"{model._meta.model_name}_{name}"] = Subquery(live)
    return columns


@dataclass(frozen=True)
class PublicPage:
    """The page under which a comment stands, as the public sees it."""

    model: type[Discussed]
    title: str
    url: str

    @property
    def kind_label(self) -> str:
        return str(self.model._meta.verbose_name)


def page_of(row: Any, language: str) -> PublicPage | None:
    """The page of a comment or discussion from `with_page()`; None while that is not public."""
    for model in discussed_models():
        name = model._meta.model_name
        if slug := getattr(row, f"{name}_slug", None):
            url = reverse_in(language, model.url_name, slug)
            return PublicPage(model, getattr(row, f"{name}_title"), url)
    return None
