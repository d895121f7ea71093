"""Words in another language, marked by an editor with keys alone, and as readers get them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.editing import paste
from tests.conftest import Make, put_live

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/fr/articles/texte/"
Open = Callable[..., Page]
WORDS = "chimeric antigen receptor"


@pytest.fixture
def article(make_article: Make, make_term: Make) -> Article:
    make_term("Antigène", slug="antigene")
    make_term("Receptor", slug="receptor")
    made: Article = make_article(slug="texte", title="Un texte", body=f"<p>Un antigène.</p><p>{WORDS}</p>")
    return made


@pytest.fixture
def form(article: Article, make_user: Make, open_admin: Open) -> Page:
    make_user("editrice", "Editors")
    return open_admin("editrice", f"/admin/articles/article/{article.pk}/change/")


def select_words(page: Page) -> None:
    """The last line of the text."""
    page.locator(".tiptap").first.focus()
    page.wait_for_timeout(200)  # the editor puts the cursor in its place after the focus
    page.keyboard.press("Control+End")
    page.keyboard.press("Shift+Home")
    page.wait_for_function("words => getSelection().toString() === words", arg=WORDS)


def reach_button(page: Page) -> Any:
    button = page.locator(".prose-menubar [data-name=language]").first
    for _stop in range(40):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("button => button === document.activeElement"):
            return button
    raise AssertionError("the button can't be reached")


def test_an_editor_marks_words_with_keys_alone_and_readers_get_their_language(
    form: Page, open_page: Open
) -> None:
    select_words(form)
    button = reach_button(form)
    assert button.get_attribute("aria-pressed") == "false"
    form.keyboard.press("Enter")
    dialog = form.locator("dialog.link-dialog")
    expect(dialog.locator("select")).to_be_focused()
    form.keyboard.type("angl")
    form.keyboard.press("Tab")
    form.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    text = form.locator(".tiptap").first
    expect(text.locator("span[lang=en]")).to_have_text(WORDS)
    expect(button).to_have_attribute("aria-pressed", "true")
    form.locator("[name=_continue]").first.focus()
    form.keyboard.press("Enter")
    expect(form.locator(".messagelist .success").first).to_be_visible()
    expect(form.locator(".tiptap span[lang=en]").first).to_have_text(WORDS)
    put_live(Article.objects.get(slug="texte"))
    page = open_page(PATH)
    expect(page.locator("article span[lang=en]")).to_have_text(WORDS)
    expect(page.locator("article .prose a.term")).to_have_text(["antigène"])


def test_the_mark_is_taken_away_again(form: Page) -> None:
    select_words(form)
    reach_button(form)
    for key in ("Enter", "Tab", "Enter"):
        form.keyboard.press(key)
    text = form.locator(".tiptap").first
    expect(text.locator("span[lang]")).to_have_count(1)
    expect(text).to_be_focused()
    form.keyboard.press("Home")
    form.keyboard.press("ArrowRight")  # within the first word: the whole passage is meant
    expect(form.locator(".prose-menubar [data-name=language]").first).to_have_attribute(
        "aria-pressed", "true"
    )
    reach_button(form)
    for key in ("Enter", "Tab", "Tab", "Enter"):
        form.keyboard.press(key)
    expect(text.locator("span[lang]")).to_have_count(0)
    expect(text).to_contain_text(WORDS)


def test_what_a_word_processor_says_of_languages_is_not_believed(form: Page) -> None:
    paste(form, '<p lang="en-US">Deux <span lang="EN-US">mots collés</span></p>', last="mots collés")
    expect(form.locator(".tiptap span[lang]")).to_have_count(0)


def test_words_may_be_kept_from_the_glossary_and_be_in_another_language(
    article: Article, make_user: Make, open_admin: Open
) -> None:
    make_user("editrice", "Editors")
    article.body = f'<p>Le sigle <span data-unwoven="" lang="en-GB">{WORDS}</span></p>'
    article.save()
    page = open_admin("editrice", f"/admin/articles/article/{article.pk}/change/")
    text = page.locator(".tiptap").first
    expect(text.locator("span[lang='en-GB']")).to_have_text(WORDS)
    expect(text.locator("span[data-unwoven]")).to_have_text(WORDS)
