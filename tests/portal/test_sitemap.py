"""The sitemap: valid by its schema, the same as what the pages say of themselves, and bounded."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from lxml import etree, html

from glossary.models import Term
from portal import sitemaps
from tests.conftest import Make, put_live

NAMES = {"s": sitemaps.NAMESPACE, "x": "http://www.w3.org/1999/xhtml"}
# The rules of sitemaps.org; elements of other namespaces may follow those of an address.
SCHEMA = f"""
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{sitemaps.NAMESPACE}"
    xmlns="{sitemaps.NAMESPACE}" elementFormDefault="qualified">
  <xsd:simpleType name="address"><xsd:restriction base="xsd:anyURI">
    <xsd:minLength value="12"/><xsd:maxLength value="2048"/>
    <xsd:pattern value="https?://[!-;=?-~]+"/>
  </xsd:restriction></xsd:simpleType>
  <xsd:simpleType name="moment"><xsd:union memberTypes="xsd:date xsd:dateTime"/></xsd:simpleType>
  <xsd:element name="urlset"><xsd:complexType><xsd:sequence>
    <xsd:element name="url" maxOccurs="50000"><xsd:complexType><xsd:sequence>
      <xsd:element name="loc" type="address"/>
      <xsd:element name="lastmod" type="moment" minOccurs="0"/>
      <xsd:any namespace="##other" minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
    </xsd:sequence></xsd:complexType></xsd:element>
  </xsd:sequence></xsd:complexType></xsd:element>
  <xsd:element name="sitemapindex"><xsd:complexType><xsd:sequence>
    <xsd:element name="sitemap" maxOccurs="50000"><xsd:complexType><xsd:sequence>
      <xsd:element name="loc" type="address"/>
      <xsd:element name="lastmod" type="moment" minOccurs="0"/>
    </xsd:sequence></xsd:complexType></xsd:element>
  </xsd:sequence></xsd:complexType></xsd:element>
</xsd:schema>
"""


def document_at(client: Client, address: str = "/sitemap.xml") -> Any:
    """Parsed, once it has been found valid."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml"
    document = etree.fromstring(answer.content)
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(document)
    return document


def addresses_in(document: Any) -> list[str]:
    return [str(text) for text in document.xpath("/*/*/s:loc/text()", namespaces=NAMES)]


def links_in(document: Any) -> dict[str, dict[str, str]]:
    """Of each address, those of the same page by language."""
    return {
        url.findtext("s:loc", namespaces=NAMES): {
            link.get("hreflang"): link.get("href")
            for link in url.xpath("x:link[@rel='alternate']", namespaces=NAMES)
        }
        for url in document.xpath("//s:url", namespaces=NAMES)
    }


@pytest.fixture
def translated(make_term: Make, make_article: Make) -> None:
    """A term in both languages, one in each alone, a draft translation, an article in both."""
    french = make_term("Antigène", slug="antigene")
    make_term("Antigen", slug="antigen", language="en", translation_key=french.translation_key)
    make_term("Biopsie", slug="biopsie")
    make_term("Fever", slug="fever", language="en")
    article = make_article(slug="comprendre")
    make_article(slug="understand", language="en", translation_key=article.translation_key)
    alone = make_article(slug="seul")
    make_article(slug="draft", language="en", translation_key=alone.translation_key, live=False)


def test_translations_point_at_one_another(client: Client, translated: None) -> None:
    links = links_in(document_at(client))
    both = {
        "fr": "http://testserver/fr/glossaire/antigene/",
        "en": "http://testserver/en/glossary/antigen/",
        "x-default": "http://testserver/fr/glossaire/antigene/",
    }
    assert links[both["fr"]] == links[both["en"]] == both
    assert links["http://testserver/en/glossary/fever/"] == {"en": "http://testserver/en/glossary/fever/"}
    seul = "http://testserver/fr/articles/seul/"
    assert links[seul] == {"fr": seul, "x-default": seul}
    assert not [address for address in links if "draft" in address]
    for address, others in links.items():
        assert address in others.values()
        for other in others.values():
            assert links[other] == others


def test_every_page_in_it_is_there_and_says_the_same_of_itself(client: Client, translated: None) -> None:
    links = links_in(document_at(client))
    assert "http://testserver/fr/discussions/" in links
    for address, others in links.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = html.fromstring(answer.content)
        assert page.xpath('//link[@rel="canonical"]/@href') == [address]
        found = page.xpath('//link[@rel="alternate"][@hreflang]')
        assert {link.get("hreflang"): link.get("href") for link in found} == others, address
        assert not page.xpath('//meta[@name="robots"]')


def test_it_says_when_a_page_was_changed(client: Client, make_term: Make) -> None:
    term = make_term(slug="antigene")
    changed = document_at(client).xpath("//s:lastmod/text()", namespaces=NAMES)
    assert changed == [term.live_revision.public_from.isoformat(timespec="seconds")]


def test_drafts_scheduled_and_withdrawn_pages_are_not_in_it(client: Client, make_term: Make) -> None:
    make_term(slug="zz-brouillon", live=False)
    make_term(slug="zz-retire").withdraw(by=None)
    renamed: Term = make_term(slug="zz-ancien")
    renamed.slug = "nouveau"
    renamed.save()
    put_live(renamed)
    found = addresses_in(document_at(client))
    assert "http://testserver/fr/glossaire/nouveau/" in found
    assert not [address for address in found if "zz-" in address]


def test_an_empty_site_has_one(client: Client, db: None) -> None:
    assert "http://testserver/fr/" in addresses_in(document_at(client))


def test_addresses_are_those_of_the_public_site(client: Client, translated: None, settings: Any) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://portail.example", ["*"]
    text = client.get("/sitemap.xml", headers={"host": "evil.example"}).content.decode()
    assert "evil" not in text
    assert "<loc>https://portail.example/fr/glossaire/antigene/</loc>" in text


def test_too_many_addresses_are_parted_into_files(
    client: Client, make_term: Make, translated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        key = uuid.uuid4()
        make_term(slug=f"mot-{number}", translation_key=key)
        make_term(slug=f"word-{number}", translation_key=key, language="en")
    whole = links_in(document_at(client))
    per_file = 20  # more than the pages of the site itself
    monkeypatch.setattr(sitemaps, "PER_FILE", per_file)
    index = document_at(client)
    assert etree.QName(index).localname == "sitemapindex"
    assert len(addresses_in(index)) == 3
    parted: dict[str, Any] = {}
    for file in addresses_in(index):
        links = links_in(document_at(client, file))
        assert 0 < len(links) <= per_file
        assert not links.keys() & parted.keys()
        parted |= links
    assert parted == whole


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_cut_between_translations_loses_neither(
    db: None, translated: None, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    def found() -> list[tuple[str, dict[str, str]]]:
        return [(one.path, one.paths) for file in sitemaps.files() for one in sitemaps.entries(file)]

    whole = found()
    monkeypatch.setattr(sitemaps, "PER_FILE", size)
    assert len(sitemaps.files()) > 3
    assert found() == whole


@pytest.mark.parametrize("asked", ["0", "4", "x", "-1", "²", "9" * 5000])
def test_a_file_that_is_not_there_is_not_found(client: Client, translated: None, asked: str) -> None:
    assert client.get("/sitemap.xml", {"p": asked}).status_code == 404


@pytest.mark.parametrize(("address", "queries"), [("/sitemap.xml", 2), ("/sitemap.xml?p=2", 3)])
def test_in_parts_it_costs_as_many_queries_whatever_it_holds(
    client: Client,
    translated: None,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
    address: str,
    queries: int,
) -> None:
    monkeypatch.setattr(sitemaps, "PER_FILE", 2)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
