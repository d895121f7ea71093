"""Corrections, withdrawals and restorations of what was signed, and the trail of all that."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.editorial.limits import CORRECTION_WORDS_MAX
from portal.editorial.models import (
    PageState,
    Review,
    Significance,
    TrailEntry,
)
from tests.editorial.test_workflow import actions, fresh, refused
from tests.editorial.workflow import complete_page, live_page, profile, signed_page

pytestmark = pytest.mark.django_db
Action = TrailEntry.Action


def correction(page: Any, words: str) -> None:
    page.body = page.body.replace("cela", words)
    page.save()


def test_a_typing_error_is_corrected_without_a_new_signature_and_the_page_says_so(client: Client) -> None:
    page = live_page()
    correction(page, "celà")
    revision = page.correct(by=None, note="Accent")
    assert (revision.signed_number, revision.review) == (1, Review.NONE)
    assert revision.significance == Significance.TYPO
    html = client.get(revision.get_absolute_url()).content.decode()
    assert "celà" in html
    assert "fautes de frappe" in html
    assert actions(page)[-1] == Action.CORRECTED


@pytest.mark.parametrize(
    ("words", "is_small"), [(CORRECTION_WORDS_MAX, True), (CORRECTION_WORDS_MAX + 1, False)]
)
def test_a_correction_is_small(words: int, is_small: bool) -> None:
    page = live_page()
    correction(page, " ".join(f"mot{number}" for number in range(words)))
    if is_small:
        page.correct(by=None)
    else:
        with refused("too_much"):
            page.correct(by=None)


def test_corrections_are_measured_against_the_signed_text() -> None:
    page = live_page()
    correction(page, " ".join(f"mot{number}" for number in range(CORRECTION_WORDS_MAX)))
    page.correct(by=None)
    correction(fresh(page), "cela")
    again = fresh(page)
    again.body = again.body.replace("mot0", "un mot de plus et encore")
    again.save()
    with refused("too_much"):
        again.correct(by=None)


def test_another_author_is_no_typing_error() -> None:
    page = live_page()
    page.contributions.create(contributor=profile(None, "autrice-deux"))
    page.save()
    with refused("too_much"):
        page.correct(by=None)


def test_what_is_not_signed_cannot_be_corrected() -> None:
    with refused("not_signed"):
        complete_page().correct(by=None)


def test_a_withdrawn_page_comes_back_with_its_signature(client: Client) -> None:
    page = live_page()
    page.withdraw(by=None)
    revision = page.publish(by=None)
    assert revision.number == 2
    assert revision.signed_number == 1
    assert client.get(revision.get_absolute_url()).status_code == 200


def test_a_revision_is_restored_as_the_working_copy(client: Client) -> None:
    page = live_page()
    page.questions.create(question="Une question ?", answer="Une réponse.")
    page.title, page.slug = "Autre titre", "autre-adresse"
    page.save()
    page.restore(page.live_revision, by=None)
    assert page.title == "Page complète 1"
    assert page.slug == "page-complete-1"
    assert not page.questions.exists()
    assert page.contributions.get().contributor.slug == "autrice"
    assert page.sources.get().publisher == "Institut"
    assert page.states() == [PageState.LIVE_WITH_DRAFT]
    assert actions(page)[-1] == Action.RESTORED


def test_restoring_keeps_the_address_when_another_page_has_taken_the_old_one() -> None:
    page = live_page()
    page.slug = "ailleurs"
    page.save()
    complete_page(slug="page-complete-1")
    page.restore(page.live_revision, by=None)
    assert page.slug == "ailleurs"


def test_the_trail_tells_who_did_what_and_outlives_the_account() -> None:
    editor = User.objects.create_user("editrice", first_name="Ève", last_name="Martin")
    page = complete_page()
    page.ask_for_review(by=editor, note="Nouveau chiffre")
    editor.delete()
    entry = TrailEntry.objects.about(page).get()
    assert (entry.actor_name, entry.note) == ("Ève Martin", "Nouveau chiffre")
    assert (entry.before, entry.after) == ("draft", "in-review")
    assert entry.digest == page.latest_revision.digest


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE editorial_trailentry SET note = ''",
        "UPDATE editorial_trailentry SET actor_name = 'x' WHERE id > 0",
        "DELETE FROM editorial_trailentry",
    ],
)
def test_the_database_refuses_to_change_the_trail(statement: str) -> None:
    page = complete_page()
    page.ask_for_review(by=None, note="Pourquoi")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert TrailEntry.objects.about(page).get().note == "Pourquoi"


def test_the_digest_changes_with_the_content_and_with_nothing_else() -> None:
    page = complete_page()
    first, second = page.ask_for_review(by=None), page.ask_for_review(by=None)
    assert first.digest == second.digest
    page.sources.all().update(publisher="Autre")
    assert page.ask_for_review(by=None).digest != first.digest


@pytest.mark.parametrize("change", [{"signer_name": ""}, {"review_due_on": None}, {"signed_number": None}])
def test_the_database_refuses_half_a_signature(change: dict[str, Any]) -> None:
    page = signed_page()
    with pytest.raises(DatabaseError), transaction.atomic():
        page.revisions.update(**change)
