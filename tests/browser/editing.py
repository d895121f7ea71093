"""What editors and reviewers do in the administration, beyond filling plain fields."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from portal.editorial.models import SiteSettings
from tests.conftest import Make
from tests.editorial.workflow import profile, reviewer

AUTHOR = "Autrice"  # by name, a contributor with role and qualification


def make_people(make_user: Make, make_category: Make) -> None:
    """Two editors who may publish, a reviewer with a profile, an author without an account; a category."""
    make_category()
    make_user("editrice", "Editors")
    make_user("editeur", "Editors")
    reviewer("relectrice")
    profile(None, "autrice")


def name_page(page: Page, title: str, slug: str) -> None:
    """Django proposes an address when the title is left; it is replaced after that."""
    page.fill("[name=title]", title)
    page.press("[name=title]", "Tab")
    expect(page.locator("[name=slug]")).not_to_be_empty()
    page.fill("[name=slug]", slug)
    expect(page.locator("[name=slug]")).to_have_value(slug)


def paste(page: Page, html: str, *, last: str) -> None:
    """Into the rich text, as from another program; `last` are words that stand there afterwards."""
    text = page.locator(".tiptap")
    text.click()
    text.evaluate(
        """(element, html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        html,
    )
    expect(text).to_contain_text(last)


def add_image(page: Page, file: Path) -> None:
    """By the + beside the field, which opens a window of the library."""
    with page.expect_popup() as opened:
        page.click("#add_id_image")
    library = opened.value
    library.fill("[name=title]", "Photo")
    library.set_input_files("[name=file]", file)
    library.fill("[name=credit]", "Le portail")
    library.fill("[name=licence]", "CC BY 4.0")
    with library.expect_event("close"):
        library.click("[name=_save]")
    expect(page.locator("#id_image option[selected], #id_image option:checked")).to_have_text("Photo")


def choose(page: Page, field: str, name: str, *, within: str = "") -> None:
    """In a field that searches while one types."""
    place = f"{within} .field-{field} .select2-selection"
    page.click(place)
    found: Locator = page.locator(".select2-results__option", has_text=name)
    page.locator(".select2-container--open .select2-search__field").fill(name)
    found.click()
    expect(page.locator(place)).to_contain_text(name)


def add_question(page: Page, number: int, question: str, answer: str) -> None:
    page.click("#questions-group .add-row a")
    page.fill(f"[name=questions-{number}-question]", question)
    page.fill(f"[name=questions-{number}-answer]", answer)


def complete(page: Page, *, category: str = "Traitement") -> None:
    """What every page needs beside its words: category, author, source, who paid for it."""
    choose(page, "category", category)
    page.fill("[name=funding]", "Aucun financement extérieur.")
    add_source(page)
    page.click("#contributions-group .add-row a")
    choose(page, "contributor", AUTHOR, within="#contributions-0")


def add_source(page: Page) -> None:
    page.click("#sources-group .add-row a")
    page.fill("[name=sources-0-title]", "Un guide")
    page.fill("[name=sources-0-publisher]", "Institut d’essai")
    page.fill("[name=sources-0-url]", "https://exemple.fr/guide")
    page.fill("[name=sources-0-accessed_on]", "01/09/2026")


def publish_without_signature() -> None:
    """For tests that are about something else than the review."""
    SiteSettings.objects.update(needs_signature=False)


def publish(page: Page) -> None:
    press(page, "_publish")


def press(page: Page, step: str) -> None:
    """A button of the form, which then tells of its success."""
    page.click(f"[name={step}]")
    expect(page.locator(".messagelist .success").first).to_be_visible()
    expect(page.locator(".messagelist .error")).to_have_count(0)


def send_for_review(page: Page, *, note: str = "") -> None:
    page.fill("[name=note]", note)
    press(page, "_review")
    expect(page.locator(".page-state .state-in-review")).to_be_visible()


def open_review(reviewer: Page, title: str) -> None:
    """From the first page of the administration, where it stands among what waits."""
    reviewer.goto("/admin/")
    reviewer.click(f".tray a[href*='/review/']:has-text('{title}')")
    expect(reviewer.locator(".review__head h1")).to_have_text(title)


def sign(reviewer: Page, title: str) -> None:
    open_review(reviewer, title)
    reviewer.click("[name=_sign]")
    expect(reviewer.locator(".review__signature")).to_be_visible()


def send_back(reviewer: Page, title: str, remarks: str) -> None:
    open_review(reviewer, title)
    reviewer.fill("[name=remarks]", remarks)
    reviewer.click("[name=_return]")
    expect(reviewer.locator(".review__head .state-returned")).to_be_visible()


def schedule(page: Page, moment: datetime) -> None:
    page.fill("[name=publish_at]", moment.strftime("%Y-%m-%dT%H:%M"))
    publish(page)
