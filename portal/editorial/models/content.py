"""What a reader sees of an article or a term: the columns that working copy and revision share."""

from typing import Any

from django.core.validators import validate_slug
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.editorial.fields import RichTextField, SortKeyField
from portal.editorial.languages import default_language, language_choices
from portal.editorial.limits import SHORT_TEXT_MAX, SLUG_MAX, SORT_KEY_MAX, SUMMARY_MAX, TITLE_MAX
from portal.search.text import sort_key


class Origin(models.TextChoices):
    EDITORIAL = "editorial", _("written here")
    DEMO = "demo", _("demonstration")
    IMPORT = "import", _("imported")


class BannerPlace(models.TextChoices):
    SITE = "site", _("as set for the site")
    MIDDLE = "middle", _("in the middle of the text")
    END = "end", _("after the text")
    OFF = "off", _("off")


class Content(models.Model):
    """Abstract. Whatever is added here is frozen with each revision; see Revision.freeze."""

    language = models.CharField(
        _("language"), max_length=10, choices=language_choices, default=default_language
    )
    slug = models.CharField(
        _("address"),
        max_length=SLUG_MAX,
        validators=[validate_slug],
        help_text=_("The last part of the page's web address: lower-case letters, digits and hyphens."),
    )
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    sort_key = SortKeyField(max_length=SORT_KEY_MAX, editable=False)
    summary = models.TextField(
        _("summary"),
        max_length=SUMMARY_MAX,
        blank=True,
        help_text=_("One to three sentences in plain words; lists, search engines and previews show them."),
    )
    key_points = models.TextField(
        _("key points"), blank=True, help_text=_("One point a line; shown in a box above the text.")
    )
    body = RichTextField(_("text"), blank=True)
    category = models.ForeignKey(
        "editorial.Category", verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    image = models.ForeignKey(
        "editorial.Image", verbose_name=_("image"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    image_alt = models.CharField(
        _("alternative text"),
        max_length=SHORT_TEXT_MAX,
        blank=True,
        help_text=_("What the image shows, for those who do not see it."),
    )
    image_is_decorative = models.BooleanField(
        _("the image is decorative"),
        default=False,
        db_default=False,
        help_text=_("It adds nothing to the text: those who do not see it are not told of it."),
    )
    image_caption = models.CharField(_("caption"), max_length=SHORT_TEXT_MAX, blank=True)
    funding = models.CharField(
        _("funding and interests"),
        max_length=SHORT_TEXT_MAX,
        blank=True,
        help_text=_("Who paid for this text and which interests its authors have; “none” is an answer."),
    )
    banner_place = models.CharField(
        _("community banner"), max_length=10, choices=BannerPlace, default=BannerPlace.SITE
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_title_and_slug", condition=~Q(title="") & ~Q(slug="")
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_banner_place", condition=Q(banner_place__in=BannerPlace.values)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Work out the columns that follow from others. Whoever writes many rows at once calls it himself."""
        self.sort_key, self.slug = sort_key(self.title), self.slug.lower()

    def key_point_list(self) -> list[str]:
        return [line.strip() for line in self.key_points.splitlines() if line.strip()]
