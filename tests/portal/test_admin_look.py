"""The administration wears what the readers' pages wear, and says what each of its screens is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from lxml import html
from lxml.html import HtmlElement

from articles.models import Article
from portal.templatetags.titles import NEW, new_title
from tests.conftest import Make

SHEETS = Path(settings.BASE_DIR) / "static" / "css"
ALONE = {"--good", "--added", "--gone"}  # tokens that only the administration has
READERS_DARK = "@media (prefers-color-scheme: dark) {\n  :root {"
STAFF_DARK = ['html:not([data-theme="light"]) {', 'html[data-theme="dark"] {']


def tokens(sheet: str, selector: str) -> dict[str, str]:
    """Of the first rule of that sheet that begins so."""
    rule = (SHEETS / sheet).read_text().partition(selector)[2].partition("}")[0]
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", rule))


@pytest.mark.parametrize(
    ("readers", "staff"), [(":root {", ":root {"), *((READERS_DARK, dark) for dark in STAFF_DARK)]
)
def test_the_administration_has_the_colours_and_letters_of_the_pages(readers: str, staff: str) -> None:
    own, theirs = tokens("admin_theme.css", staff), tokens("portal.css", readers)
    assert len(own) > 20
    assert {name: value for name, value in own.items() if name not in ALONE} == {
        name: theirs.get(name) for name in own if name not in ALONE
    }


def test_whoever_chooses_the_dark_look_gets_that_of_a_dark_system() -> None:
    chosen, system = (tokens("admin_theme.css", selector) for selector in STAFF_DARK)
    assert chosen == system


@pytest.mark.django_db
def test_whatever_can_be_added_has_a_title_of_its_own(client: Client, make_user: Make) -> None:
    client.force_login(make_user("admin", superuser=True))
    addable = {
        model._meta.label_lower
        for model in admin.site._registry
        if client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")).status_code
        == 200
    }
    assert addable <= set(NEW)
    assert len(addable) >= 8


def test_a_thing_without_a_title_of_its_own_is_still_named() -> None:
    opts = Article.revision_model()._meta
    assert str(opts.verbose_name).lower() in new_title(opts).lower()


def shown(client: Client, name: str, *args: int) -> HtmlElement:
    return html.fromstring(client.get(reverse(f"admin:articles_article_{name}", args=args)).content.decode())


def headings(page: HtmlElement) -> list[str]:
    return [one.text_content() for one in page.xpath("//h1")]


@pytest.mark.django_db
@pytest.mark.ignore_template_errors  # Django's own templates ask for what is not there
def test_a_form_is_headed_by_the_page_and_its_state_and_a_list_by_what_it_lists(
    client: Client, make_user: Make, article: Article
) -> None:
    client.force_login(make_user("editrice", "Editors"))
    form, listed, new = shown(client, "change", article.pk), shown(client, "changelist"), shown(client, "add")
    assert headings(form) == [article.title]
    assert form.xpath("//header[.//h1]//p[@class='page-state']/span[contains(@class, 'state-live')]")
    assert form.findtext(".//title").startswith(f"{article.title} – Articles |")
    assert headings(listed) == ["Articles"]
    assert listed.findtext(".//title").startswith("Articles |")
    assert headings(new) == [new_title(Article._meta)]
