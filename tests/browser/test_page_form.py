"""The form of a page as editors use it, several at once too, and the review desk on a phone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from portal.editorial.models import PageState
from tests.browser.conftest import PHONE
from tests.browser.editing import make_people, open_review, paste, press
from tests.conftest import Make
from tests.editorial.workflow import complete_page, live_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

TITLE, SUMMARY = "Les défenses du corps", "Le corps se défend, et on peut l’aider."
LEAST = 24  # pixels of what is pressed, by WCAG 2.5.8
COMFORTABLE = 44
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def people(make_user: Make, make_category: Make) -> None:
    make_people(make_user, make_category)


@pytest.fixture
def page(people: None) -> Any:
    return complete_page(title=TITLE, slug="defenses-du-corps", funding="")


def form_of(page: Any) -> str:
    return f"/admin/articles/article/{page.pk}/change/"


def test_the_list_of_what_is_missing_follows_the_typing(page: Any, open_admin: Open) -> None:
    editor = open_admin("editrice", form_of(page))
    unmet = editor.locator("[data-checklist] .checks__item--unmet a")
    expect(unmet).to_have_count(1)
    unmet.click()
    expect(editor.locator("[name=funding]")).to_be_focused()
    editor.keyboard.type("Aucun.")
    expect(unmet).to_have_count(0)
    editor.fill("[name=summary]", "")
    expect(unmet).to_have_attribute("data-field", "summary")
    editor.reload()
    expect(unmet).to_have_attribute("data-field", "funding")  # nothing was saved


def test_words_typed_before_the_page_has_loaded_count_too(page: Any, open_admin: Open) -> None:
    editor = open_admin("editrice", "/admin/")
    editor.goto(form_of(page), wait_until="domcontentloaded")
    editor.fill("[name=funding]", "Aucun.")
    expect(editor.locator("[data-checklist] .checks__item--unmet")).to_have_count(0)
    wait_until(lambda: "Aucun." in kept_words(editor))


def test_a_preview_beside_the_form_shows_what_is_typed(page: Any, open_admin: Open) -> None:
    editor = open_admin("editrice", form_of(page))
    toggle = editor.locator("[data-preview-toggle]")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    shown = editor.frame_locator("[data-preview-frame]")
    expect(shown.locator("h1")).to_have_text(TITLE)
    editor.fill("[name=title]", "Un autre titre")
    expect(shown.locator("h1")).to_have_text("Un autre titre")
    paste(editor, "<h2>Une suite</h2><p>Rien n’est gardé.</p>", last="Rien n’est gardé.")
    expect(shown.locator("main")).to_contain_text("Rien n’est gardé.")
    toggle.click()
    expect(editor.locator("[data-preview-frame]")).to_be_hidden()
    assert Article.objects.get().title == TITLE


OFFER = "[data-page-form] + .page-notice"


def has_started(editor: Page) -> None:
    """What follows the typing is there."""
    expect(editor.locator("[data-preview-toggle]")).to_be_visible()


def kept_words(editor: Page) -> str:
    """What the browser keeps of forms that were not saved."""
    kept: str = editor.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('page-form:')).join()"
    )
    return kept


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_words_that_were_not_saved_are_offered_again(page: Any, open_admin: Open) -> None:
    killed = open_admin("editrice", form_of(page))
    has_started(killed)
    killed.fill("[name=summary]", "Des mots jamais enregistrés.")
    paste(killed, "<p>Une phrase de plus.</p>", last="Une phrase de plus.")
    killed.click("#questions-group .add-row a")
    killed.fill("[name=questions-0-question]", "Et après ?")
    wait_until(lambda: "Et après" in kept_words(killed))
    killed.close(run_before_unload=False)

    again = killed.context.new_page()
    again.goto(form_of(page))
    expect(again.locator("[name=summary]")).not_to_have_value("Des mots jamais enregistrés.")
    again.locator(f"{OFFER} button").first.click()
    expect(again.locator("[name=summary]")).to_have_value("Des mots jamais enregistrés.")
    expect(again.locator(".tiptap").first).to_contain_text("Une phrase de plus.")
    expect(again.locator("[name=questions-0-question]")).to_have_value("Et après ?")
    again.fill("[name=questions-0-answer]", "On verra.")
    again.click("[name=_continue]")
    expect(again.locator(".messagelist .success")).to_be_visible()
    has_started(again)
    expect(again.locator(OFFER)).to_have_count(0)
    assert kept_words(again) == ""
    saved = Article.objects.get()
    assert saved.summary == "Des mots jamais enregistrés."
    assert "Une phrase de plus." in saved.body
    assert saved.questions.get().question == "Et après ?"


def test_what_was_done_with_a_page_is_not_offered_again(people: None, open_admin: Open) -> None:
    page = complete_page()
    editor = open_admin("editrice", form_of(page))
    has_started(editor)
    editor.type("[name=note]", "Première version")
    wait_until(lambda: "Première version" in kept_words(editor))
    press(editor, "_review")  # the note is in the history, though the words of the page are the same
    has_started(editor)
    expect(editor.locator(OFFER)).to_have_count(0)
    assert kept_words(editor) == ""


def test_two_editors_see_each_other_and_neither_loses_words(page: Any, open_admin: Open) -> None:
    one = open_admin("editrice", form_of(page))
    other = open_admin("editeur", form_of(page))
    expect(other.locator("[data-presence]")).to_contain_text("editrice")
    one.fill("[name=summary]", "Les mots de l’une.")
    one.click("[name=_continue]")
    expect(one.locator(".messagelist .success")).to_be_visible()
    other.fill("[name=summary]", "Les mots de l’autre.")
    other.click("[name=_save]")
    conflict = other.locator("#conflict-box")
    expect(conflict).to_contain_text("editrice")
    expect(conflict.locator("del").first).to_be_visible()
    expect(conflict.locator("ins").first).to_be_visible()
    expect(other.locator("[name=summary]")).to_have_value("Les mots de l’autre.")
    assert Article.objects.get().summary == "Les mots de l’une."
    other.click("button[name=overwrite]")
    expect(other.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().summary == "Les mots de l’autre."


def test_a_review_can_be_done_on_a_phone(people: None, open_admin: Open) -> None:
    page = live_page(title=TITLE, slug="defenses-du-corps")
    page.summary = SUMMARY
    page.save()
    page.ask_for_review(by=None)
    phone = open_admin("relectrice", "/admin/", size=PHONE)
    assert phone.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    open_review(phone, TITLE)
    assert phone.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    check_sizes(phone)
    expect(phone.locator(".differences ins").first).to_be_visible()
    phone.locator("[name=_sign]").click()
    expect(phone.locator(".review__signature")).to_be_visible()
    assert PageState.SIGNED in Article.objects.get().states()


def check_sizes(phone: Page) -> None:
    for name in ("_sign", "_return", "due_on", "remarks"):
        box = phone.locator(f"[name={name}]").bounding_box()
        assert box is not None
        assert box["height"] >= (COMFORTABLE if name.startswith("_") else LEAST), name
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"], name
    for frame in phone.locator(".review__pages iframe").all():
        box = frame.bounding_box()
        assert box is not None
        assert box["width"] >= PHONE["width"] * 0.7
