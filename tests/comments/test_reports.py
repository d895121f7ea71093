"""Anybody reports a published comment, once; nothing is hidden for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.limits import PER_PAGE, REPORT_NOTE_MAX
from comments.models import Comment, Report
from tests.comments.conftest import body
from tests.conftest import Make

pytestmark = pytest.mark.django_db
WHY = {"reason": "sale", "note": "Un lien vers une boutique."}


@pytest.fixture
def comment(make_comment: Make, article: Article) -> Comment:
    made: Comment = make_comment(article.discussion, status="approved")
    return made


def place(comment: Comment) -> str:
    return reverse("comments:report", args=[comment.pk])


def test_a_report_is_stored_and_the_comment_stays(client: Client, comment: Comment) -> None:
    assert client.get(place(comment)).status_code == 200
    answer = client.post(place(comment), WHY)
    assert answer.status_code == 200
    report = Report.objects.open().get()
    assert (report.reason, report.note) == ("sale", WHY["note"])
    assert comment.text in body(client.get("/fr/articles/comprendre/"))
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_same_visitor_reports_a_comment_once(client: Client, comment: Comment) -> None:
    for _ in range(2):
        assert client.post(place(comment), WHY).status_code == 200
    client.post(place(comment), WHY, REMOTE_ADDR="192.0.2.9")
    assert Report.objects.count() == 2


@pytest.mark.parametrize("fields", [{}, {"reason": "rien"}, {"reason": "sale", "note": "nul\0"}])
def test_a_report_needs_a_reason_we_know(client: Client, comment: Comment, fields: dict[str, str]) -> None:
    assert client.post(place(comment), fields).status_code == 422
    assert not Report.objects.exists()


def test_who_gives_no_reason_is_told_to_choose_one(
    client: Client, make_comment: Make, make_term: Make
) -> None:
    term = make_term("Antigen", slug="antigen", language="en")
    comment = make_comment(term.discussion, status="approved")
    answer = client.post(place(comment).replace("/fr/discussions/signaler/", "/en/discussions/report/"), {})
    assert answer.status_code == 422
    assert "Choose a reason." in body(answer)


@pytest.mark.parametrize(("length", "status"), [(REPORT_NOTE_MAX, 200), (REPORT_NOTE_MAX + 1, 422)])
def test_a_note_is_short(client: Client, comment: Comment, length: int, status: int) -> None:
    assert client.post(place(comment), WHY | {"note": "x" * length}).status_code == status


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_what_is_not_public_cannot_be_reported(
    client: Client, article: Article, make_comment: Make, status: str
) -> None:
    hidden = make_comment(article.discussion, status=status)
    answer = client.get(place(hidden))
    assert answer.status_code == 404
    assert hidden.text not in body(answer)
    assert client.post(place(hidden), WHY).status_code == 404


@pytest.mark.parametrize("number", ["0", "9" * 30, "abc"])
def test_a_guessed_number_is_not_found(client: Client, db: None, number: str) -> None:
    assert client.get(reverse("comments:report", args=[number])).status_code == 404


def test_a_report_from_another_site_is_refused_and_kept(client: Client, comment: Comment) -> None:
    answer = client.post(place(comment), WHY, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert WHY["note"] in body(answer)
    assert not Report.objects.exists()


def test_reports_are_limited_like_comments(client: Client, comment: Comment, settings: Any) -> None:
    settings.COMMENT_RATE = (1, 600)
    client.post(place(comment), WHY)
    answer = client.post(place(comment), WHY)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def permalink(comment: Comment) -> str:
    return reverse("comments:permalink", args=[comment.pk])


def test_a_permalink_leads_to_the_comment_wherever_it_stands(
    client: Client, article: Article, make_comment: Make
) -> None:
    made = [make_comment(article.discussion) for _ in range(PER_PAGE + 1)]
    Comment.objects.all().decide("approved", by=None)
    first, last = client.get(permalink(made[0])), client.get(permalink(made[-1]))
    assert first["Location"] == f"/fr/articles/comprendre/#comment-{made[0].pk}"
    assert last["Location"] == f"/fr/articles/comprendre/?comments=2#comment-{made[-1].pk}"
    page = body(client.get(last["Location"].partition("#")[0]))
    assert f'id="comment-{made[-1].pk}"' in page


def test_an_old_permalink_leads_nowhere_once_the_comment_is_gone(client: Client, comment: Comment) -> None:
    assert client.get(permalink(comment)).status_code == 302
    comment.decide(Comment.Status.REJECTED, by=None, reason="sale")
    answer = client.get(permalink(comment))
    assert answer.status_code == 404
    assert comment.text not in body(answer)


def test_an_answer_to_an_answer_says_which_one_it_answers(
    client: Client, article: Article, comment: Comment, make_comment: Make
) -> None:
    first = make_comment(article.discussion, name="Verveine", parent=comment, status="approved")
    fields = {"name": "Tilleul", "text": "Je réponds à cette réponse.", "parent": str(first.pk)}
    assert client.post("/fr/articles/comprendre/", fields).status_code == 303
    second = Comment.objects.latest("pk")
    assert (second.parent, second.answers) == (comment, first)
    second.decide(Comment.Status.APPROVED, by=None)
    assert 'comment__answers"' in body(client.get("/fr/articles/comprendre/"))
    first.decide(Comment.Status.REJECTED, by=None, reason="sale")
    page = body(client.get("/fr/articles/comprendre/"))
    assert 'comment__answers"' not in page
    assert "Verveine" not in page
