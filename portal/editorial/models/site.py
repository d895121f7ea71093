"""What is set per language for the whole site: settings, emergency numbers, categories, about texts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator, validate_slug
from django.db import models
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from portal.editorial.fields import COLOUR_LENGTH, ColourField, RichTextField, SortKeyField
from portal.editorial.languages import default_language, language_choices
from portal.editorial.limits import (
    REVIEW_MONTHS,
    REVIEW_MONTHS_MAX,
    SHORT_TEXT_MAX,
    SLUG_MAX,
    SORT_KEY_MAX,
    URL_MAX,
)
from portal.editorial.look import Typeface, validate_dark_colour, validate_light_colour
from portal.editorial.models.library import Image
from portal.search.text import sort_key

COLOURS = ("main_colour", "main_colour_dark", "accent_colour", "accent_colour_dark")


class BannerDefault(models.TextChoices):
    MIDDLE = "middle", _("in the middle of the text")
    END = "end", _("after the text")
    OFF = "off", _("off")


class WovenScope(models.TextChoices):
    """In what the first use of a term is linked."""

    SECTION = "section", _("its first use in each section")
    PAGE = "page", _("its first use on the page")
    ALL = "all", _("every use")


class SiteSettingsQuerySet(models.QuerySet["SiteSettings"]):
    def with_emergency_numbers(self) -> Self:
        """A row for each number, in their order, which it adds with its label; else one of None; the logo."""
        columns = {f"emergency_{name}": models.F(f"emergency_rows__{name}") for name in ("number", "label")}
        return (
            self.select_related("logo")
            .annotate(**columns)
            .order_by("emergency_rows__position", "emergency_rows__pk")
        )


class SiteSettings(models.Model):
    language = models.CharField(_("language"), max_length=10, choices=language_choices, unique=True)
    site_name = models.CharField(_("name of the site"), max_length=80, blank=True)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    home_intro = models.TextField(_("introduction on the home page"), blank=True)
    notice = models.TextField(
        _("notice beside comments"), blank=True,
        help_text=_("Says that comments do not replace medical advice. Blank: the shipped text is shown."),
    )  # fmt: skip
    contact_email = models.EmailField(_("contact address"), blank=True)
    emergency_checked_on = models.DateField(_("emergency numbers checked on"), null=True, blank=True)
    banner_title = models.CharField(_("banner: title"), max_length=120, blank=True)
    banner_text = models.TextField(_("banner: text"), max_length=300, blank=True)
    banner_button = models.CharField(_("banner: button"), max_length=60, blank=True)
    banner_link = models.CharField(
        _("banner: link"), max_length=URL_MAX, blank=True,
        help_text=_("Blank: the live discussions."),
    )  # fmt: skip
    banner_place = models.CharField(
        _("banner: place"), max_length=10, choices=BannerDefault, default=BannerDefault.MIDDLE
    )

    needs_signature = models.BooleanField(
        _("publishing needs a medical signature"), default=True, db_default=True,
        help_text=_("Unsigned pages say that they have not been medically reviewed."),
    )  # fmt: skip
    review_months = models.PositiveSmallIntegerField(
        _("months until the next review"), default=REVIEW_MONTHS, db_default=REVIEW_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(REVIEW_MONTHS_MAX)],
    )  # fmt: skip

    woven_scope = models.CharField(
        _("links to the glossary"), max_length=10, choices=WovenScope, default=WovenScope.SECTION,
        db_default=WovenScope.SECTION,
        help_text=_("Of a term in a text, this is linked."),
    )  # fmt: skip

    # Each, where blank, is as in the first language of the site, or else as shipped.
    logo = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo"),
        help_text=_("Beside the name of the site. A picture with a transparent ground looks best."),
    )  # fmt: skip
    logo_alt = models.CharField(
        _("alternative text of the logo"), max_length=SHORT_TEXT_MAX, blank=True, default="",
        db_default="", help_text=_(
            "What the logo says or shows. Leave it blank if it says no more than the name beside it."
        ),
    )  # fmt: skip
    main_colour = ColourField(
        _("main colour"), validators=[validate_light_colour],
        help_text=_("Links, buttons, notices and bands, as # and six digits or letters: #0b5b5d."),
    )  # fmt: skip
    main_colour_dark = ColourField(
        _("main colour on dark pages"), validators=[validate_dark_colour],
        help_text=_("For devices set to dark. Blank: worked out from the main colour."),
    )  # fmt: skip
    accent_colour = ColourField(
        _("accent colour"), validators=[validate_light_colour],
        help_text=_("What points: the current section, numerals, the emergency block."),
    )  # fmt: skip
    accent_colour_dark = ColourField(
        _("accent colour on dark pages"), validators=[validate_dark_colour],
        help_text=_("For devices set to dark. Blank: worked out from the accent colour."),
    )  # fmt: skip
    typeface = models.CharField(
        _("typeface"), max_length=10, choices=Typeface, blank=True, default="", db_default=""
    )

    objects = SiteSettingsQuerySet.as_manager()

    if TYPE_CHECKING:
        emergency_number: str | None  # on rows of `with_emergency_numbers()`
        emergency_label: str

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(
                name="editorial_sitesettings_review_months",
                condition=models.Q(review_months__gte=1, review_months__lte=REVIEW_MONTHS_MAX),
            ),
            models.CheckConstraint(
                name="editorial_sitesettings_banner_place",
                condition=models.Q(banner_place__in=BannerDefault.values),
            ),
            models.CheckConstraint(
                name="editorial_sitesettings_woven_scope",
                condition=models.Q(woven_scope__in=WovenScope.values),
            ),
            models.CheckConstraint(
                name="editorial_sitesettings_typeface",
                condition=models.Q(typeface__in=["", *Typeface.values]),
            ),
            *(
                models.CheckConstraint(
                    name=f"editorial_sitesettings_{colour}",
                    condition=models.Q((colour, ""))
                    | models.Q(
                        Exact(Length(colour), COLOUR_LENGTH), Exact(Left(colour, 1), models.Value("#"))
                    ),
                )
                for colour in COLOURS
            ),
        ]

    def __str__(self) -> str:
        return self.get_language_display()

    @classmethod
    def signature_needed_in(cls, language: str) -> bool:
        row = cls.objects.filter(language=language).values_list("needs_signature", flat=True).first()
        return row is not False

    @classmethod
    def woven_scope_in(cls, language: str) -> str:
        row = cls.objects.filter(language=language).values_list("woven_scope", flat=True).first()
        return row or WovenScope.SECTION

    @classmethod
    def review_months_in(cls, language: str) -> int:
        row = cls.objects.filter(language=language).values_list("review_months", flat=True).first()
        return row or REVIEW_MONTHS


class EmergencyNumber(models.Model):
    settings = models.ForeignKey(SiteSettings, on_delete=models.CASCADE, related_name="emergency_rows")
    number = models.CharField(_("number"), max_length=20)
    label = models.CharField(_("what it is for"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("emergency number")
        verbose_name_plural = _("emergency numbers")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.number


class Category(models.Model):
    language = models.CharField(
        _("language"), max_length=10, choices=language_choices, default=default_language
    )
    slug = models.CharField(_("address"), max_length=SLUG_MAX, validators=[validate_slug])
    translation_key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=SHORT_TEXT_MAX)
    sort_key = SortKeyField(max_length=SORT_KEY_MAX, editable=False)
    description = models.CharField(_("description"), max_length=SHORT_TEXT_MAX, blank=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="editorial_category_address"),
            models.UniqueConstraint(
                fields=["translation_key", "language"], name="editorial_category_translation"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class AboutKey(models.TextChoices):
    """The texts that ship with the portal; see templates/about/."""

    LEGAL = "legal", _("legal notice")
    PRIVACY = "privacy", _("privacy")
    CHARTER = "charter", _("charter of the discussions")
    ACCESSIBILITY = "accessibility", _("accessibility")
    CONTACT = "contact", _("contact")


class AboutPage(models.Model):
    """An editor's own text in place of a shipped one."""

    language = models.CharField(
        _("language"), max_length=10, choices=language_choices, default=default_language
    )
    key = models.CharField(_("text"), max_length=20, choices=AboutKey)
    body = RichTextField(_("text"))
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("about text")
        verbose_name_plural = _("about texts")
        constraints = [
            models.UniqueConstraint(fields=["language", "key"], name="editorial_aboutpage_text"),
            models.CheckConstraint(
                name="editorial_aboutpage_key", condition=models.Q(key__in=AboutKey.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.language})"
