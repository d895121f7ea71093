"""The emergency numbers that a portal shows until its editors have set their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BY_MESSAGE = {"114"}  # takes text messages, and no call
FRENCH = ("fr", "en")  # languages of the shipped texts, which speak to readers in France
PUBLIC_SERVICE = "https://www.service-public.fr/particuliers/vosdroits/F33954"


@dataclass(frozen=True)
class ShippedNumber:
    number: str
    label: str | Promise
    source: str  # address of the public service that says so
    is_european: bool = False  # and holds in every country of the Union


SHIPPED = (
    ShippedNumber("15", _("In France: ambulance and medical emergencies (SAMU)"), PUBLIC_SERVICE),
    ShippedNumber(
        "112", _("Any emergency, anywhere in the European Union"), PUBLIC_SERVICE, is_european=True
    ),
    ShippedNumber(
        "114", _("In France, by text message, if you cannot speak or hear"), "https://www.urgence114.fr/"
    ),
    ShippedNumber("3114", _("In France: suicide prevention, free, day and night"), "https://3114.fr/"),
)


def shipped_numbers(language: str) -> list[ShippedNumber]:
    """Where another language is spoken, only what holds in every country can be known."""
    return [number for number in SHIPPED if language in FRENCH or number.is_european]


def address_of(number: str) -> str:
    """What a telephone does when the number is touched."""
    digits = "".join(number.split())
    return f"sms:{digits}" if digits in BY_MESSAGE else f"tel:{digits}"
