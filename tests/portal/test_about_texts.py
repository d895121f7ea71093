"""The texts about the site that ship with it say what is true of this site."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from portal.editorial.models import EmergencyNumber, SiteSettings

PATHS = {
    "fr": ("/fr/a-propos/contact/", "/fr/a-propos/mentions-legales/"),
    "en": ("/en/about/contact/", "/en/about/legal/"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_numbers_to_call_are_those_of_the_site(client: Client, language: str, db: None) -> None:
    site = SiteSettings.objects.get_or_create(language=language)[0]
    EmergencyNumber.objects.create(settings=site, number="1 44", label="L'aide d'ici, \"144\" & <b>")
    for path in PATHS[language]:
        page = html.document_fromstring(client.get(path).content.decode())
        links = page.xpath("//main//a[starts-with(@href, 'tel:') or starts-with(@href, 'sms:')]")
        assert [(link.text, link.get("href")) for link in links] == [("1 44", "tel:144")]
        shown = page.xpath("string(//main//ul[.//a[@href='tel:144']])")
        assert "144" in shown
        assert "<b>" in shown
        assert "&" not in shown.replace(" & ", "")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_number_of_another_country_stands_in_the_text(client: Client, language: str, db: None) -> None:
    site = SiteSettings.objects.get_or_create(language=language)[0]
    EmergencyNumber.objects.create(settings=site, number="911", label="x")
    for path in PATHS[language]:
        main = html.document_fromstring(client.get(path).content.decode()).xpath("string(//main)")
        assert not {"112", "114", "3114"} & set(main.split())
