"""The look an association chose: the tokens that its colours give, and the one style sheet with them.

The shipped sheet is served as it is while nothing was chosen. Otherwise the choice stands in the address
of the sheet, so that every node can answer without asking the database, and pages kept elsewhere still
find the look they were made with.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ValidationError
from django.db import models
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from portal.editorial.colours import is_colour, least_contrast, mixed, readable

SHEET = "css/portal.css"
CONTRAST_MIN = 4.5  # of text on each ground, WCAG 2.2 AA
# The grounds on which text stands: --paper, --surface and --sand of the style sheet.
LIGHT = ("#fbf7ef", "#fffdf8", "#f3eadb")
DARK = ("#0f1d1f", "#16292b", "#142527")
BLACK, WHITE = "#000000", "#ffffff"
_TINT_LIGHT, _TINT_DARK = 0.9, 0.83  # share of paper in the ground of notices and key points
_NONE = "0"  # of a colour that was not chosen, in the address

Tokens = dict[str, str]


class Typeface(models.TextChoices):
    SHIPPED = "shipped", _("Atkinson Hyperlegible, with Literata for titles")
    PLAIN = "plain", _("Atkinson Hyperlegible throughout")
    SYSTEM = "system", _("the typeface of each reader’s device")


FONTS = {
    Typeface.SHIPPED: ("fonts/atkinson-next.woff2", "fonts/literata-display.woff2"),
    Typeface.PLAIN: ("fonts/atkinson-next.woff2",),
    Typeface.SYSTEM: (),
}
_FAMILIES: dict[str, Tokens] = {
    Typeface.SHIPPED: {},
    Typeface.PLAIN: {"font-title": "var(--font-text)"},
    Typeface.SYSTEM: {"font-text": "system-ui, sans-serif", "font-title": "var(--font-text)"},
}


def validate_light_colour(colour: str) -> None:
    """Raises ValidationError for what cannot be read on the light pages, and names a shade that can."""
    _validate(colour, LIGHT, _TINT_LIGHT, BLACK, _("light"))


def validate_dark_colour(colour: str) -> None:
    """Raises ValidationError for what cannot be read on the dark pages, and names a shade that can."""
    _validate(colour, DARK, _TINT_DARK, WHITE, _("dark"))


def _validate(colour: str, papers: tuple[str, ...], share: float, towards: str, pages: object) -> None:
    colour = colour.lower()
    if not is_colour(colour):
        raise ValidationError(_("Give a colour as # and six digits or letters a to f: #0b5b5d."), code="form")
    found = _least(colour, papers, share)
    if found < CONTRAST_MIN:
        message = _(
            "On the %(pages)s pages, this colour has a contrast of %(found)s to 1; text needs "
            "%(least)s to 1. The nearest shade that can be read: %(nearest)s."
        )
        params = {
            "pages": pages,
            "found": number_format(int(found * 10) / 10, 1),
            "least": number_format(CONTRAST_MIN, 1),
            "nearest": _nearest(colour, papers, share, towards),
        }
        raise ValidationError(message, code="contrast", params=params)


def _least(colour: str, papers: tuple[str, ...], share: float) -> float:
    """On the papers, and on the tint of the colour itself."""
    return least_contrast(colour, (*papers, mixed(colour, papers[0], share)))


def _nearest(
    colour: str, papers: tuple[str, ...], share: float, towards: str, least: float = CONTRAST_MIN
) -> str:
    for step in range(101):
        shade = mixed(colour, towards, step / 100)
        if _least(shade, papers, share) >= least:
            return shade
    return towards


def _for_dark(colour: str) -> str:
    """A light shade of the colour; brighter than it must be, as the shipped ones are."""
    return colour and _nearest(colour, DARK, _TINT_DARK, WHITE, 6.5)


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as "#rrggbb", or "" for the shipped ones; a dark one is worked out where it is missing."""

    main: str = ""
    main_dark: str = ""
    accent: str = ""
    accent_dark: str = ""
    typeface: str = Typeface.SHIPPED

    @classmethod
    def of(cls, colours: Sequence[str], typeface: str) -> Look:
        """What of it can be shown: a colour that cannot be read gives way to the shipped one."""
        main, main_dark, accent, accent_dark = (colour.lower() for colour in colours)
        return cls(
            _if_valid(main, validate_light_colour),
            _if_valid(main_dark, validate_dark_colour),
            _if_valid(accent, validate_light_colour),
            _if_valid(accent_dark, validate_dark_colour),
            typeface if typeface in Typeface.values else Typeface.SHIPPED,
        )

    @classmethod
    def from_code(cls, code: str) -> Look | None:
        """The look an address names, or None where nobody can have chosen that."""
        parts = code.split("-")
        if len(parts) != len(astuple(cls())):
            return None
        *colours, typeface = parts
        look = cls.of(["" if part == _NONE else f"#{part}" for part in colours], typeface)
        return look if look.code == code else None

    @property
    def code(self) -> str:
        colours = (self.main, self.main_dark, self.accent, self.accent_dark)
        return "-".join([*(colour[1:] or _NONE for colour in colours), self.typeface])

    @property
    def fonts(self) -> tuple[str, ...]:
        """Static files that pages fetch early."""
        return FONTS[Typeface(self.typeface)]

    @property
    def sheet_url(self) -> str:
        """Of the one style sheet of reader pages."""
        if self == Look():
            return static(SHEET)
        return reverse("look", args=[self.code, digest(self)])

    def sheet(self) -> str:
        """The shipped style sheet, and after it the tokens that differ; paper keeps its black ink."""
        blocks = [_shipped_sheet(), _block("", _FAMILIES[self.typeface])]
        blocks.append(_block("@media screen", self._light()))
        blocks.append(_block("@media screen and (prefers-color-scheme: dark)", self._dark()))
        return "\n".join(filter(None, blocks))

    def _light(self) -> Tokens:
        return {
            **(_main_light(self.main) if self.main else {}),
            **(_accent_light(self.accent, self.main) if self.accent else {}),
        }

    def _dark(self) -> Tokens:
        main = self.main_dark or _for_dark(self.main)
        accent = self.accent_dark or _for_dark(self.accent)
        return {
            **(_main_dark(main) if main else {}),
            **(_accent_dark(accent) if accent else {}),
        }


def digest(look: Look) -> str:
    """Of the sheet, for its address: it changes with the choice and with the shipped sheet."""
    return hashlib.sha256(f"{_shipped_sheet()}{look.code}{_BUILD}".encode()).hexdigest()[:12]


_BUILD = 1  # to be raised when the same choice gives other tokens


def _if_valid(colour: str, validate: Callable[[str], None]) -> str:
    try:
        validate(colour)
    except ValidationError:
        return ""
    return colour


def _block(around: str, tokens: Tokens) -> str:
    if not tokens:
        return ""
    rules = " ".join(f"--{name}: {value};" for name, value in tokens.items())
    return f"{around} {{ :root {{ {rules} }} }}" if around else f":root {{ {rules} }}"


def _main_light(main: str) -> Tokens:
    deep = readable(main, [LIGHT[0]], 11, towards=BLACK)
    return {
        "teal": main,
        "teal-tint": mixed(main, LIGHT[0], _TINT_LIGHT),
        "plate": deep,
        "deep": deep,
        "deep-line": mixed(deep, LIGHT[0], 0.2),
        "on-deep-soft": readable(mixed(main, WHITE, 0.7), [deep], 7, towards=WHITE),
        "art-deep": deep,
        "art-arms": deep,
        "art-teal": mixed(main, WHITE, 0.18),
        "art-mist": mixed(main, LIGHT[0], 0.74),
    }


def _accent_light(accent: str, main: str) -> Tokens:
    deep = readable(main or "#0e3a3d", [LIGHT[0]], 11, towards=BLACK)
    return {
        "coral": accent,
        "coral-tint": mixed(accent, LIGHT[0], _TINT_LIGHT),
        "focus": accent,
        "on-deep-coral": readable(mixed(accent, WHITE, 0.4), [deep], 7, towards=WHITE),
        "art-coral": mixed(accent, WHITE, 0.22),
        "art-blush": mixed(accent, LIGHT[0], 0.68),
    }


def _main_dark(main: str) -> Tokens:
    return {
        "teal": main,
        "teal-tint": mixed(main, DARK[0], _TINT_DARK),
        "plate": readable(mixed(main, DARK[0], 0.6), ["#f3ece0"], 7, towards=BLACK),
        "on-deep-soft": mixed(main, "#f3ece0", 0.6),
        "art-deep": mixed(main, DARK[0], 0.86),
        "art-arms": mixed(main, WHITE, 0.35),
        "art-teal": mixed(main, DARK[0], 0.42),
        "art-mist": mixed(main, WHITE, 0.35),
    }


def _accent_dark(accent: str) -> Tokens:
    return {
        "coral": accent,
        "coral-tint": mixed(accent, DARK[0], _TINT_DARK),
        "focus": accent,
        "on-deep-coral": accent,
        "art-coral": mixed(accent, DARK[0], 0.2),
        "art-blush": mixed(accent, WHITE, 0.4),
    }


def _shipped_sheet() -> str:
    """As it was collected, with addresses that also hold beside other folders."""
    return _read_sheet() if settings.DEBUG else _sheet_once()


@lru_cache(maxsize=1)
def _sheet_once() -> str:
    return _read_sheet()


def _read_sheet() -> str:
    stored_name = getattr(staticfiles_storage, "stored_name", None)
    name = stored_name(SHEET) if stored_name and not settings.DEBUG else SHEET
    path = Path(staticfiles_storage.path(name))
    if not path.exists():
        path = Path(str(finders.find(SHEET)))
    return re.sub(r'url\("?\.\./([^")]+)"?\)', rf'url("{settings.STATIC_URL}\1")', path.read_text())
