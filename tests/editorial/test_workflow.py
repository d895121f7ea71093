"""From draft to a signed, dated, public page and back, for articles and terms alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from portal.editorial.limits import CORRECTION_WORDS_MAX, REVIEW_MONTHS_MAX
from portal.editorial.models import (
    Contributor,
    Origin,
    PageState,
    Review,
    Significance,
    SiteSettings,
    TrailEntry,
)
from portal.editorial.models.review import months_after
from tests.editorial.workflow import KINDS, complete_page, live_page, profile, reviewer, signed_page

pytestmark = pytest.mark.django_db
Action = TrailEntry.Action


def refused(code: str) -> Any:
    return pytest.raises(ValidationError, check=lambda error: code in [one.code for one in error.error_list])


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def actions(page: Any) -> list[str]:
    return list(TrailEntry.objects.about(page).order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("model", KINDS)
def test_a_page_goes_from_draft_to_live_by_a_signature(model: Any, client: Client) -> None:
    page = complete_page(model)
    assert page.states() == [PageState.DRAFT]
    revision = page.ask_for_review(by=None, note="Première version")
    assert page.states() == [PageState.IN_REVIEW]
    revision.sign(by=reviewer())
    assert page.states() == [PageState.SIGNED]
    page.publish(by=None)
    assert page.states() == [PageState.LIVE]
    html = client.get(fresh(page).live_revision.get_absolute_url()).content.decode()
    assert "Relectrice" in html
    assert "oncologue, hôpital d’essai" in html
    assert actions(page) == [Action.ASKED, Action.SIGNED, Action.PUBLISHED]


@pytest.mark.parametrize("model", KINDS)
def test_an_unsigned_page_is_not_published(model: Any) -> None:
    with refused("not_signed"):
        complete_page(model).publish(by=None)


def test_what_is_edited_after_the_signature_is_not_published(client: Client) -> None:
    page = signed_page()
    page.summary = "Un autre résumé."
    page.save()
    assert page.states() == [PageState.DRAFT]
    with refused("not_signed"):
        page.publish(by=None)


def test_a_signed_revision_can_be_published_while_the_draft_goes_on(client: Client) -> None:
    page = signed_page()
    revision = page.latest_revision
    page.summary = "Un autre résumé."
    page.save()
    page.publish(by=None, revision=revision)
    assert page.states() == [PageState.LIVE_WITH_DRAFT]
    html = client.get(fresh(page).live_revision.get_absolute_url()).content.decode()
    assert "Un autre résumé." not in html


def test_a_revision_that_is_not_signed_cannot_be_published() -> None:
    page = complete_page()
    revision = page.ask_for_review(by=None)
    with refused("not_signed"):
        page.publish(by=None, revision=revision)


def test_a_site_may_publish_without_signatures_and_the_page_says_so(client: Client) -> None:
    SiteSettings.objects.filter(language="fr").update(needs_signature=False)
    page = complete_page()
    page.publish(by=None)
    html = client.get(fresh(page).live_revision.get_absolute_url()).content.decode()
    assert "pas encore été relu" in html


@pytest.mark.parametrize("origin", [Origin.DEMO, Origin.IMPORT])
def test_an_import_may_be_live_unsigned(origin: str) -> None:
    page = Article.objects.create(title="Importé", slug="importe", summary="Une phrase.", origin=origin)
    page.publish(by=None)
    assert page.states() == [PageState.LIVE]


@pytest.mark.parametrize("origin", [Origin.DEMO, Origin.IMPORT])
def test_an_import_that_is_to_be_signed_needs_all_that_others_need(origin: str) -> None:
    page = Article.objects.create(title="Importé", slug="importe", summary="Une phrase.", origin=origin)
    with refused("author"):
        page.ask_for_review(by=None)


def test_the_signature_names_person_role_and_date_and_the_next_review() -> None:
    page = complete_page()
    revision = page.ask_for_review(by=None)
    revision.sign(by=reviewer())
    today = timezone.localdate()
    assert revision.reviewer["name"] == "Relectrice"
    assert revision.reviewer["qualification"] == "oncologue, hôpital d’essai"
    assert revision.reviewed_on == today
    assert revision.review_due_on == months_after(today, 24)


def test_the_site_says_how_long_a_signature_holds() -> None:
    SiteSettings.objects.filter(language="fr").update(review_months=12)
    assert signed_page().latest_revision.review_due_on == months_after(timezone.localdate(), 12)


@pytest.mark.parametrize(
    ("months", "days", "is_accepted"),
    [(0, 0, False), (0, 1, True), (REVIEW_MONTHS_MAX, 0, True), (REVIEW_MONTHS_MAX, 1, False)],
)
def test_the_next_review_lies_ahead_within_three_years(months: int, days: int, is_accepted: bool) -> None:
    revision = complete_page().ask_for_review(by=None)
    due = months_after(timezone.localdate(), months) + timedelta(days)
    if is_accepted:
        revision.sign(by=reviewer(), due_on=due)
        assert revision.review_due_on == due
    else:
        with refused("due_day"):
            revision.sign(by=reviewer(), due_on=due)


def test_the_only_author_cannot_sign() -> None:
    user = reviewer()
    page = complete_page()
    page.contributions.all().delete()
    page.contributions.create(contributor=Contributor.objects.get(user=user))
    revision = page.ask_for_review(by=None)
    with refused("sole_author"):
        revision.sign(by=user)
    page.contributions.create(contributor=profile(None, "autrice-deux"))
    page.ask_for_review(by=None).sign(by=user)


@pytest.mark.parametrize("fields", [None, {"qualification": " "}, {"language": "en"}])
def test_nobody_signs_without_role_and_qualification_in_that_language(fields: Any) -> None:
    user = User.objects.create_user("sans-profil", is_staff=True)
    if fields is not None:
        profile(user, "sans-profil", **fields)
    with refused("no_profile"):
        complete_page().ask_for_review(by=None).sign(by=user)


def test_a_returned_revision_carries_remarks_and_waits_for_a_new_one() -> None:
    page = complete_page()
    revision = page.ask_for_review(by=None)
    with refused("no_remarks"):
        revision.send_back(by=reviewer(), remarks=" ")
    revision.send_back(by=User.objects.get(username="relectrice"), remarks="Citez la source du chiffre.")
    assert page.states() == [PageState.RETURNED]
    entry = TrailEntry.objects.about(page).get(action=Action.RETURNED)
    assert (entry.revision_number, entry.note) == (revision.number, "Citez la source du chiffre.")
    page.ask_for_review(by=None)
    assert page.states() == [PageState.IN_REVIEW]


def test_the_second_of_two_reviewers_is_told() -> None:
    page = complete_page()
    revision = page.ask_for_review(by=None)
    stale = page.revisions.get(pk=revision.pk)
    revision.send_back(by=reviewer(), remarks="À revoir.")
    with refused("not_in_review"):
        stale.sign(by=reviewer("autre"))
    assert actions(page) == [Action.ASKED, Action.RETURNED]


def test_asking_again_takes_the_older_revision_out_of_review() -> None:
    page = complete_page()
    first = page.ask_for_review(by=None)
    page.ask_for_review(by=None)
    first.refresh_from_db()
    assert first.review == Review.RECALLED
    with refused("not_in_review"):
        first.sign(by=reviewer())


def test_a_page_is_taken_back_from_review() -> None:
    page = complete_page()
    page.ask_for_review(by=None)
    page.recall(by=None)
    assert page.states() == [PageState.DRAFT]
    with refused("not_in_review"):
        page.recall(by=None)


def test_a_scheduled_page_appears_on_its_minute(client: Client) -> None:
    page = signed_page()
    revision = page.publish(by=None, at=timezone.now() + timedelta(hours=1))
    assert page.states() == [PageState.SCHEDULED]
    assert client.get(revision.get_absolute_url()).status_code == 404
    with travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert client.get(revision.get_absolute_url()).status_code == 200
        assert fresh(page).states() == [PageState.LIVE]


def test_a_page_is_withdrawn_on_its_day(client: Client) -> None:
    page = signed_page()
    revision = page.publish(by=None, until=timezone.now() + timedelta(hours=1))
    assert client.get(revision.get_absolute_url()).status_code == 200
    with travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert client.get(revision.get_absolute_url()).status_code == 410
        assert fresh(page).states() == [PageState.WITHDRAWN]


def test_the_withdrawal_of_a_live_page_can_be_scheduled(client: Client) -> None:
    page = live_page()
    page.withdraw(by=None, at=timezone.now() + timedelta(days=1))
    assert page.states() == [PageState.LIVE]
    assert actions(page)[-1] == Action.ENDING
    with travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert fresh(page).states() == [PageState.WITHDRAWN]


def test_an_end_that_was_set_can_be_moved_both_ways() -> None:
    page = live_page()
    for days in (2, 5, 1):
        end = timezone.now() + timedelta(days=days)
        page.withdraw(by=None, at=end)
        assert page.live_revision.public_until == end
        assert fresh(page).discussion.public_until == end
    with travel(timezone.now() + timedelta(days=1, seconds=1)):
        with pytest.raises(ValidationError):
            fresh(page).withdraw(by=None, at=timezone.now() + timedelta(days=1))
        assert fresh(page).states() == [PageState.WITHDRAWN]


def test_what_was_scheduled_can_be_taken_back_and_the_live_page_stays(client: Client) -> None:
    page = live_page()
    page.title = "Nouveau titre"
    page.save()
    page.ask_for_review(by=None).sign(by=User.objects.get(username="relectrice"))
    page.publish(by=None, at=timezone.now() + timedelta(days=1))
    assert page.states() == [PageState.LIVE_WITH_DRAFT, PageState.SCHEDULED]
    page.unschedule(by=None)
    with travel(timezone.now() + timedelta(days=2)):
        html = client.get(fresh(page).live_revision.get_absolute_url()).content.decode()
    assert "Nouveau titre" not in html
    with refused("not_scheduled"):
        page.unschedule(by=None)


def test_a_page_is_not_withdrawn_before_it_is_published() -> None:
    now = timezone.now()
    with refused("window"):
        signed_page().publish(by=None, at=now + timedelta(days=2), until=now + timedelta(days=1))


def test_an_overdue_page_says_so_and_stays(client: Client) -> None:
    page = live_page()
    url = page.live_revision.get_absolute_url()
    assert "devait être relu" not in client.get(url).content.decode()
    day = page.live_revision.review_due_on
    type(page).revision_model().objects.update(review_due_on=timezone.localdate() - timedelta(1))
    assert PageState.OVERDUE in fresh(page).states()
    assert "devait être relu" in client.get(url).content.decode()
    type(page).revision_model().objects.update(review_due_on=day)


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
