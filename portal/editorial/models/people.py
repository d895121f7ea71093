"""Those who write: a row per person and language, as pages have."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.editorial.fields import SortKeyField
from portal.editorial.languages import default_language, language_choices, reverse_in
from portal.editorial.limits import SHORT_TEXT_MAX, SLUG_MAX, SORT_KEY_MAX
from portal.search.text import sort_key


class Contributor(models.Model):
    language = models.CharField(
        _("language"), max_length=10, choices=language_choices, default=default_language
    )
    slug = models.CharField(_("address"), max_length=SLUG_MAX, validators=[validate_slug])
    translation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=SHORT_TEXT_MAX)
    sort_key = SortKeyField(max_length=SORT_KEY_MAX, editable=False)
    qualification = models.CharField(
        _("role and qualification"), max_length=SHORT_TEXT_MAX, blank=True,
        help_text=_("For example: oncologist, University Hospital of Lille."),
    )  # fmt: skip
    bio = models.TextField(_("about this person"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="profiles",
    )  # fmt: skip

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="editorial_contributor_address"),
            models.UniqueConstraint(
                fields=["translation_key", "language"], name="editorial_contributor_translation"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse_in(self.language, "about:contributor", self.slug)
