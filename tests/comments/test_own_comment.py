"""What an author does with a comment by its private address: change it while it waits, withdraw it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.audit import Decision
from comments.limits import BODY_MAX, TEXT_MIN
from comments.models import Comment
from portal.editorial.site import about_url
from tests.comments.conftest import TEXT, address, body, fields
from tests.conftest import Make

pytestmark = pytest.mark.django_db
NEW = {"name": "Verveine", "text": "Un texte que j’ai changé."}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def comment(make_comment: Make, article: Article) -> Comment:
    made: Comment = make_comment(article.discussion, email="camomille@exemple.fr", sender_key="x" * 32)
    return made


def withdrawal(comment: Comment) -> str:
    return reverse("comments:withdraw", args=[comment.token])


def stored(comment: Comment) -> Any:
    return Comment.objects.filter(pk=comment.pk).values("name", "text", "status").get()


def test_an_author_changes_a_comment_that_waits(client: Client, comment: Comment) -> None:
    answer = client.post(comment.get_receipt_url(), NEW)
    assert (answer.status_code, answer["Location"]) == (303, comment.get_receipt_url())
    assert stored(comment) == NEW | {"status": "pending"}
    assert Decision.objects.about(comment).get().action == "edited"


@pytest.mark.parametrize("text", ["x" * (TEXT_MIN - 1), "nul\0dans le texte", ""])
def test_a_change_obeys_the_same_rule_and_is_kept_in_the_form(
    client: Client, comment: Comment, text: str
) -> None:
    before = stored(comment)
    answer = client.post(comment.get_receipt_url(), NEW | {"text": text})
    assert answer.status_code == 422
    assert stored(comment) == before
    assert answer.context["rewrite_form"]["text"].errors


@pytest.mark.parametrize("status", ["approved", "rejected", "spam"])
def test_what_is_decided_is_not_changed_any_more(client: Client, comment: Comment, status: str) -> None:
    comment.decide(Comment.Status(status), by=None, reason="charter")
    before = stored(comment)
    assert client.post(comment.get_receipt_url(), NEW).status_code == 409
    assert stored(comment) == before


def test_a_change_from_another_site_is_refused_and_kept(client: Client, comment: Comment) -> None:
    answer = client.post(comment.get_receipt_url(), NEW, headers=ELSEWHERE)
    assert answer.status_code == 403
    assert NEW["text"] in body(answer)
    assert stored(comment)["text"] != NEW["text"]


def test_a_change_that_is_far_too_large_is_not_read(client: Client, comment: Comment) -> None:
    answer = client.post(comment.get_receipt_url(), NEW | {"text": "x" * BODY_MAX})
    assert answer.status_code == 413


@pytest.mark.parametrize("status", ["pending", "approved", "rejected", "spam"])
def test_an_author_withdraws_a_comment_whatever_its_state(
    client: Client, comment: Comment, status: str
) -> None:
    if status != "pending":
        comment.decide(Comment.Status(status), by=None, reason="charter", explanation="Pour vous.")
    assert client.post(withdrawal(comment)).status_code == 200
    row = Comment.objects.values().get(pk=comment.pk)
    assert row["status"] == "erased"
    assert not any(row[name] for name in ("name", "email", "text", "html", "sender_key", "explanation"))
    assert Decision.objects.about(comment).first().action == "withdrawn"  # type: ignore[union-attr]
    assert client.get(comment.get_receipt_url()).status_code == 404
    comment.discussion.refresh_from_db()
    assert comment.discussion.approved_count == 0


def test_whoever_withdraws_a_comment_is_led_back_to_its_page(client: Client, comment: Comment) -> None:
    assert 'class="button" href="/fr/articles/comprendre/"' in body(client.post(withdrawal(comment)))


def test_whoever_withdraws_a_comment_of_a_page_that_is_gone_is_led_elsewhere(
    client: Client, article: Article, comment: Comment
) -> None:
    article.withdraw(by=None)
    page = body(client.post(withdrawal(comment)))
    assert "/fr/articles/comprendre/" not in page
    assert 'class="button" href="/fr/discussions/"' in page


def test_answers_to_a_withdrawn_comment_stay_readable(
    client: Client, article: Article, comment: Comment, make_comment: Make
) -> None:
    comment.decide(Comment.Status.APPROVED, by=None)
    make_comment(article.discussion, parent=comment, text="Une réponse qui reste.", status="approved")
    client.post(withdrawal(comment))
    page = body(client.get("/fr/articles/comprendre/"))
    assert "Une réponse qui reste." in page
    assert "Un commentaire pour les essais." not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_follows_the_link_erases_nothing(
    client: Client, comment: Comment, method: str
) -> None:
    assert getattr(client, method)(withdrawal(comment)).status_code == 405
    assert stored(comment)["status"] == "pending"


def test_a_withdrawal_from_another_site_is_refused(client: Client, comment: Comment) -> None:
    assert client.post(withdrawal(comment), headers=ELSEWHERE).status_code == 403
    assert stored(comment)["status"] == "pending"


def test_who_was_rejected_is_told_why_and_how_to_appeal(client: Client, comment: Comment) -> None:
    comment.decide(Comment.Status.REJECTED, by=None, reason="sale", explanation="Le lien est une publicité.")
    page = body(client.get(comment.get_receipt_url()))
    assert "Le lien est une publicité." in page
    assert "receipt-appeal" in page


def test_these_answers_are_private_and_set_no_cookie(client: Client, comment: Comment) -> None:
    answers = [
        client.get(comment.get_receipt_url()),
        client.post(comment.get_receipt_url(), NEW),
        client.post(withdrawal(comment)),
    ]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies


def test_who_is_not_told_an_address_to_appeal_to_is_led_to_the_page_of_contact(
    client: Client, comment: Comment
) -> None:
    comment.decide(Comment.Status.REJECTED, by=None, reason="charter")
    assert f'href="{about_url("fr", "contact")}"' in body(client.get(comment.get_receipt_url()))


def test_changes_are_limited_like_comments_and_kept(client: Client, comment: Comment, settings: Any) -> None:
    settings.COMMENT_RATE = (2, 600)
    for number in range(2):
        assert client.post(comment.get_receipt_url(), NEW | {"name": f"Verveine {number}"}).status_code == 303
    answer = client.post(comment.get_receipt_url(), NEW)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert NEW["text"] in body(answer)
    assert stored(comment)["name"] == "Verveine 1"
    assert Decision.objects.about(comment).count() == 2


def test_words_that_were_changed_may_be_sent_again(client: Client, article: Article) -> None:
    first = client.post(address(article), fields())
    assert client.post(first["Location"], NEW).status_code == 303
    again = client.post(address(article), fields())
    assert again["Location"] != first["Location"]
    assert list(Comment.objects.order_by("pk").values_list("text", flat=True)) == [NEW["text"], TEXT]


@pytest.mark.parametrize("status", ["pending", "approved"])
def test_a_withdrawal_from_another_site_says_why_it_was_refused(
    client: Client, comment: Comment, status: str
) -> None:
    if status == "approved":
        comment.decide(Comment.Status.APPROVED, by=None)
    answer = client.post(withdrawal(comment), headers=ELSEWHERE)
    assert answer.status_code == 403
    assert 'class="errors" role="alert"' in body(answer)
