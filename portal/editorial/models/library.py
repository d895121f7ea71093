"""The library of images. A file is re-encoded before it is kept and never changes afterwards."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.editorial.images import reencode
from portal.editorial.limits import SHORT_TEXT_MAX


class Reencoded(ContentFile):
    """Bytes that went through `reencode` already."""


class Image(models.Model):
    title = models.CharField(
        _("title"), max_length=SHORT_TEXT_MAX, help_text=_("For editors, to find it again.")
    )
    file = models.FileField(_("file"), upload_to="images/", help_text=_("JPEG, PNG or WebP, at most 15 MB."))
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)  # pixels
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)  # pixels
    credit = models.CharField(_("credit"), max_length=SHORT_TEXT_MAX)
    licence = models.CharField(_("licence"), max_length=SHORT_TEXT_MAX, blank=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._reencode()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        try:
            self._reencode()
        except ValidationError as error:
            raise ValidationError({"file": error}) from error

    def _reencode(self) -> None:
        """Put the re-encoded picture in the place of a new upload. Raises ValidationError."""
        stored = getattr(self.file, "_committed", True)
        if not self.file or stored or isinstance(self.file.file, Reencoded):
            return
        picture = reencode(self.file.file)
        self.file = Reencoded(picture.content, name=picture.name)
        self.width, self.height = picture.width, picture.height

    @property
    def url(self) -> str:
        return self.file.url
