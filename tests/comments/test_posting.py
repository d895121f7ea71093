"""A comment comes in by HTTP: it is stored and waits, or is refused and stays in the form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.limits import EMAIL_MAX, MARKS_MAX, NAME_MAX, NAME_MIN, RAW_MAX, TEXT_MAX, TEXT_MIN
from comments.models import Comment, Discussion
from tests.comments.conftest import TEXT, Post, address, body, codes, fields, kept, stored
from tests.conftest import Make, put_live

ACUTE = "\u0301"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
EMOJI = "\U0001f600"
LINES = "\r\n".join(["a" * 94] * 20 + ["a" * 99])  # 1,999 characters, 20 of them line breaks

STORED = {
    "the least": ("a" * TEXT_MIN, "a" * TEXT_MIN),
    "the most": ("a" * TEXT_MAX, "a" * TEXT_MAX),
    "line breaks of a browser": (LINES, LINES.replace("\r\n", "\n")),
    "space around": (" " * 25 + "a" * TEXT_MAX + " " * 25, "a" * TEXT_MAX),
    "accents apart": (("e" + ACUTE) * TEXT_MAX, "é" * TEXT_MAX),
    "emoji": (EMOJI * TEXT_MAX, EMOJI * TEXT_MAX),
    "three families": (FAMILY * 3, FAMILY * 3),
    "sixty marks": (f"Il dit q{ACUTE * 60}ue oui.", f"Il dit q{ACUTE * MARKS_MAX}ue oui."),
    "direction of writing": ("\u202eUn commentaire\u2066.", "Un commentaire."),
    "controls of a PDF": ("Un\x02 commen\x1ftaire\x9b.", "Un commentaire."),
    "line breaks around letters": ("\n" * 1000 + "a" * TEXT_MIN + "\n" * 1000, "a" * TEXT_MIN),
    "one long word": ("é" * TEXT_MAX, "é" * TEXT_MAX),
}
REFUSED = {
    "nothing": ("", "required"),
    "one too few": ("a" * (TEXT_MIN - 1), "too_short"),
    "one too many": ("a" * (TEXT_MAX + 1), "too_long"),
    "spaces": (" " * 10, "required"),
    "spaces that do not break": ("\u00a0" * 20, "required"),
    "spaces without width": ("\u200b" * 20, "required"),
    "Hangul fillers": ("\u3164" * 20, "required"),
    "Braille blanks": ("\u2800" * 20, "required"),
    "two letters far apart": ("a" + " " * 9 + "b", "too_short"),
    "one letter with marks": ("e" + ACUTE * 30, "too_short"),
    "one letter with selectors": ("a" + "\ufe0f" * 20, "too_short"),
    "two families": (FAMILY * 2, "too_short"),
    "a NUL": ("Un commentaire\0 d’essai", "nul"),
    "too long to be read": (" " * (RAW_MAX + 1), "too_long_raw"),
}


@pytest.fixture(params=["article", "term"])
def page(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(("sent", "text"), STORED.values(), ids=STORED)
def test_a_fit_text_is_stored_in_its_canonical_form(post: Post, page: Any, sent: str, text: str) -> None:
    answer = post(page, text=sent)
    assert answer.status_code == 303
    assert stored() == [text]
    assert answer["Location"] == Comment.objects.get().get_receipt_url()


@pytest.mark.parametrize(("sent", "code"), REFUSED.values(), ids=REFUSED)
def test_an_unfit_text_is_refused_and_stays_in_the_form(post: Post, page: Any, sent: str, code: str) -> None:
    answer = post(page, text=sent)
    assert answer.status_code == 422
    assert codes(answer) == {"text": [code]}
    assert kept(answer) == sent.replace("\0", "\ufffd")
    assert stored() == []


def test_who_wrote_too_much_is_told_how_much(post: Post) -> None:
    error = post(text="a" * (TEXT_MAX + 1)).context["comment_form"].errors.as_data()["text"][0]
    assert error.params == {"over": 1, "most": TEXT_MAX}


def test_a_new_comment_waits_for_a_moderator_and_is_not_shown(
    client: Client, post: Post, article: Article
) -> None:
    assert post().status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.html, comment.discussion) == ("pending", "", article.discussion)
    assert TEXT not in body(client.get(address(article)))


def test_the_page_shows_what_is_wrong_beside_the_field_and_in_a_summary(post: Post) -> None:
    page = body(post(text="court", name=""))
    assert 'role="alert"' in page
    assert page.count('aria-invalid="true"') == 2
    for name in ("text", "name"):
        assert f'href="#id_{name}"' in page
        assert f'id="id_{name}_error"' in page


def test_a_refused_comment_keeps_every_field_and_shows_it_as_text(post: Post) -> None:
    mark = '"><b>gras</b>'
    answer = post(text="</textarea>", name=mark, email=mark)
    assert answer.status_code == 422
    assert kept(answer) == "</textarea>"
    assert mark not in body(answer)
    assert body(answer).count("&quot;&gt;&lt;b&gt;gras") == 2


def test_a_refused_reply_is_still_a_reply(post: Post, article: Article, make_comment: Make) -> None:
    parent = make_comment(article.discussion, status="approved")
    answer = post(text="court", parent=parent.pk)
    assert f'name="parent" value="{parent.pk}"' in body(answer)


# Pseudonym and e-mail

NAMES = [
    ("a" * (NAME_MIN - 1), False),
    ("a" * NAME_MIN, True),
    ("é" * NAME_MAX, True),
    ("a" * (NAME_MAX + 1), False),
]


@pytest.mark.parametrize(("name", "fit"), NAMES, ids=["too short", "shortest", "longest", "too long"])
def test_a_pseudonym_has_two_to_fifty_characters(post: Post, name: str, fit: bool) -> None:
    answer = post(name=name)
    assert answer.status_code == (303 if fit else 422)
    assert Comment.objects.filter(name=name).exists() is fit
    if not fit:
        assert codes(answer) == {"name": ["length"]}
        assert kept(answer) == TEXT


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "required"),
        ("\u200b\u3164", "required"),
        ("a\u0301\u200d", "length"),
        ("Marie\r\nBcc: a", "lines"),
        ("Marie\u2028Curie", "lines"),
        ("marie@exemple.fr", "address"),
        ("www.exemple.fr", "address"),
        ("Ma\0rie", "nul"),
        ("ÉQUIPE  MEDICALE", "team"),
        ("l'équipe de modération", "team"),
        ("Portal team", "team"),
        ("a" * (RAW_MAX + 1), "too_long_raw"),
    ],
)
def test_an_unfit_pseudonym_is_refused_and_the_text_is_kept(post: Post, name: str, code: str) -> None:
    answer = post(name=name)
    assert answer.status_code == 422
    assert codes(answer) == {"name": [code]}
    assert kept(answer) == TEXT
    assert stored() == []


def test_a_pseudonym_cannot_turn_the_direction_of_the_page(post: Post) -> None:
    assert post(name="\u202eMarie\u2066").status_code == 303
    assert Comment.objects.get().name == "Marie"


def test_an_e_mail_is_optional_and_stored_when_given(post: Post) -> None:
    assert post(email="marie@exemple.fr").status_code == 303
    assert Comment.objects.get().email == "marie@exemple.fr"


EMAILS = ["marie", "marie@", "a@b.fr,c@d.fr", "a\0@exemple.fr", "a" * EMAIL_MAX + "@exemple.fr"]
HEADERS = ["a@exemple.fr\nBcc: b@exemple.fr", "a@exemple.fr\r\nSubject: x", "a@exemple.fr%0aBcc: x"]


@pytest.mark.parametrize("email", EMAILS + HEADERS)
def test_an_unfit_e_mail_is_refused_and_the_text_is_kept(post: Post, email: str) -> None:
    answer = post(email=email)
    assert answer.status_code == 422
    assert list(codes(answer)) == ["email"]
    assert "\0" not in body(answer)
    assert kept(answer) == TEXT
    assert stored() == []


# Replies


def test_an_answer_to_an_approved_comment_is_stored_as_one(
    post: Post, article: Article, make_comment: Make
) -> None:
    parent = make_comment(article.discussion, status="approved")
    assert post(parent=parent.pk).status_code == 303
    assert Comment.objects.get(text=TEXT).parent == parent


@pytest.mark.parametrize(
    "parent", ["x", "-1", "0", "1.5", "²", "9" * 18, "9" * 19, "9" * 500, "1\0", "1 OR 1=1", "None"]
)
def test_an_answer_to_nothing_is_refused(post: Post, parent: str) -> None:
    answer = post(parent=parent)
    assert answer.status_code == 422
    assert list(codes(answer)) == ["parent"]
    assert kept(answer) == TEXT
    assert "\0" not in body(answer)
    assert stored() == []


def test_an_answer_to_nothing_is_a_new_comment_when_sent_again(post: Post) -> None:
    answer = post(parent="77")
    assert 'name="parent" value=' not in body(answer)
    assert post(parent="").status_code == 303


def test_the_link_to_answer_is_followed_for_public_comments_only(
    client: Client, article: Article, make_comment: Make
) -> None:
    public = make_comment(article.discussion, status="approved")
    hidden = make_comment(article.discussion)
    answered = body(client.get(f"{address(article)}?reply={public.pk}"))
    assert f'name="parent" value="{public.pk}"' in answered
    assert 'name="parent" value=' not in body(client.get(f"{address(article)}?reply={hidden.pk}"))


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_an_answer_to_what_is_not_public_is_refused(
    post: Post, article: Article, make_comment: Make, status: str
) -> None:
    parent = make_comment(article.discussion, status=status, text="Un secret bien gardé.")
    answer = post(parent=parent.pk)
    assert (answer.status_code, codes(answer)) == (422, {"parent": ["no_parent"]})
    assert "secret" not in body(answer)
    assert Comment.objects.count() == 1


def test_an_answer_to_a_comment_of_another_page_is_refused(
    post: Post, make_article: Make, make_comment: Make
) -> None:
    parent = make_comment(make_article().discussion, status="approved", text="Sur une autre page.")
    answer = post(parent=parent.pk)
    assert (answer.status_code, codes(answer)) == (422, {"parent": ["no_parent"]})
    assert "Sur une autre page" not in body(answer)


# What else may be posted along


def test_nobody_approves_their_own_comment(post: Post) -> None:
    more = {
        "is_public": "1",
        "moderator": "1",
        "created": "2001-01-01",
        "created_at": "2001-01-01",
        "id": "77",
    }
    more |= {"status": "approved", "token": "devine", "html": "<b>x</b>", "origin": "demo", "discussion": "1"}
    before = timezone.now()
    assert post(**more).status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.html, comment.origin) == ("pending", "", "reader")
    assert comment.created_at >= before
    assert comment.token != "devine"
    assert comment.decided_by is None


# Pages that take no comment


@pytest.mark.parametrize("state", ["draft", "scheduled", "unknown"])
def test_a_page_that_is_not_public_takes_no_comment(client: Client, make_article: Make, state: str) -> None:
    if state != "unknown":
        page = make_article(slug="cachee", live=False)
        if state == "scheduled":
            put_live(page, at=timezone.now() + timedelta(hours=1))
    assert client.post("/fr/articles/cachee/", fields()).status_code == 404
    assert stored() == []


def test_a_withdrawn_page_takes_no_comment(client: Client, article: Article) -> None:
    article.withdraw(by=None)
    assert client.post("/fr/articles/comprendre/", fields()).status_code == 410
    assert stored() == []


def test_a_closed_discussion_takes_no_comment_and_keeps_the_text(post: Post, article: Article) -> None:
    Discussion.objects.update(is_open=False)
    answer = post()
    assert answer.status_code == 403
    assert kept(answer) == TEXT
    assert stored() == []


@pytest.mark.parametrize("slug", ["comprendre", "Comprendre"])
def test_a_comment_sent_to_an_old_address_arrives(client: Client, article: Article, slug: str) -> None:
    article.slug = "mieux-comprendre"
    article.save()
    put_live(article)
    assert client.post(f"/fr/articles/{slug}/", fields()).status_code == 303
    assert Comment.objects.get().discussion == article.discussion
