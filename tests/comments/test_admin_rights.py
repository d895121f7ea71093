"""Who may decide on comments, and that those who may can do nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.models import Comment
from tests.comments.conftest import body
from tests.conftest import Make

LIST = "admin:comments_comment_changelist"
EMAIL = "camomille@exemple.fr"
SignIn = Callable[..., Client]


@pytest.fixture
def comment(article: Article, make_comment: Make) -> Comment:
    made: Comment = make_comment(article.discussion, email=EMAIL, sender_key="5e4d3c")
    return made


def one(comment: Comment, view: str = "change") -> str:
    return reverse(f"admin:comments_comment_{view}", args=[comment.pk])


def bulk(comment: Comment, action: str = "approve") -> dict[str, Any]:
    return {"action": action, "_selected_action": [comment.pk], "reason": "charter"}


@pytest.mark.django_db
def test_moderators_may_decide_answer_and_prepare_answers_and_nothing_else() -> None:
    held = Group.objects.get(name="Moderators").permissions.values_list("codename", flat=True)
    ready_made = {f"{verb}_cannedanswer" for verb in ("view", "add", "change", "delete")}
    comments = {"moderate_comment", "answer_comment", "view_comment"}
    assert set(held) == comments | {"impose_ban", "view_ban"} | ready_made


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["Editors", "Medical reviewers"])
def test_no_other_group_holds_the_right_to_decide(group: str) -> None:
    held = Group.objects.get(name=group).permissions.filter(content_type__app_label="comments")
    assert not held.exists()


@pytest.mark.parametrize("group", ["Editors", "Medical reviewers", ""])
def test_who_may_not_moderate_sees_no_comment_and_decides_nothing(
    sign_in: SignIn, comment: Comment, group: str
) -> None:
    client = sign_in(group)
    urls = [reverse(LIST), one(comment), one(comment, "history"), one(comment, "delete")]
    assert [client.get(url).status_code for url in urls] == [403] * 4
    assert client.post(reverse(LIST), bulk(comment)).status_code == 403
    assert client.post(one(comment), {"_approved": "1"}).status_code == 403
    assert comment.text not in body(client.get(reverse("admin:index")))
    assert reverse(LIST) not in body(client.get(reverse("admin:index")))
    assert Comment.objects.get().status == "pending"


def test_who_is_not_signed_in_is_sent_to_the_door(client: Client, comment: Comment) -> None:
    for url in (reverse(LIST), one(comment)):
        assert client.get(url).status_code == 302
        answer = client.post(url, bulk(comment) | {"_approved": "1"})
        assert answer.status_code == 302
        assert reverse("admin:login") in answer["Location"]
    assert Comment.objects.get().status == "pending"


def test_who_is_no_member_of_staff_cannot_use_the_right(comment: Comment, make_user: Make) -> None:
    user = make_user("Odile", "Moderators")
    type(user).objects.update(is_staff=False)
    client = Client()
    client.force_login(user)
    assert client.post(one(comment), {"_approved": "1"}).status_code == 302
    assert Comment.objects.get().status == "pending"


@pytest.mark.parametrize("who", ["moderator", "administrator"])
def test_nobody_writes_changes_or_deletes_a_comment_in_the_admin(
    sign_in: SignIn, comment: Comment, who: str
) -> None:
    client = sign_in("Moderators") if who == "moderator" else sign_in(superuser=True)
    words = {"text": "Un autre texte.", "name": "Autre", "status": "approved", "post": "yes"}
    add = reverse("admin:comments_comment_add")
    assert (client.get(add).status_code, client.post(add, words).status_code) == (403, 403)
    assert client.post(one(comment, "delete"), words).status_code == 403
    client.post(reverse(LIST), bulk(comment, "delete_selected") | {"post": "yes"})
    client.post(one(comment), words | {"_save": "1"})
    assert list(Comment.objects.values_list("text", "name", "status")) == [
        (comment.text, comment.name, "pending")
    ]
    page = body(client.get(one(comment)))
    assert 'name="text"' not in page
    assert 'name="_save"' not in page
    assert one(comment, "delete") not in page


def test_a_moderator_reaches_nothing_but_comments(sign_in: SignIn, article: Article, term: Any) -> None:
    client = sign_in("Moderators")
    names = ["auth_user", "auth_group", "articles_article", "glossary_term", "editorial_sitesettings"]
    names += ["editorial_category", "editorial_image", "editorial_contributor"]
    for name in names:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
    for name in ("articles_article", "glossary_term", "auth_user"):
        assert client.get(reverse(f"admin:{name}_add")).status_code == 403
    change = reverse("admin:articles_article_change", args=[article.pk])
    assert client.get(change).status_code == 403
    assert client.post(change, {"title": "Autre", "_publish": "1"}).status_code == 403
    article.refresh_from_db()
    assert article.title == "Comprendre"


@pytest.mark.parametrize("who", ["moderator", "administrator"])
def test_no_e_mail_address_and_no_trace_of_the_sender_is_shown(
    sign_in: SignIn, comment: Comment, who: str
) -> None:
    client = sign_in("Moderators") if who == "moderator" else sign_in(superuser=True)
    urls = [reverse(LIST), one(comment), one(comment, "history"), f"{reverse(LIST)}?q=camomille@"]
    for url in urls:
        page = body(client.get(url))
        assert EMAIL not in page
        assert comment.sender_key not in page
        assert comment.token not in page
    assert comment.text not in body(client.get(urls[-1]))


GUESSES = ["email__startswith=c", "email=camomille@exemple.fr", "email__contains=@", "parent__email=x"]
GUESSES += [
    "token__startswith=a",
    "sender_key=5e4d3c",
    "decided_by__password__startswith=p",
    "discussion__comments__email=x",
]


@pytest.mark.parametrize("question", GUESSES)
def test_an_e_mail_address_cannot_be_guessed_letter_by_letter(
    sign_in: SignIn, comment: Comment, question: str
) -> None:
    answer = sign_in("Moderators").get(f"{reverse(LIST)}?{question}")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "order", ["o=email", "o=1.2.3.4.5", "o=-9", "o=token", "_to_field=email", "_popup=1"]
)
def test_the_order_of_the_list_tells_nothing_either(sign_in: SignIn, comment: Comment, order: str) -> None:
    answer = sign_in("Moderators").get(f"{reverse(LIST)}?{order}")
    assert EMAIL not in body(answer)
    assert answer.status_code in {200, 302, 400}
