"""What a reader page shows of the site itself: settings of its language, or what ships with the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.editorial.emergency import address_of, shipped_numbers
from portal.editorial.languages import reverse_in
from portal.editorial.look import Look
from portal.editorial.models import AboutKey, BannerPlace, SiteSettings
from portal.editorial.models.site import COLOURS
from portal.editorial.typography import typeset

LOGO_HEIGHT = 44  # CSS pixels, as in the style sheet; the width follows


@dataclass(frozen=True)
class Banner:
    title: str
    text: str
    button: str
    url: str


@dataclass(frozen=True)
class AboutLink:
    key: str
    title: str
    url: str


@dataclass(frozen=True)
class Logo:
    """Width and height are in pixels; `alt` is "" where the name beside it says as much."""

    url: str
    srcset: str
    width: int
    height: int
    alt: str


class Site:
    """The settings of one language; blank ones fall back to the shipped words. Costs a query.

    What is blank of the look falls back to the first language of the site before.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        found = list(
            SiteSettings.objects.with_emergency_numbers().filter(
                language__in={language, settings.LANGUAGE_CODE}
            )
        )
        rows = [row for row in found if row.language == language]
        self._row = rows[0] if rows else SiteSettings(language=language)
        own = [(row.emergency_number, row.emergency_label) for row in rows if row.emergency_number]
        first = next((row for row in found if row.language == settings.LANGUAGE_CODE), self._row)
        self._looks = (self._row, first)
        self.emergency_numbers = [
            {"number": number, "label": self._set(label), "url": address_of(number)}
            for number, label in own or self._shipped_numbers()
        ]

    def _shipped_numbers(self) -> list[tuple[str, str]]:
        return [(one.number, str(one.label)) for one in shipped_numbers(self.language)]

    @property
    def name(self) -> str:
        return self._row.site_name or _("Immunotherapy portal")

    @property
    def tagline(self) -> str:
        return self._set(self._row.tagline) or _("Understanding immunotherapy against cancer")

    @property
    def home_intro(self) -> str:
        return self._set(self._row.home_intro)

    @property
    def notice(self) -> str:
        return self._set(self._row.notice) or shipped_notice()

    @property
    def contact_email(self) -> str:
        return self._row.contact_email

    @property
    def emergency_checked_on(self) -> date | None:
        return self._row.emergency_checked_on

    @property
    def charter_url(self) -> str:
        return about_url(self.language, AboutKey.CHARTER)

    @property
    def contact_url(self) -> str:
        return about_url(self.language, AboutKey.CONTACT)

    @property
    def banner(self) -> Banner:
        row = self._row
        return Banner(
            title=self._set(row.banner_title) or _("You are not alone"),
            text=self._set(row.banner_text) or _("Patients and relatives share their questions here."),
            button=self._set(row.banner_button) or _("Join the community"),
            url=row.banner_link or reverse_in(self.language, "comments:latest"),
        )

    @property
    def woven_scope(self) -> str:
        """In what the first use of a term is linked: "section", "page" or "all"."""
        return self._row.woven_scope

    @cached_property
    def look(self) -> Look:
        return Look.of([self._chosen(name) for name in COLOURS], self._chosen("typeface"))

    @cached_property
    def logo(self) -> Logo | None:
        """The picture in the place of the shipped drawing, or None."""
        row = next((row for row in self._looks if row.logo), None)
        if row is None or row.logo is None:
            return None
        image = row.logo
        width = max(1, round(image.width * LOGO_HEIGHT / max(1, image.height)))
        return Logo(image.url, image.srcset, width, LOGO_HEIGHT, self._set(self._chosen("logo_alt")))

    def _chosen(self, name: str) -> str:
        return next((value for row in self._looks if (value := getattr(row, name))), "")

    def _set(self, text: str) -> str:
        return typeset(text, self.language)

    def banner_place(self, chosen: str) -> str:
        """Where the banner stands on a page whose editors chose that: "middle", "end" or "off"."""
        return self._row.banner_place if chosen == BannerPlace.SITE else chosen


def shipped_notice() -> str:
    return _(
        "Comments serve discussion and clarification only. They do not replace medical advice: "
        "for a question about your health, please see a health professional."
    )


def about_slug(language: str, key: str) -> str:
    """The last part of the address of an about text, in that language."""
    words = {
        AboutKey.LEGAL: translation.pgettext_lazy("path", "legal"),
        AboutKey.PRIVACY: translation.pgettext_lazy("path", "privacy"),
        AboutKey.CHARTER: translation.pgettext_lazy("path", "charter"),
        AboutKey.ACCESSIBILITY: translation.pgettext_lazy("path", "accessibility"),
        AboutKey.CONTACT: translation.pgettext_lazy("path", "contact"),
    }
    with translation.override(language):
        return str(words[AboutKey(key)])


def about_url(language: str, key: str) -> str:
    return reverse_in(language, "about:page", about_slug(language, key))


def about_links(language: str) -> list[AboutLink]:
    return [AboutLink(key, str(capfirst(key.label)), about_url(language, key)) for key in AboutKey]


def origin_of(request: HttpRequest) -> str:
    """What the address of every page begins with: of the public site if that is known, else as asked for."""
    return absolute("", host=f"{request.scheme}://{request.get_host()}")


def absolute(path: str, *, host: str = "") -> str:
    """The path as a full address, of the public site if that is known."""
    return f"{settings.PUBLIC_URL or host}{path}"
