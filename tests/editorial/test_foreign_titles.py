"""Editors say in which language the title of a source or another name is, and see it before readers do."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from lxml import html

from glossary.models import Synonym, Term
from portal.editorial.comparing import compare
from tests.editorial.page_forms import address, opened, send, with_row
from tests.editorial.test_comparing import article
from tests.editorial.test_comparing_revisions import SOURCES
from tests.editorial.test_previews import blank, draft
from tests.editorial.workflow import KINDS, account, complete_page

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(account("editrice", "Editors"))
    return client


def languages(preview: str) -> dict[str, str | None]:
    """Of the sources in the page, by their titles."""
    found = html.fromstring(preview).xpath("//a[@rel='external'] | //li/span[@lang]")
    return {one.text: one.get("lang") for one in found}


@pytest.mark.parametrize("model", KINDS)
def test_an_editor_chooses_the_language_of_a_title(editor: Client, model: type[Any]) -> None:
    page = complete_page(model)
    send(editor, page, **{"sources-0-language": "de"})
    assert page.sources.get().language == "de"
    assert opened(editor, page)["sources-0-language"] == "de"
    assert type(page).objects.get(pk=page.pk).version == page.version + 1


@pytest.mark.parametrize("model", KINDS)
def test_no_choice_is_that_of_the_page_and_says_so(editor: Client, model: type[Any]) -> None:
    form = html.fromstring(editor.get(address(complete_page(model))).content.decode())
    (choice,) = form.xpath("//select[@name='sources-0-language']")
    (chosen,) = choice.xpath("option[@selected]")
    assert (chosen.get("value"), "---" in chosen.text) == ("", False)
    assert [one.get("value") for one in choice.xpath("option")][1:3] == ["fr", "en"]
    assert form.xpath("//*[@id='id_sources-0-language_helptext']")


@pytest.mark.parametrize("model", KINDS)
def test_what_is_no_choice_is_refused(editor: Client, model: type[Any]) -> None:
    page = complete_page(model)
    answer = send(editor, page, **{"sources-0-language": "xx"})
    assert answer.status_code == 200
    assert page.sources.get().language == ""
    source = page.sources.get()
    source.language = "<b>"
    with pytest.raises(ValidationError, match="<b>"):
        source.full_clean()


def test_an_editor_chooses_the_language_of_another_name(editor: Client) -> None:
    term = complete_page(Term)
    fields = opened(editor, term)
    editor.post(
        address(term), with_row(fields, "synonyms", text="CAR-T cells", kind="variant", language="en")
    )
    assert list(Synonym.objects.values_list("text", "kind", "language")) == [("CAR-T cells", "variant", "en")]


@pytest.mark.parametrize("model", KINDS)
def test_the_preview_follows_what_is_typed(editor: Client, model: type[Any]) -> None:
    page = complete_page(model)
    fields = with_row(opened(editor, page), "sources", title="Ein Buch", language="de")
    preview = draft(editor, page, fields | {"sources-0-language": "en"})["preview"]
    assert languages(preview) == {"Un guide": "en", "Ein Buch": "de"}
    fields = with_row(blank(editor, model), "sources", title="A book", language="en")
    assert languages(draft(editor, model, fields | {"title": "Une page"})["preview"]) == {"A book": "en"}


# What differs

NAMED = [{**row, "language": "en"} for row in SOURCES]


def test_the_language_of_a_title_is_shown_where_it_changed() -> None:
    for old, new, mark in ((SOURCES, NAMED, "ins"), (NAMED, SOURCES, "del")):
        (part,) = compare(article(source_rows=old), article(source_rows=new)).changed
        assert part.name == "sources"
        assert part.html.count(f">Anglais</{mark}>") == part.words == len(SOURCES)


def test_rows_from_before_there_was_a_language_are_the_same() -> None:
    blank_rows = [{**row, "language": ""} for row in SOURCES]
    for old, new in ((SOURCES, blank_rows), (blank_rows, SOURCES)):
        assert compare(article(source_rows=old), article(source_rows=new)).changed == []
