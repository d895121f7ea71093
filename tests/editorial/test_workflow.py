"""From draft to a signed, dated, public page and back, for articles and terms alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from portal.editorial.limits import REVIEW_MONTHS_MAX
from portal.editorial.models import (
    Contributor,
    Origin,
    PageState,
    Review,
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


@pytest.fixture
def replaced() -> Any:
    """A live page, and a new text that is scheduled for tomorrow, for three days."""
    page = live_page()
    page.title = "Nouveau titre"
    page.save()
    page.ask_for_review(by=None).sign(by=User.objects.get(username="relectrice"))
    tomorrow = timezone.now() + timedelta(days=1)
    page.publish(by=None, at=tomorrow, until=tomorrow + timedelta(days=3))
    return page


def test_the_end_of_what_was_scheduled_goes_with_it(replaced: Any) -> None:
    replaced.unschedule(by=None)
    assert fresh(replaced).live_revision.public_until is None
    assert fresh(replaced).discussion.public_until is None


def test_the_end_of_the_page_stays_when_what_was_scheduled_is_taken_back(replaced: Any) -> None:
    end = timezone.now() + timedelta(days=2)
    replaced.withdraw(by=None, at=end)
    replaced.unschedule(by=None)
    assert fresh(replaced).live_revision.public_until == end


def test_what_is_live_stays_until_the_next_that_is_still_scheduled(replaced: Any) -> None:
    replaced.title = "Encore un autre titre"
    replaced.save()
    replaced.ask_for_review(by=None).sign(by=User.objects.get(username="relectrice"))
    later = timezone.now() + timedelta(days=2)
    replaced.publish(by=None, at=later)
    replaced.unschedule(by=None)
    assert fresh(replaced).live_revision.public_until == later


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
