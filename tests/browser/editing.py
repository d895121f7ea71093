"""What editors do in the administration, beyond filling plain fields."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect


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
    with library.expect_event("close"):
        library.click("[name=_save]")
    expect(page.locator("#id_image option[selected], #id_image option:checked")).to_have_text("Photo")


def choose(page: Page, field: str, name: str) -> None:
    """In a field that searches while one types."""
    page.click(f".field-{field} .select2-selection")
    found: Locator = page.locator(".select2-results__option", has_text=name)
    page.locator(".select2-container--open .select2-search__field").fill(name)
    found.click()
    expect(page.locator(f".field-{field} .select2-selection")).to_contain_text(name)


def add_question(page: Page, number: int, question: str, answer: str) -> None:
    page.click("#questions-group .add-row a")
    page.fill(f"[name=questions-{number}-question]", question)
    page.fill(f"[name=questions-{number}-answer]", answer)


def publish(page: Page) -> None:
    page.click("[name=_publish]")
    expect(page.locator(".messagelist .success").first).to_be_visible()
