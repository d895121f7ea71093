"""A page goes from draft to the public and back, in the hands of an editor and a medical reviewer."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.editing import (
    complete,
    make_people,
    name_page,
    open_review,
    paste,
    press,
    publish,
    schedule,
    send_back,
    send_for_review,
    sign,
)
from tests.conftest import Make
from tests.page_kinds import make_comment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

TITLE, ADDRESS = "Les défenses du corps", "/fr/articles/defenses-du-corps/"
TEXT = "<h2>Une armée</h2><p>Le corps se défend. Il a des cellules pour cela. Elles vont vite.</p>"
FIRST, SECOND = "Le corps sait se défendre.", "Le corps se défend, et on peut l’aider."
EVERYWHERE = (
    "/fr/",
    "/fr/articles/",
    "/fr/articles/feed/",
    "/fr/recherche/?q=défenses",
    "/fr/recherche/suggestions/?q=défenses",
    "/fr/discussions/",
    "/fr/discussions/feed/",
    "/sitemap.xml",
)


@pytest.fixture
def people(make_user: Make, make_category: Make) -> None:
    make_people(make_user, make_category)


def status_of(reader: Page, address: str) -> int:
    answer = reader.goto(address)
    assert answer is not None
    return answer.status


def told_of(reader: Page) -> dict[str, bool]:
    """Whether each of the places that list pages names this one, by title or by address."""
    words = {place: reader.request.get(place).text() for place in EVERYWHERE}
    return {place: TITLE in text or "defenses-du-corps" in text for place, text in words.items()}


def edit(editor: Page, title: str = TITLE) -> None:
    editor.goto("/admin/articles/article/")
    editor.click(f"#result_list a:has-text('{title}')")
    expect(editor.locator("[name=title]")).to_have_value(title)


def test_a_page_is_reviewed_published_corrected_restored_and_withdrawn(
    people: None, open_page: Open, open_admin: Open
) -> None:
    reader = open_page("/fr/")
    editor = open_admin("editrice", "/admin/articles/article/add/")
    desk = open_admin("relectrice", "/admin/")

    draft(editor)
    assert status_of(reader, ADDRESS) == 404
    send_for_review(editor, note="Première version")
    return_with_a_remark(editor, desk)
    sign(desk, TITLE)
    publish_on_the_minute(editor, reader)
    correct_the_live_page(editor, desk, reader)
    compare_and_restore(editor, reader)
    withdraw(editor, reader)


def draft(editor: Page) -> None:
    name_page(editor, TITLE, "defenses-du-corps")
    editor.fill("[name=summary]", FIRST)
    paste(editor, TEXT, last="Elles vont vite.")
    complete(editor)
    expect(editor.locator("[data-checklist] .checks__item")).not_to_have_count(0)
    expect(editor.locator("[data-checklist] .checks__item--unmet")).to_have_count(0)
    editor.click("[name=_continue]")
    expect(editor.locator(".page-state .state-draft")).to_be_visible()
    press_in_vain(editor, "_publish")


def press_in_vain(editor: Page, step: str) -> None:
    editor.click(f"[name={step}]")
    expect(editor.locator(".messagelist .error")).to_be_visible()


def return_with_a_remark(editor: Page, desk: Page) -> None:
    remark = "Dites ce que font ces cellules."
    send_back(desk, TITLE, remark)
    edit(editor)
    expect(editor.locator(".page-notice--remarks")).to_contain_text(remark)
    expect(editor.locator(".page-state .state-returned")).to_be_visible()
    paste(editor, "<p>Elles mangent les intrus.</p>", last="Elles mangent les intrus.")
    send_for_review(editor)
    expect(editor.locator(".page-notice--remarks")).to_have_count(0)
    open_review(desk, TITLE)
    expect(desk.locator(".review__remark")).to_contain_text(remark)
    shown = desk.frame_locator(".review__pages iframe").locator("main")
    expect(shown).to_contain_text("Elles mangent les intrus.")


def publish_on_the_minute(editor: Page, reader: Page) -> None:
    edit(editor)
    expect(editor.locator(".page-state .state-signed")).to_be_visible()
    moment = coming_minute()
    schedule(editor, moment)
    expect(editor.locator(".page-state .state-scheduled")).to_be_visible()
    assert not any(told_of(reader).values())
    while (status := status_of(reader, ADDRESS)) == 404:
        assert timezone.now() < moment + timedelta(seconds=10)
        time.sleep(0.5)
    assert status == 200
    assert timezone.now() >= moment
    expect(reader.locator("h1")).to_have_text(TITLE)
    expect(reader.locator(".lead")).to_have_text(FIRST)
    expect(reader.locator(".made")).to_contain_text("Relectrice")
    make_comment(Article.objects.get().discussion, "approved")
    assert told_of(reader) == dict.fromkeys(EVERYWHERE, True)


def coming_minute() -> datetime:
    """In the time of the site, and far enough ahead for the form to be filled and sent."""
    soon = timezone.localtime() + timedelta(seconds=68)
    return soon.replace(second=0, microsecond=0)


def correct_the_live_page(editor: Page, desk: Page, reader: Page) -> None:
    def readers_see(summary: str) -> None:
        reader.goto(ADDRESS)
        expect(reader.locator(".lead")).to_have_text(summary)

    edit(editor)
    editor.fill("[name=summary]", SECOND)
    editor.click("[name=_continue]")
    expect(editor.locator(".page-state .state-live-draft")).to_be_visible()
    readers_see(FIRST)
    press_in_vain(editor, "_publish")
    send_for_review(editor, note="Le résumé en dit plus.")
    readers_see(FIRST)
    open_review(desk, TITLE)
    expect(desk.locator(".review__pages iframe")).to_have_count(2)
    expect(desk.locator(".differences ins").first).to_be_visible()
    sign(desk, TITLE)
    readers_see(FIRST)
    edit(editor)
    publish(editor)
    readers_see(SECOND)


def compare_and_restore(editor: Page, reader: Page) -> None:
    edit(editor)
    editor.click(".page-aside a[href$='/history/']")
    rows = editor.locator(".history__scroll tbody tr")
    expect(rows).to_have_count(4)  # three revisions and the working copy
    actions = editor.locator(".trail strong")
    assert actions.count() >= 7  # asked, returned, asked, signed, scheduled, asked, signed, published
    rows.nth(1).locator("[name=from]").check()
    rows.nth(0).locator("[name=to]").check()
    editor.click("[type=submit][form=compare]")
    part = editor.locator(".differences__part")
    expect(part).to_have_count(1)
    expect(part.locator("ins").first).to_be_visible()
    expect(part.locator("del").first).to_be_visible()
    editor.go_back()
    rows.nth(1).locator("form[action*='/restore/'] button").click()
    expect(editor.locator(".messagelist .success")).to_be_visible()
    expect(editor.locator("[name=summary]")).to_have_value(FIRST)
    expect(editor.locator(".page-state .state-live-draft")).to_be_visible()
    reader.goto(ADDRESS)
    expect(reader.locator(".lead")).to_have_text(SECOND)


def withdraw(editor: Page, reader: Page) -> None:
    editor.fill("[name=note]", "N’est plus à jour.")
    press(editor, "_withdraw")
    expect(editor.locator(".page-state .state-withdrawn")).to_be_visible()
    assert status_of(reader, ADDRESS) == 410
    expect(reader.locator("body")).not_to_contain_text(TITLE)
    assert told_of(reader) == dict.fromkeys(EVERYWHERE, False)
