"""The charter and the privacy page say what the portal does, as it is set."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from comments.limits import BAN_DAYS_MAX, CHARTER_VERSION
from portal.editorial.models import EmergencyNumber, SiteSettings
from portal.editorial.site import about_url
from tests.comments.conftest import body

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


def charter(client: Client, language: str) -> str:
    """Without what stands around it on every page."""
    page = body(client.get(about_url(language, "charter")))
    return page.partition("<main")[2].partition("</main>")[0]


@LANGUAGES
def test_the_charter_names_the_emergency_numbers_that_are_set(client: Client, language: str) -> None:
    assert "<strong>3114</strong>" in charter(client, language)
    row = SiteSettings.objects.get(language=language)
    EmergencyNumber.objects.create(settings=row, number="144", label="Ambulance")
    assert "<strong>144</strong>" in charter(client, language)
    assert "<strong>3114</strong>" not in charter(client, language)


@LANGUAGES
def test_the_charter_tells_its_version(client: Client, language: str) -> None:
    assert f"Version {CHARTER_VERSION}<" in charter(client, language)


@LANGUAGES
def test_the_charter_speaks_of_mail_only_where_there_is_some(
    client: Client, language: str, settings: Any
) -> None:
    without = charter(client, language)
    settings.PUBLIC_URL = "https://portail.exemple"
    assert charter(client, language) != without


@LANGUAGES
def test_the_charter_says_where_to_appeal(client: Client, language: str) -> None:
    assert "mailto:" not in charter(client, language)
    SiteSettings.objects.update(contact_email="modo@exemple.fr")
    assert charter(client, language).count('href="mailto:modo@exemple.fr"') == 1


@LANGUAGES
def test_the_privacy_page_says_how_long_a_ban_can_last(client: Client, language: str) -> None:
    assert f" {BAN_DAYS_MAX} " in body(client.get(about_url(language, "privacy"))).replace("\xa0", " ")
