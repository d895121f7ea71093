"""What a moderator types and selects is not lost, scripts or none; and the desk is there for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.models import Comment, Report
from tests.browser.auditing import faults_in_all_modes
from tests.browser.conftest import DESKTOP
from tests.browser.queueing import DESK, NEXT, SMALL, fresh, make_queue
from tests.conftest import Make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.ignore_template_errors,  # Django's own admin templates ask for what is not there
]

Open = Callable[..., Page]


@pytest.fixture
def queue(article: Article, make_comment: Make) -> list[Comment]:
    return make_queue(article, make_comment)


@pytest.fixture
def moderator(make_user: Make) -> str:
    make_user("moderateur", "Moderators")
    return "moderateur"


# What is typed and selected


def test_selected_words_are_removed(open_admin: Open, moderator: str, queue: list[Comment]) -> None:
    comment = queue[0]
    Comment.objects.filter(pk=comment.pk).update(text="😀 Une première ligne.\nMarie Durand et la suite.")
    page = open_admin(moderator, DESK, size=DESKTOP)
    page.goto(f"{DESK}{comment.pk}/change/")
    page.evaluate("""() => {
      const text = document.querySelector(".sheet > .comment-text").firstChild;
      const start = text.data.indexOf("Marie");
      getSelection().setBaseAndExtent(text, start, text, start + "Marie Durand ".length);
    }""")
    page.keyboard.press("e")
    expect(page.locator("#redact [name=span]:checked")).to_have_count(1)
    expect(page.locator("#redact [data-spans]")).to_contain_text("Marie Durand")
    page.click("[name=_redacted]")
    expect(page.locator(".sheet > .comment-text")).not_to_contain_text("Durand")
    text = fresh(comment).text
    assert text.startswith("😀 Une première ligne.\n")
    assert text.endswith(" et la suite.")


def test_typed_words_survive_a_reload_and_the_end_of_a_session(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK, size=DESKTOP)
    page.goto(f"{DESK}{queue[0].pk}/change/#reply")
    page.fill("#id_answer", "Des mots que personne ne doit perdre.")
    page.context.clear_cookies()
    page.click("[name=_answered]")
    expect(page.locator("#id_answer")).to_have_count(0)
    page.goto("/admin/login/")
    page.fill("[name=username]", moderator)
    page.fill("[name=password]", "pour-les-essais")
    page.click("[type=submit]")
    page.goto(f"{DESK}{queue[0].pk}/change/#reply")
    expect(page.locator("#id_answer")).to_have_value("Des mots que personne ne doit perdre.")
    page.click("[name=_answered]")
    expect(page.locator(".undo")).to_be_visible()
    page.goto(f"{DESK}{queue[0].pk}/change/#reply")
    expect(page.locator("#id_answer")).to_have_value("")


def test_everything_can_be_decided_without_scripts(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK, size=SMALL, java_script_enabled=False)
    page.goto(f"{DESK}{queue[3].pk}/change/")
    page.click(".bar [href='#reject']")
    page.click("[name=_rejected][value=advice]")
    expect(page.locator(".undo__button")).to_be_visible()
    page.click(".undo__button")
    page.click(".bar [href='#redact']")
    page.fill("#id_passage", "ce soir")
    page.click("[name=_redacted_approved]")
    expect(page.locator(".undo__button")).to_be_visible()
    assert "ce soir" not in fresh(queue[3]).html


# For everybody


def test_axe_finds_no_fault_in_any_state_of_the_desk(
    open_admin: Open, moderator: str, queue: list[Comment]
) -> None:
    page = open_admin(moderator, DESK)
    faults = [f for state in states_of_the_desk(page, queue) for f in faults_in_all_modes(page, state)]
    assert faults == [], "\n".join(faults)


def states_of_the_desk(page: Page, queue: list[Comment]) -> Iterator[str]:
    here = DESK
    page.goto(f"{here}?q=e")
    yield "list with filters"
    page.check(".rows [type=checkbox] >> nth=0")
    page.click("[name=action][value=reject]")
    yield "preview of a rejection"
    page.goto(f"{here}figures/")
    yield "figures"
    page.goto(f"{here}{queue[2].pk}/change/")
    for panel in ("reject", "redact", "reply", "keys"):
        page.goto(f"{here}{queue[2].pk}/change/#{panel}")
        for summary in page.locator(f"#{panel} summary").all():
            if summary.is_visible():
                summary.click()
        yield panel
    page.goto(f"{here}{queue[4].pk}/change/")
    Comment.objects.get(pk=queue[4].pk).decide(Comment.Status.APPROVED, by=None)
    Report.take(queue[4], sender="x", reason="sale", note="")
    page.click(".bar [name=_spam]")
    expect(page.locator(".page-notice--conflict")).to_be_visible()
    yield "conflict"
    page.goto(f"{here}{queue[4].pk}/change/#more")
    yield "published, with a report"
    page.goto(f"{here}{queue[5].pk}/change/#reply")
    page.click("[name=_answered]")
    expect(page.locator(".errornote")).to_be_visible()
    yield "refused reply"
    page.goto(f"{here}{queue[5].pk}/change/")
    page.click(".bar [name=_spam]")
    expect(page.locator(".undo")).to_be_visible()
    yield "with an undo"
    page.goto(f"{NEXT}?_changelist_filters=signal%3Dsuspicious")
    expect(page.locator(".nothing")).to_be_visible()
    yield "nothing left"
