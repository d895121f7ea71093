"""Whoever works in the administration finds no fault there that axe-core can find, in any way to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page, expect

from tests.browser.auditing import faults_in_all_modes
from tests.browser.editing import name_page, paste
from tests.conftest import Make
from tests.editorial.workflow import complete_page, profile, reviewer
from tests.page_kinds import make_comment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]

PARTS = 2  # in which the lists and forms are looked at, so that they can be at the same time

# Django's fields get the names that they lack once all of its scripts have run.
NAMED = """() => !document.querySelector(".select2-selection__rendered[role], .help-tooltip:not([role])")"""


def faults_at(page: Page, path: str) -> Iterator[str]:
    """None where nobody may go, as to the empty form of what is never added by hand."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status in {200, 403}, path
    if answer.ok:
        page.wait_for_function(NAMED)
        yield from faults_in_all_modes(page, path)


def test_the_door_has_no_fault(open_page: Open) -> None:
    page = open_page("/admin/login/")
    faults = [*faults_in_all_modes(page, "login")]
    page.fill("[name=username]", "personne")
    page.fill("[name=password]", "rien")
    page.click("[type=submit]")
    expect(page.locator(".errornote")).to_be_visible()
    faults += faults_in_all_modes(page, "login refused")
    assert faults == [], "\n".join(faults)


@pytest.fixture
def everything(make_user: Make, make_article: Make, make_term: Make, make_category: Make) -> None:
    """Something in each of the lists that matter most."""
    make_user("admin", superuser=True)
    make_category()
    article = make_article(slug="comprendre")
    make_term("Antigène")
    make_comment(article.discussion, "pending")
    profile(None, "autrice")


def places() -> Iterator[str]:
    """The list of each kind of thing in the administration, its empty form and that of one thing."""
    yield from ("/admin/", "/admin/password_change/", "/admin/articles/article/translations/")
    yield from (
        "/admin/glossary/term/health/",
        "/admin/glossary/term/import/",
        "/admin/glossary/term/export/",
    )
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first = model._default_manager.first()
        change = [(f"{name}_change", [first.pk])] if first else []
        for view, args in [(f"{name}_changelist", []), (f"{name}_add", []), *change]:
            try:
                yield reverse(view, args=args)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("part", range(PARTS))
def test_no_list_and_no_form_has_a_fault(open_admin: Open, everything: None, part: int) -> None:
    paths = [*places()]
    assert len(paths) > 30
    page = open_admin("admin", "/admin/")
    faults = [fault for path in paths[part::PARTS] for fault in faults_at(page, path)]
    assert faults == [], "\n".join(faults)


def test_no_step_from_a_draft_to_a_page_has_a_fault(
    open_admin: Open, make_user: Make, make_category: Make
) -> None:
    """What an editor and a reviewer see on the way: refusals, conflict, review, history, translations."""
    make_category()
    make_user("editrice", "Editors")
    reviewer("relectrice")
    page = open_admin("editrice", "/admin/articles/article/add/")
    faults = [fault for state in writing(page) for fault in faults_in_all_modes(page, state)]
    article = complete_page()
    article.ask_for_review(by=None)
    desk = open_admin("relectrice", "/admin/")
    faults += [fault for state in reviewing(desk) for fault in faults_in_all_modes(desk, state)]
    for step in ("change", "history", "delete"):
        faults += faults_at(page, f"/admin/articles/article/{article.pk}/{step}/")
    assert faults == [], "\n".join(faults)


def writing(page: Page) -> Iterator[str]:
    page.click("[name=_continue]")
    expect(page.locator(".errornote")).to_be_visible()
    yield "form refused"
    name_page(page, "Les défenses du corps", "defenses-du-corps")
    page.fill("[name=summary]", "Le corps sait se défendre.")
    paste(page, "<h2>Une armée</h2><p>Le corps se défend.</p>", last="se défend.")
    expect(page.locator("[data-checklist] .checks__item--unmet")).not_to_have_count(0)
    yield "what is missing"
    yield from marking(page)
    page.click("[name=_publish]")
    expect(page.locator(".messagelist .error")).to_be_visible()
    yield "not to be published yet"
    page.click("#id_category + .select2 .select2-selection")
    expect(page.locator(".select2-results__option")).to_have_text(["Traitement"])
    yield "list of categories open"


def marking(page: Page) -> Iterator[str]:
    """What the editor of the text asks: the language of the words that are selected, where a link leads."""
    for tool in ("language", "link"):
        page.locator(".tiptap").focus()
        page.wait_for_timeout(200)  # the editor puts the cursor in its place after the focus
        page.keyboard.press("Control+A")
        page.wait_for_function("getSelection().toString().includes('Le corps se défend.')")
        page.locator(f".prose-menubar [data-name={tool}]").click()
        dialog = page.locator("dialog.link-dialog")
        expect(dialog).to_be_visible()
        yield f"editor asks: {tool}"
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def reviewing(desk: Page) -> Iterator[str]:
    desk.goto("/admin/")
    yield "what waits for a reviewer"
    desk.click(".tray a[href*='/review/']")
    expect(desk.locator(".review__head h1")).to_be_visible()
    yield "review"
