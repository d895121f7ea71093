"""Two editors at the same page: nobody's words are lost, and nothing is saved that nobody changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from glossary.models import Relation, Term
from portal.editorial.limits import PRESENCE_SECONDS
from portal.editorial.models import Origin, PageState, Presence
from tests.conftest import Make
from tests.editorial.page_forms import Fields, address, fields_of, opened, send, with_row
from tests.editorial.workflow import KINDS, account, complete_page, signed_page

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def signed_in(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(account(name, *groups or ("Editors",)))
    return client


@pytest.fixture
def zoe() -> Client:
    return signed_in("zoe")


@pytest.fixture
def ali() -> Client:
    return signed_in("ali")


def after_a_save(page: Any, first: Client, second: Client, **change: Any) -> Fields:
    """What the second one has open, while the first has saved meanwhile."""
    fields = opened(second, page)
    assert send(first, page, **change).status_code == 302
    return fields


# A save over a newer one


@pytest.mark.parametrize("model", KINDS)
def test_a_save_over_a_newer_one_is_refused_with_both_versions_shown(
    model: Any, zoe: Client, ali: Client
) -> None:
    page = complete_page(model)
    fields = after_a_save(page, zoe, ali, summary="Le résumé de Zoé.")
    answer = send(ali, page, fields, summary="Le résumé d’Ali.", title="Le titre d’Ali")
    assert answer.status_code == 200
    assert fresh(page).summary == "Le résumé de Zoé."
    html = answer.content.decode()
    assert 'id="conflict-box"' in html
    assert "Zoé</del>" in html
    assert "d’Ali</ins>" in html
    assert "zoe" in html
    kept = fields_of(page, html)
    assert (kept["summary"], kept["title"]) == ("Le résumé d’Ali.", "Le titre d’Ali")


@pytest.mark.parametrize(
    "button", ["_save", "_continue", "_review", "_publish", "_correct", "_withdraw", "_preview"]
)
def test_no_button_saves_over_a_newer_version(zoe: Client, ali: Client, button: str) -> None:
    page = signed_page()
    page.publish(by=None)
    fields = after_a_save(page, zoe, ali, summary="Le résumé de Zoé.")
    answer = send(ali, page, fields, summary="Le résumé d’Ali.", **{button: "1"})
    assert answer.status_code == 200
    assert fresh(page).summary == "Le résumé de Zoé."
    assert fresh(page).revisions.count() == 1


def test_words_are_saved_over_the_version_that_was_shown(zoe: Client, ali: Client) -> None:
    page = complete_page()
    fields = after_a_save(page, zoe, ali, summary="Le résumé de Zoé.")
    shown = send(ali, page, fields, summary="Le résumé d’Ali.")
    kept = fields_of(page, shown.content.decode())
    version = fresh(page).version
    assert f'name="overwrite" value="{version}"' in shown.content.decode()
    assert send(ali, page, kept, overwrite=str(version)).status_code == 302
    assert fresh(page).summary == "Le résumé d’Ali."
    assert fresh(page).changed_by.username == "ali"


def test_words_are_not_saved_over_a_version_that_came_after_the_one_shown(zoe: Client, ali: Client) -> None:
    page = complete_page()
    fields = after_a_save(page, zoe, ali, summary="Le résumé de Zoé.")
    kept = fields_of(page, send(ali, page, fields, summary="Le résumé d’Ali.").content.decode())
    shown = fresh(page).version
    send(zoe, page, summary="Le second résumé de Zoé.")
    answer = send(ali, page, kept, overwrite=str(shown))
    assert answer.status_code == 200
    assert fresh(page).summary == "Le second résumé de Zoé."
    assert f'name="overwrite" value="{fresh(page).version}"' in answer.content.decode()


@pytest.mark.parametrize("wrong", ["0", "999", "x", "-1", "9" * 30])
def test_a_version_made_up_opens_nothing(zoe: Client, ali: Client, wrong: str) -> None:
    page = complete_page()
    fields = after_a_save(page, zoe, ali, summary="Le résumé de Zoé.")
    assert send(ali, page, fields, summary="Le résumé d’Ali.", overwrite=wrong).status_code == 200
    assert fresh(page).summary == "Le résumé de Zoé."


def test_rows_are_part_of_what_is_refused(zoe: Client, ali: Client) -> None:
    page = complete_page()
    fields = opened(ali, page)
    send(zoe, page, with_row(opened(zoe, page), "questions", question="De Zoé ?", answer="Oui."))
    answer = send(ali, page, with_row(fields, "questions", question="D’Ali ?", answer="Non."))
    assert answer.status_code == 200
    assert [row.question for row in fresh(page).questions.all()] == ["De Zoé ?"]
    kept = fields_of(page, answer.content.decode())
    assert kept["questions-0-question"] == "D’Ali ?"
    html = answer.content.decode()
    assert "Zoé" in html.partition('id="conflict-box"')[2].partition("</section>")[0]


def test_saving_over_the_other_version_keeps_ones_own_rows_and_no_others(zoe: Client, ali: Client) -> None:
    page = complete_page()
    fields = opened(ali, page)
    send(zoe, page, with_row(opened(zoe, page), "questions", question="De Zoé ?", answer="Oui."))
    answer = send(ali, page, with_row(fields, "questions", question="D’Ali ?", answer="Non."))
    kept = fields_of(page, answer.content.decode())
    assert send(ali, page, kept, overwrite=str(fresh(page).version)).status_code == 302
    assert [row.question for row in fresh(page).questions.all()] == ["D’Ali ?"]
    assert fresh(page).sources.count() == 1


def test_a_row_that_the_other_one_deleted_comes_back(zoe: Client, ali: Client) -> None:
    page = complete_page()
    fields = opened(ali, page)
    send(zoe, page, **{"sources-0-DELETE": "on"})
    assert not fresh(page).sources.exists()
    answer = send(ali, page, fields, summary="Le résumé d’Ali.")
    kept = fields_of(page, answer.content.decode())
    assert kept["sources-0-title"] == "Un guide"
    assert send(ali, page, kept, overwrite=str(fresh(page).version)).status_code == 302
    assert [row.title for row in fresh(page).sources.all()] == ["Un guide"]


# Saving without a change


@pytest.mark.parametrize("model", KINDS)
def test_saving_without_a_change_keeps_version_and_signature(model: Any, zoe: Client) -> None:
    page = signed_page(model)
    page.questions.create(question="Pourquoi ?", answer="Parce que.\nEt puis.")
    version = page.version
    assert send(zoe, page).status_code == 302
    assert fresh(page).version == version
    assert fresh(page).states() == [PageState.SIGNED]
    assert fresh(page).changed_by is None


def test_lines_that_a_browser_ends_in_its_own_way_are_no_change(zoe: Client) -> None:
    page = signed_page(summary="Une phrase.\nUne autre.", key_points="Un\nDeux")
    page.questions.create(question="Pourquoi ?", answer="Parce que.\n\nEt puis.")
    send(zoe, page)
    assert fresh(page).states() == [PageState.SIGNED]


def test_related_terms_are_no_words_of_a_term(zoe: Client, make_term: Make) -> None:
    page, one, other = signed_page(Term), make_term(), make_term()
    Relation.join(page, one)
    assert opened(zoe, page)["related"] == [str(one.pk)]
    send(zoe, page)
    assert fresh(page).states() == [PageState.SIGNED]
    send(zoe, page, related=[one.pk, other.pk])
    assert set(Relation.objects.of(page).others(page)) == {one.pk, other.pk}
    assert fresh(page).states() == [PageState.SIGNED]


@pytest.mark.parametrize(
    ("part", "row"),
    [
        ("questions", {"question": "Pourquoi ?", "answer": "Parce que."}),
        ("sources", {"title": "Un autre guide"}),
    ],
)
def test_a_row_more_is_a_change(zoe: Client, part: str, row: Fields) -> None:
    page = signed_page()
    send(zoe, page, with_row(opened(zoe, page), part, **row))
    assert getattr(fresh(page), part).filter(**row).exists()
    assert fresh(page).version == page.version + 1
    assert fresh(page).states() == [PageState.DRAFT]
    assert fresh(page).changed_by.username == "zoe"


@pytest.mark.parametrize(
    "change", [{"title": "Autre"}, {"funding": ""}, {"banner_place": "off"}, {"category": ""}]
)
def test_a_field_changed_is_a_new_version_without_signature(zoe: Client, change: Fields) -> None:
    page = signed_page()
    send(zoe, page, **change)
    assert fresh(page).version == page.version + 1
    assert fresh(page).states() == [PageState.DRAFT]


@pytest.mark.parametrize("step", [{"note": "Pour mémoire"}, {"significance": "major"}])
def test_what_is_said_of_the_next_step_is_no_change(zoe: Client, step: Fields) -> None:
    page = signed_page()
    send(zoe, page, **step)
    assert fresh(page).states() == [PageState.SIGNED]


def test_an_imported_text_that_is_looked_at_and_saved_stays_as_imported(zoe: Client) -> None:
    page = complete_page(Term, origin=Origin.IMPORT, summary="1. Un sens.\n2. Un autre.")
    send(zoe, page)
    assert fresh(page).version == page.version


# Who else is here


def presence(client: Client, page: Any) -> Any:
    return client.post(address(page, "presence")).json()


def test_each_is_told_of_the_other(zoe: Client, ali: Client) -> None:
    page, other = complete_page(), complete_page()
    assert presence(zoe, page) == {"others": "", "version": page.version}
    assert "zoe" in presence(ali, page)["others"]
    assert "ali" in presence(zoe, page)["others"]
    assert presence(ali, other)["others"] == ""
    assert "ali" in zoe.get(address(page)).context["presence"]


def test_an_article_and_a_term_of_the_same_number_are_two_pages(zoe: Client, ali: Client) -> None:
    article, term = complete_page(Article), complete_page(Term)
    Presence.objects.create(kind="term", page_id=article.pk, user=User.objects.get(username="ali"))
    assert presence(zoe, article)["others"] == ""
    assert presence(zoe, term) is not None


def test_who_closed_the_form_is_soon_forgotten(zoe: Client, ali: Client) -> None:
    page = complete_page()
    presence(zoe, page)
    with travel(timezone.now() + timedelta(seconds=PRESENCE_SECONDS - 1)):
        assert "zoe" in presence(ali, page)["others"]
    with travel(timezone.now() + timedelta(seconds=2 * PRESENCE_SECONDS)):
        assert presence(ali, page)["others"] == ""


def test_the_browser_hears_of_a_newer_version(zoe: Client, ali: Client) -> None:
    page = complete_page()
    before = presence(ali, page)["version"]
    send(zoe, page, title="Autre")
    assert presence(ali, page)["version"] == before + 1


def test_who_only_reads_is_not_said_to_edit(zoe: Client) -> None:
    page, reading = complete_page(), signed_in("relecteur", "Medical reviewers")
    assert reading.get(address(page)).status_code == 200
    assert reading.post(address(page, "presence")).status_code == 403
    assert presence(zoe, page)["others"] == ""


def test_what_was_typed_for_a_step_that_is_refused_is_there_again(zoe: Client) -> None:
    page = complete_page()
    typed = {"note": "Nouveau chiffre", "publish_at": "2029-03-01T08:30", "significance": "major"}
    send(zoe, page, **typed, _publish="1")  # refused: nobody has signed
    assert typed.items() <= opened(zoe, page).items()
    assert opened(zoe, page)["note"] == ""
