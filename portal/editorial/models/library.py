"""The library of images. A file is re-encoded before it is kept and never changes afterwards.

Beside it lie its renditions, the same picture at smaller widths, made once and named in the row:
pages offer what is there, and the picture itself when there is nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext_lazy as _

from portal.editorial import uses
from portal.editorial.images import RENDITION_WIDTHS, reencode, renditions
from portal.editorial.limits import SHORT_TEXT_MAX
from portal.editorial.pictures import (
    ImageFacts,
    images_in,
    is_enlargeable,
    names_of,
    rendition_name,
    sizes_in_text,
)
from portal.search.text import fold


class Reencoded(ContentFile):
    """Bytes that went through `reencode` already."""


class ImageQuerySet(models.QuerySet["Image"]):
    def by_src(self, srcs: Iterable[str]) -> ImageQuerySet:
        """The images at these addresses, also at those of renditions."""
        return self.filter(file__in=set(names_of(srcs).values()))

    def found_at(self, srcs: Iterable[str]) -> dict[str, Image]:
        """The image at each address that leads to one. Costs a query, or none without an address."""
        names = names_of(srcs)
        if not names:
            return {}
        # Should several rows have the same file, the oldest speaks for it.
        found = {image.name: image for image in self.by_src(names).order_by("-pk")}
        return {src: found[name] for src, name in names.items() if name in found}

    def facts_in(self, html: str) -> dict[str, ImageFacts]:
        """What prepare() has to know of the pictures of a text. Costs a query if there are any."""
        return {src: image.facts for src, image in self.found_at(images_in(html)).items()}

    def without_licence(self) -> ImageQuerySet:
        return self.filter(licence="")

    def unused(self) -> ImageQuerySet:
        """Of no page, version or text. Reads all texts with pictures."""
        unused = self.exclude(file__in=uses.names_in_texts())
        for holder in uses.holders():
            for link in holder.links:
                unused = unused.exclude(Exists(holder.rows.filter(**{link: OuterRef("pk")})))
        return unused

    def matching(self, text: str) -> ImageQuerySet:
        """Every word, whatever its case and accents, in title, credit, licence or an alternative text.

        Costs a query for each model that uses images, and reads the texts with pictures that are shown.
        """
        words = fold(text).split()
        if not words:
            return self
        texts: dict[int, list[str]] = {}
        keys: dict[str, int] = {}
        for key, name, *own in self.model._base_manager.values_list(
            "pk", "file", "title", "credit", "licence"
        ):
            texts[key], keys[name] = own, key
        for of, alt in uses.alts_shown():
            texts.get(keys.get(of, 0) if isinstance(of, str) else of, []).append(alt)
        folded = ((key, fold(" ".join(own))) for key, own in texts.items())
        return self.filter(pk__in=[key for key, own in folded if all(word in own for word in words)])

    def delete(self) -> tuple[int, dict[str, int]]:
        """One by one, as Image.delete(). Raises ProtectedError, and then deletes none."""
        deleted = 0
        with transaction.atomic(using=self.db):
            for image in self:
                deleted += image.delete()[0]
        return deleted, {self.model._meta.label: deleted}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Image(models.Model):
    title = models.CharField(
        _("title"), max_length=SHORT_TEXT_MAX, help_text=_("For editors, to find it again.")
    )
    file = models.FileField(_("file"), upload_to="images/", help_text=_("JPEG, PNG or WebP, at most 15 MB."))
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)  # pixels
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)  # pixels
    # Of the renditions that are stored, in pixels, ascending; None when nobody has made any yet.
    rendition_widths = models.JSONField(editable=False, null=True)
    credit = models.CharField(_("credit"), max_length=SHORT_TEXT_MAX)
    licence = models.CharField(_("licence"), max_length=SHORT_TEXT_MAX, blank=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects: ClassVar[ImageQuerySet] = ImageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new upload with its renditions. If the row cannot be saved, no file stays behind."""
        self._reencode()
        if not self._has_new_upload:
            super().save(*args, **kwargs)
            return
        with self._files_kept_if_saved(), transaction.atomic():
            super().save(*args, **kwargs)

    def clean(self) -> None:
        try:
            self._reencode()
        except ValidationError as error:
            raise ValidationError({"file": error}) from error
        if self._has_new_upload:
            self._check_not_there_yet()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row and, once that is certain, its files. Raises ProtectedError for one in use."""
        if in_use := self.uses():
            message = "The image is in use: " + "; ".join(map(str, in_use))
            raise ProtectedError(message, {use.holder for use in in_use})
        storage, names = self.file.storage, self._file_names()
        with transaction.atomic():
            done = super().delete(*args, **kwargs)
            transaction.on_commit(partial(_remove_files, storage, names), robust=True)
        return done

    def uses(self) -> list[uses.Use]:
        """The pages and texts with this image, in all their versions; see uses_of() for the cost."""
        return uses.uses_of(self)

    def make_renditions(self) -> int:
        """Store what is missing of the renditions, and return how many were.

        Raises ValidationError or OSError for a file that cannot be read.
        """
        storage, name = self.file.storage, self.name
        expected = [width for width in RENDITION_WIDTHS if width < self.width]
        stored = {one for one in RENDITION_WIDTHS if storage.exists(rendition_name(name, one))}
        if self.width and self.rendition_widths == expected and stored.issuperset(expected):
            return 0
        with storage.open(name) as file:
            made = renditions(file.read())
        missing = [width for width in made.by_width if width not in stored]
        for width in missing:
            _write(storage, rendition_name(name, width), made.by_width[width])
        self.width, self.height, self.rendition_widths = made.width, made.height, list(made.by_width)
        self.save(update_fields=["width", "height", "rendition_widths"])
        return len(missing)

    # The file

    @property
    def _has_new_upload(self) -> bool:
        return bool(self.file) and not getattr(self.file, "_committed", True)

    def _reencode(self) -> None:
        """Put the re-encoded picture in the place of a new upload. Raises ValidationError."""
        if not self._has_new_upload or isinstance(self.file.file, Reencoded):
            return
        picture = reencode(self.file.file)
        self.file = Reencoded(picture.content, name=picture.name)
        self.width, self.height, self.rendition_widths = picture.width, picture.height, None

    def _check_not_there_yet(self) -> None:
        name = self.file.field.generate_filename(self, self.name)
        there = type(self).objects.filter(file=name).exclude(pk=self.pk).first()
        if there:
            message = _("This picture is in the library already: “%(title)s”.")
            params = {"title": there.title}
            raise ValidationError({"file": ValidationError(message, code="there_already", params=params)})

    @contextmanager
    def _files_kept_if_saved(self) -> Iterator[None]:
        upload, written = self.file.file, list[str]()
        storage = self.file.storage
        try:
            made = renditions(upload.read())
            upload.seek(0)
            self.file.save(self.name, upload, save=False)
            written.append(self.name)
            for width, content in made.by_width.items():
                written.append(rendition_name(self.name, width))
                _write(storage, written[-1], content)
            self.rendition_widths = list(made.by_width)
            yield
        except BaseException:
            _delete_files(storage, written)
            upload.seek(0)
            self.file, self.rendition_widths = upload, None
            raise

    def _file_names(self) -> list[str]:
        name = self.name
        return [name, *(rendition_name(name, width) for width in self.rendition_widths or [])] if name else []

    # What pages read

    @property
    def name(self) -> str:
        """Of the file in storage; its renditions are called after it."""
        return self.file.name or ""

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def thumbnail_url(self) -> str:
        """The smallest rendition, or the picture itself."""
        if not self.rendition_widths:
            return self.url
        return self.file.storage.url(rendition_name(self.name, self.rendition_widths[0]))

    @property
    def srcset(self) -> str:
        """The renditions and the picture, each with its width; "" while there is no choice."""
        if not self.rendition_widths:
            return ""
        storage, name = self.file.storage, self.name
        smaller = (f"{storage.url(rendition_name(name, one))} {one}w" for one in self.rendition_widths)
        return ", ".join([*smaller, f"{self.url} {self.width}w"])

    @property
    def sizes_in_text(self) -> str:
        return sizes_in_text(self.width)

    @property
    def is_enlargeable(self) -> bool:
        return is_enlargeable(self.width)

    @property
    def facts(self) -> ImageFacts:
        return ImageFacts(self.width, self.height, self.srcset)


def _write(storage: Storage, name: str, content: bytes) -> None:
    """Under exactly that name: what lies there can only be left over from a picture that is gone."""
    storage.delete(name)
    storage.save(name, ContentFile(content))


def _remove_files(storage: Storage, names: list[str]) -> None:
    if names and not Image.objects.filter(file=names[0]).exists():
        _delete_files(storage, names)


def _delete_files(storage: Storage, names: list[str]) -> None:
    for name in names:
        with suppress(OSError):  # one that stays behind is no reason to keep the others
            storage.delete(name)
