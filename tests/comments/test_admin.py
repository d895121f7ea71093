"""Moderation in the admin: what waits comes first, is read in the list and decided there or one by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments.admin.bulk import decision_message
from comments.models import Comment, Discussion
from tests.comments.conftest import TEXT, Answer, address, body
from tests.conftest import Make

Status = Comment.Status
LIST = "admin:comments_comment_changelist"
ACTIONS = {"approve": Status.APPROVED, "reject": Status.REJECTED, "mark_as_spam": Status.SPAM}
BUTTONS = {"_approved": Status.APPROVED, "_rejected": Status.REJECTED, "_spam": Status.SPAM}
MANY = 50


@pytest.fixture
def moderator(sign_in: Callable[..., Client]) -> Client:
    return sign_in("Moderators")


def one(comment: Comment, view: str = "change") -> str:
    return reverse(f"admin:comments_comment_{view}", args=[comment.pk])


def act(client: Client, action: str, *comments: Comment, **fields: Any) -> Answer:
    """Confirm what the preview of these comments shows."""
    rows = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
    shown = [f"{row.pk}:{row.version}" for row in rows]
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], "shown": shown}
    data = chosen | {"confirmed": "1", "reason": "charter"} | fields
    return client.post(reverse(LIST), data, follow=True)


def messages(answer: Answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def numbers(client: Client, query: str) -> list[int]:
    page = body(client.get(reverse(LIST) + query))
    return [int(number) for number in re.findall(r'name="_selected_action" value="(\d+)"', page)]


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


@pytest.fixture
def many(article: Article, term: Any) -> list[Comment]:
    """Fifty comments that wait, in two discussions, some of them answers."""
    discussions = (article.discussion, term.discussion)
    fields = {"name": "Camomille", "text": TEXT, "email": "camomille@exemple.fr"}
    first = Comment.objects.create(discussion=article.discussion, **fields)
    return [first] + [
        Comment.objects.create(discussion=discussions[n % 2], parent=None if n % 2 else first, **fields)
        for n in range(1, MANY)
    ]


# The list


def test_the_list_shows_what_waits_the_urgent_first_and_then_the_oldest(
    moderator: Client, article: Article, make_comment: Make
) -> None:
    now = timezone.now()
    made = [
        make_comment(article.discussion, status=status, created_at=now - timedelta(days=days))
        for status, days in [("approved", 9), ("pending", 1), ("spam", 8), ("pending", 5), ("pending", 3)]
    ]
    Comment.objects.filter(pk=made[1].pk).update(priority=90)
    assert numbers(moderator, "") == [made[n].pk for n in (1, 3, 4)]
    assert numbers(moderator, "?state=all") == [made[n].pk for n in (1, 4, 3, 2, 0)]


def test_the_whole_text_is_read_in_the_list_and_the_page_is_one_click_away(
    moderator: Client, article: Article, make_comment: Make
) -> None:
    make_comment(article.discussion, text="Une ligne.\nUne autre.\n\n" + "é" * 900, name="Tilleul")
    page = body(moderator.get(reverse(LIST)))
    assert "Une ligne.\nUne autre.\n\n" + "é" * 900 + "</div>" in page
    assert "Tilleul" in page
    assert f'<a href="{address(article)}">Comprendre</a>' in page


def test_a_comment_is_read_with_the_one_it_answers(
    moderator: Client, article: Article, make_comment: Make
) -> None:
    first = make_comment(article.discussion, status="approved", text="La question du début.")
    answer = make_comment(article.discussion, parent=first)
    page = body(moderator.get(one(answer)))
    assert "La question du début." in page
    assert answer.text in page


def test_a_comment_of_a_withdrawn_page_can_still_be_decided(
    moderator: Client, article: Article, make_comment: Make
) -> None:
    comment = make_comment(article.discussion)
    article.withdraw(by=None)
    assert moderator.get(reverse(LIST)).status_code == 200
    act(moderator, "approve", comment)
    assert states() == ["approved"]


def test_the_list_of_fifty_comments_asks_a_bounded_number_of_queries(
    moderator: Client, many: list[Comment], django_assert_num_queries: Any
) -> None:
    url = reverse(LIST)
    # Session, user, own rights, group's rights; how many, the comments, their findings; two of counts.
    with django_assert_num_queries(9):
        page = body(moderator.get(url))
    assert page.count('name="_selected_action"') == MANY


QUESTIONS = [
    "q=commentaire",
    "state=pending",
    "state=reported",
    "signal=urgent",
    "age=late",
    "language=fr",
    "discussion=1",
    "p=1",
]
ODD_QUESTIONS = [
    "discussion=x",
    "discussion=" + "9" * 40,
    "discussion=%00",
    "q=%00",
    "p=x",
    "o=x",
    "state=x",
    "signal=x",
]
ODD_QUESTIONS += ["age=x", "language=x", "decided=1,x,%00"]


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_list_can_be_searched_and_filtered(moderator: Client, many: list[Comment], query: str) -> None:
    assert moderator.get(f"{reverse(LIST)}?{query}").status_code == 200


@pytest.mark.parametrize("query", ODD_QUESTIONS)
def test_odd_questions_to_the_list_are_answered(moderator: Client, many: list[Comment], query: str) -> None:
    assert moderator.get(f"{reverse(LIST)}?{query}").status_code in {200, 302}


# Decisions


@pytest.mark.parametrize(("action", "status"), ACTIONS.items())
def test_several_comments_are_decided_at_once_and_the_message_tells_how_many(
    moderator: Client, article: Article, make_comment: Make, action: str, status: Status
) -> None:
    comments = [make_comment(article.discussion) for _ in range(3)]
    done = make_comment(article.discussion, status=status)
    answer = act(moderator, action, *comments[:2], done)
    assert messages(answer) == [decision_message(status, 2)]
    assert states() == [status, status, "pending", status]
    assert "2" in messages(answer)[0]


@pytest.mark.parametrize(("button", "status"), BUTTONS.items())
def test_one_comment_is_decided_on_its_own_page(
    moderator: Client, article: Article, make_comment: Make, button: str, status: Status
) -> None:
    comment = make_comment(article.discussion)
    answer = moderator.post(one(comment), {button: "1", "reason": "advice"}, follow=True)
    assert answer.context["notice"] == [comment]
    comment.refresh_from_db()
    assert (comment.status, comment.reason) == (status, "advice" if status == "rejected" else "")
    assert comment.decided_by is not None
    assert comment.decided_at is not None


def test_every_decision_is_logged_with_who_and_what(
    moderator: Client, article: Article, make_comment: Make
) -> None:
    comment = make_comment(article.discussion)
    act(moderator, "approve", comment)
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user.username) == (str(comment.pk), "Moderators")
    assert entry.get_change_message() == str(Status.APPROVED.label)


@pytest.mark.parametrize("reason", ["", "because", "CHARTER", "charter\0"])
def test_a_rejection_without_a_reason_is_refused(
    moderator: Client, article: Article, make_comment: Make, reason: str
) -> None:
    comment = make_comment(article.discussion)
    words = "Des mots à ne pas perdre."
    answers = [
        act(moderator, "reject", comment, reason=reason, explanation=words),
        moderator.post(one(comment), {"_rejected": "1", "reason": reason, "explanation": words}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert words in body(answer)
    assert states() == ["pending"]
    assert not LogEntry.objects.exists()


def test_every_decision_can_be_taken_back(moderator: Client, article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion)
    for action in ("approve", "reject", "approve", "mark_as_spam", "reject", "mark_as_spam", "approve"):
        act(moderator, action, comment)
        assert states() == [ACTIONS[action]]
        assert Discussion.objects.get().approved_count == (1 if action == "approve" else 0)


@pytest.mark.parametrize("action", ACTIONS)
def test_deciding_what_is_erased_does_nothing(
    moderator: Client, article: Article, make_comment: Make, action: str
) -> None:
    comment = make_comment(article.discussion)
    Comment.objects.update(status="erased", text="", name="")
    answer = act(moderator, action, comment)
    moderator.post(one(comment), {f"_{ACTIONS[action]}": "1", "reason": "charter"})
    assert states() == ["erased"]
    assert decision_message(ACTIONS[action], 1) not in messages(answer)


@pytest.mark.parametrize("button", ["_pending", "_erased", "_save", ""])
def test_no_other_state_can_be_posted(
    moderator: Client, article: Article, make_comment: Make, button: str
) -> None:
    comment = make_comment(article.discussion, status="spam")
    moderator.post(one(comment), {button: "1", "status": "approved", "text": "Un autre texte."}, follow=True)
    comment.refresh_from_db()
    assert (comment.status, comment.text) == ("spam", "Un commentaire pour les essais.")


def test_a_comment_that_does_not_exist_is_answered(moderator: Client) -> None:
    for number in ("77", "x", "9" * 40):
        url = reverse("admin:comments_comment_change", args=[number])
        assert moderator.get(url).status_code == 302
        assert moderator.post(url, {"_approved": "1"}).status_code == 302


def test_approving_fifty_asks_a_bounded_number_of_queries(
    moderator: Client, many: list[Comment], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(MANY + 52):  # one for each entry of the log, and a few for all
        act(moderator, "approve", *many)
    assert set(states()) == {"approved"}


def test_reading_never_decides(moderator: Client, article: Article, make_comment: Make) -> None:
    comment = make_comment(article.discussion)
    query = f"?action=approve&_selected_action={comment.pk}&reason=charter&_approved=1&_spam=1"
    for url in (reverse(LIST), one(comment), one(comment, "history")):
        for method in (moderator.get, moderator.head):
            assert method(url + query).status_code in {200, 400}
    assert states() == ["pending"]
    assert Comment.objects.get().version == 1


def test_a_decision_from_another_site_is_refused(
    make_user: Make, article: Article, make_comment: Make
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Odile", "Moderators"))
    comment = make_comment(article.discussion)
    assert client.post(one(comment), {"_approved": "1"}).status_code == 403
    assert act(client, "approve", comment).status_code == 403
    assert states() == ["pending"]
