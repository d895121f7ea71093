"""Subscribers are told of what is published, of that alone, and only when nobody can undo it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments.limits import NAMED_IN_A_MAIL, UNDO_MINUTES
from comments.models import Comment, Notice, Subscription
from comments.notices import find_news
from portal.background.sending import send_due
from tests.comments.mail.conftest import EMAIL, letters, settled, told
from tests.conftest import Make
from tests.mail_server import Box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]
Status = Comment.Status


def test_an_answer_is_told_of_once(follow: Make, answer: Make, box: Box) -> None:
    found = follow()
    other = answer()
    for _ in range(3):
        settled()
        settled(send_due)
    assert told() == [other.pk]
    (address, message), *more = box.mails
    assert not more
    assert address == EMAIL
    assert f"https://portail.exemple/fr/discussions/comment/{other.pk}/" in box.text().replace(
        "/commentaire/", "/comment/"
    )
    assert found.url in box.text()
    assert message["List-Unsubscribe"].strip() == f"<{found.stop_url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_mail_holds_no_word_and_no_name_of_anybody_and_no_tracking(
    follow: Make, answer: Make, box: Box
) -> None:
    follow()
    answer("Des mots très reconnaissables.", name="Tilleul\r\nBcc: tous@exemple.fr")
    settled()
    settled(send_due)
    message = box.mails[0][1]
    whole = message.as_string() + box.text()
    for word in ("reconnaissables", "Tilleul", "Bcc", "tous@exemple.fr", "Camomille"):
        assert word not in whole
    assert message.get_content_type() == "text/plain"
    assert not message.is_multipart()
    assert "?" not in "".join(word for word in box.text().split() if word.startswith("http"))


def test_nothing_is_told_before_it_can_no_longer_be_undone(follow: Make, answer: Make) -> None:
    follow()
    answer()
    assert settled(minutes=UNDO_MINUTES - 1) == 0
    assert settled(minutes=UNDO_MINUTES + 1) == 1


def test_what_is_taken_back_in_time_is_not_told_of(follow: Make, answer: Make) -> None:
    follow()
    answer().undo(by=None)
    assert settled() == 0
    assert settled(days=1) == 0


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_only_approved_comments_are_told_of(follow: Make, answer: Make, status: str) -> None:
    follow(scope="thread")
    answer(status=status)
    assert settled(days=1) == 0
    assert not Notice.objects.exists()


def test_an_erased_comment_is_not_told_of(follow: Make, answer: Make) -> None:
    follow()
    Comment.objects.filter(pk=answer().pk).erase()
    assert settled() == 0


def test_nobody_is_told_before_they_confirm_nor_of_what_was_there_before(own: Comment, answer: Make) -> None:
    answer()
    found = Subscription.ask(own, EMAIL)
    assert found
    assert settled() == 0
    token = found.new_confirmation()
    with travel(timezone.now() + timedelta(hours=1)):
        Subscription.confirm(token, scope="thread", pace="once")
        assert settled() == 0


def test_nobody_is_told_of_their_own_comments(
    follow: Make, answer: Make, make_comment: Make, article: Article
) -> None:
    found = follow(scope="thread")
    answer(email=EMAIL.upper())
    ticked = answer("Une autre réponse de ma part.")
    found.comments.add(ticked)
    assert settled() == 0


def test_scope_says_whether_one_hears_of_answers_or_of_all(
    follow: Make, answer: Make, make_comment: Make, article: Article
) -> None:
    follow()
    elsewhere = make_comment(article.discussion, email="autre@exemple.fr", status="approved")
    follow(elsewhere, email="autre@exemple.fr", scope="thread")
    mine = answer()
    also_mine = answer(parent=elsewhere, answers=Comment.objects.earliest("pk"))
    nobodys = make_comment(article.discussion, status="approved")
    settled()
    by_address: dict[str, set[int]] = {EMAIL: set(), "autre@exemple.fr": set()}
    for notice in Notice.objects.select_related("subscription"):
        by_address[notice.subscription.email].add(notice.comment_id)
    assert by_address[EMAIL] == {mine.pk, also_mine.pk}
    # The other one has confirmed after writing, and so hears of everything that came later.
    assert by_address["autre@exemple.fr"] == {mine.pk, also_mine.pk, nobodys.pk}


def test_followers_of_another_discussion_hear_nothing(
    follow: Make, make_article: Make, make_comment: Make
) -> None:
    follow(scope="thread")
    make_comment(make_article().discussion, status="approved")
    assert settled() == 0


def test_what_stands_on_a_page_that_is_not_public_any_more_is_not_told_of(
    follow: Make, answer: Make, article: Article
) -> None:
    follow()
    answer()
    Article.objects.get(pk=article.pk).withdraw(by=None)
    assert settled() == 0


def test_several_answers_come_in_one_mail_with_a_bounded_number_of_links(follow: Make, answer: Make) -> None:
    follow()
    for number in range(NAMED_IN_A_MAIL + 2):
        answer(f"Une réponse, le numéro {number}.")
    assert settled() == 1
    assert letters()[0].body.count("https://") == NAMED_IN_A_MAIL + 1  # and the link to change it
    assert str(NAMED_IN_A_MAIL + 2) in letters()[0].subject


# Cost and last guards


def test_many_followers_and_comments_cost_few_queries_to_look_through(
    article: Article, make_comment: Make, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        comment = make_comment(article.discussion, status="approved")
        found = Subscription.ask(comment, f"{number}@exemple.fr")
        assert found
        Subscription.confirm(found.new_confirmation(), scope="thread", pace="daily")
    for _ in range(20):
        make_comment(article.discussion, status="approved")
    with django_assert_max_num_queries(10):  # the notes are stored in several statements
        assert settled(find_news) == 20 * 20 + sum(range(20))
    with django_assert_max_num_queries(4):
        assert settled(find_news) == 0


def test_the_database_tells_nobody_twice(follow: Make, answer: Make) -> None:
    found, other = follow(), answer()
    Notice.objects.create(subscription=found, comment=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(subscription=found, comment=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(status="lost")
