"""Several comments at once: a preview of exactly what is decided, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from comments.models import Comment, Decision
from tests.comments.conftest import body
from tests.comments.moderating import LIST, UNDO
from tests.conftest import Make

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ACTIONS = {"approve": "approved", "reject": "rejected", "mark_as_spam": "spam"}


@pytest.fixture
def three(article: Article, make_comment: Make) -> list[Comment]:
    return [make_comment(article.discussion, text=f"Le commentaire numéro {n}.") for n in (1, 2, 3)]


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def chosen(action: str, *comments: Comment, **fields: Any) -> dict[str, Any]:
    shown = [f"{comment.pk}:{comment.version}" for comment in comments]
    keys = [comment.pk for comment in comments]
    return {"action": action, "_selected_action": keys, "shown": shown} | fields


@pytest.mark.parametrize("action", ACTIONS)
def test_the_first_step_shows_the_words_and_decides_nothing(
    moderator: Client, three: list[Comment], action: str
) -> None:
    answer = moderator.post(LIST, chosen(action, *three[:2]))
    assert answer.status_code == 200
    page = body(answer)
    assert ("numéro 1" in page, "numéro 2" in page, "numéro 3" in page) == (True, True, False)
    assert set(states()) == {"pending"}


@pytest.mark.parametrize(("action", "status"), ACTIONS.items())
def test_the_second_step_decides_what_was_shown_and_can_be_undone_as_a_whole(
    moderator: Client, three: list[Comment], action: str, status: str
) -> None:
    data = chosen(action, *three[:2], confirmed="1", reason="sale", explanation="C’est une publicité.")
    answer = moderator.post(LIST, data, follow=True)
    assert states() == [status, status, "pending"]
    assert answer.context["notice"] == three[:2]
    moderator.post(UNDO, {"comment": [one.pk for one in answer.context["notice"]]})
    assert set(states()) == {"pending"}


def test_a_changed_comment_is_refused_and_shown_anew_while_the_others_are_decided(
    moderator: Client, three: list[Comment]
) -> None:
    data = chosen("approve", *three, confirmed="1")
    three[1].rewrite(name="Verveine", text="De tout autres mots que ceux d’avant.")
    answer = moderator.post(LIST, data)
    assert answer.status_code == 409
    page = body(answer)
    assert "De tout autres mots que ceux d’avant." in page
    assert f'value="{three[1].pk}:{three[1].version}"' in page
    assert ("numéro 1" in page, "numéro 3" in page) == (False, False)
    assert states() == ["approved", "pending", "approved"]
    assert Decision.objects.about(three[1]).filter(action="too-late", actor_name="Moderators").exists()


def test_what_somebody_else_has_decided_meanwhile_stays_as_it_is(
    moderator: Client, three: list[Comment]
) -> None:
    data = chosen("reject", *three[:2], confirmed="1", reason="sale", explanation="Des mots à garder.")
    Comment.objects.get(pk=three[0].pk).decide(Comment.Status.APPROVED, by=None)
    answer = moderator.post(LIST, data)
    assert answer.status_code == 409
    assert "Des mots à garder." in body(answer)
    assert states() == ["approved", "rejected", "pending"]


def test_what_the_page_did_not_show_is_not_decided(moderator: Client, three: list[Comment]) -> None:
    data = chosen("approve", *three, confirmed="1") | {"shown": [f"{three[0].pk}:1", "x", "1:", ":"]}
    assert moderator.post(LIST, data).status_code == 302
    assert set(states()) == {"pending"}


OUT_OF_SCOPE = [["999999"], ["x"], ["9" * 40], ["-1"], ["1 OR 1=1"], [""]]


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
@pytest.mark.parametrize("numbers", OUT_OF_SCOPE)
def test_numbers_that_no_comment_of_the_list_has_are_refused_with_all_that_came_along(
    moderator: Client, three: list[Comment], numbers: list[str], confirmed: dict[str, str]
) -> None:
    data = chosen("approve", *three, **confirmed)
    data["_selected_action"] = [*data["_selected_action"], *numbers]
    answer = moderator.post(LIST, data, follow=True)
    assert set(states()) == {"pending"}
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_comment_outside_the_filters_of_the_list_is_refused(
    moderator: Client, three: list[Comment], make_article: Make, make_comment: Make
) -> None:
    english = make_comment(make_article(language="en").discussion)
    answer = moderator.post(f"{LIST}?language=fr", chosen("approve", three[0], english))
    assert answer.status_code == 302
    assert set(states()) == {"pending"}


def test_all_across_the_pages_is_no_choice(moderator: Client, three: list[Comment]) -> None:
    for confirmed in ({}, {"confirmed": "1"}):
        data = chosen("approve", three[0], select_across="1", **confirmed)
        moderator.post(LIST, data)
    assert set(states()) == {"pending"}


def test_nothing_chosen_is_told(moderator: Client, three: list[Comment]) -> None:
    answer = moderator.post(LIST, {"action": "approve", "index": "0"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_only_who_may_erase_is_offered_to(
    moderator: Client, sign_in: Callable[..., Client], three: list[Comment]
) -> None:
    data = chosen("erase", three[0], confirmed="1")
    moderator.post(LIST, data)
    assert states()[0] == "pending"
    assert 'value="erase"' not in body(moderator.get(LIST))
    administrator = sign_in(superuser=True)
    assert 'value="erase"' in body(administrator.get(LIST))
    administrator.post(LIST, data)
    assert states() == ["erased", "pending", "pending"]


def test_a_shown_text_holds_the_version_that_goes_with_it(moderator: Client, three: list[Comment]) -> None:
    page = body(moderator.get(LIST))
    for comment in three:
        assert f'name="shown" value="{comment.pk}:{comment.version}"' in page
