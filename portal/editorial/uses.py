"""Where the images of the library are used: by pages, by their revisions, and inside rich texts.

Worked out on demand from the rows themselves, so that it is never out of date. Whatever model has a
foreign key to an image, or a rich text, is looked at; nothing has to be registered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.fields import RichTextField
from portal.editorial.pictures import body_images, images_in, names_of

if TYPE_CHECKING:
    from portal.editorial.models import Image

WITH_IMAGE = "<img "


class Place(models.TextChoices):
    WORKING_COPY = "working-copy", _("working copy")
    LIVE = "live", _("on the site")
    SCHEDULED = "scheduled", _("scheduled")
    OTHER = "other", _("another version")


@dataclass(frozen=True, slots=True)
class Use:
    """What uses an image: a page in one or several of its versions, or another text."""

    holder: models.Model
    places: tuple[Place, ...]
    alts: tuple[str, ...]  # alternative texts; "" where the image is decorative
    url: str  # where the public sees it, or ""

    def __str__(self) -> str:
        return f"{self.holder} ({', '.join(str(place.label) for place in self.places)})"

    @property
    def kind(self) -> str:
        return str(self.holder._meta.verbose_name)

    @property
    def edit_url(self) -> str:
        """Its page in the administration, or "" if it has none."""
        meta = self.holder._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.holder.pk])
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class _Holder:
    """A model that can use images, with the names of the columns in which it does."""

    model: type[models.Model]
    links: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.all()

    @property
    def is_revision(self) -> bool:
        return hasattr(self.model, "public_from")

    def rows_shown(self) -> models.QuerySet[Any]:
        """Working copies, and what the public reads."""
        return self.model._default_manager.live() if self.is_revision else self.rows  # type: ignore[attr-defined]

    def alts_in(self, row: Any, image: Image) -> Iterator[str]:
        for link in self.links:
            if getattr(row, f"{link}_id") == image.pk:
                yield getattr(row, f"{link}_alt", "")
        for text in self.texts:
            found = body_images(getattr(row, text))
            names = names_of(picture.src for picture in found)
            yield from (one.alt or "" for one in found if names.get(one.src) == image.name)


def holders() -> Iterator[_Holder]:
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        links = tuple(one.name for one in fields if _label(one.related_model) == "editorial.Image")
        texts = tuple(one.name for one in fields if isinstance(one, RichTextField))
        if links or texts:
            yield _Holder(model, links, texts)


def uses_of(image: Image) -> list[Use]:
    """By title of what uses it. Costs a query for each model that can, which reads its texts through."""
    places: dict[models.Model, dict[Place, None]] = {}
    alts: dict[models.Model, dict[str, None]] = {}
    urls: dict[models.Model, str] = {}
    for holder in holders():
        for row in _candidates(holder, image):
            if found := list(holder.alts_in(row, image)):
                page, place = _page_and_place(holder, row)
                places.setdefault(page, {})[place] = None
                alts.setdefault(page, {}).update(dict.fromkeys(found))
                urls[page] = row.get_absolute_url() if place == Place.LIVE else urls.get(page, "")
    order = list(Place)
    uses = [
        Use(page, tuple(sorted(places[page], key=order.index)), tuple(alts[page]), urls[page])
        for page in places
    ]
    return sorted(uses, key=lambda use: (use.kind, str(use.holder)))


def names_in_texts() -> set[str]:
    """The file names of all pictures in all rich texts, those of earlier versions included."""
    names: set[str] = set()
    for holder in holders():
        for html in _texts(holder, holder.rows):
            names.update(names_of(images_in(html)).values())
    return names


def alts_shown() -> Iterator[tuple[int | str, str]]:
    """Alternative texts in working copies and live pages, each with the key or file name of its image."""
    for holder in holders():
        rows = holder.rows_shown()
        for link in holder.links:
            yield from rows.exclude(**{f"{link}_alt": ""}).values_list(f"{link}_id", f"{link}_alt")
        for html in _texts(holder, rows):
            found = body_images(html)
            names = names_of(picture.src for picture in found)
            yield from ((names.get(one.src, ""), one.alt or "") for one in found)


def _texts(holder: _Holder, rows: models.QuerySet[Any]) -> Iterator[str]:
    for text in holder.texts:
        chosen = rows.filter(**{f"{text}__contains": WITH_IMAGE})
        yield from chosen.order_by().values_list(text, flat=True).iterator()


def _candidates(holder: _Holder, image: Image) -> models.QuerySet[Any]:
    stem = image.name.rpartition(".")[0]  # what a rendition's name begins with, too
    conditions = [Q(**{link: image.pk}) for link in holder.links]
    if stem:
        conditions += [Q(**{f"{text}__contains": stem}) for text in holder.texts]
    chosen = Q()
    for condition in conditions:
        chosen |= condition
    rows = holder.rows.filter(chosen)
    return rows.select_related("page") if holder.is_revision else rows


def _page_and_place(holder: _Holder, row: Any) -> tuple[models.Model, Place]:
    if not holder.is_revision:
        return row, Place.WORKING_COPY
    now = timezone.now()
    if row.public_from is None or (row.public_until is not None and row.public_until <= now):
        return row.page, Place.OTHER
    return row.page, Place.LIVE if row.public_from <= now else Place.SCHEDULED


def _label(model: Any) -> str:
    return model._meta.label if isinstance(model, type) and issubclass(model, models.Model) else ""
