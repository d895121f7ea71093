"""Subscribers are told of what is published, of that alone, once each, and only when nobody can undo it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments.limits import NAMED_IN_A_MAIL, NEWS_DAYS, NOTICES_PER_ADDRESS, UNDO_MINUTES
from comments.models import Comment, Notice, Subscription
from comments.notices import NOTICE, find_news, send_digests, tell_subscribers
from portal.background.models import Mail
from portal.background.sending import send_due
from tests.conftest import Make
from tests.mail_server import Box, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]
EMAIL = "camomille@exemple.fr"
Status = Comment.Status
SETTLED = timedelta(minutes=UNDO_MINUTES, seconds=1)


@pytest.fixture
def own(article: Article, make_comment: Make) -> Comment:
    """What the subscriber wrote."""
    made: Comment = make_comment(article.discussion, email=EMAIL, status="approved")
    return made


@pytest.fixture
def follow(own: Comment) -> Make:
    """Confirm that the author of `own` wants mail."""

    def make(comment: Comment = own, *, email: str = EMAIL, **chosen: Any) -> Subscription:
        found = Subscription.ask(comment, email)
        assert found
        choice = {"scope": "answers", "pace": "once"} | chosen
        confirmed = Subscription.confirm(found.new_confirmation(), **choice)
        assert confirmed
        return confirmed

    return make


@pytest.fixture
def answer(article: Article, make_comment: Make, own: Comment) -> Make:
    """An answer to `own`, approved unless told otherwise."""

    def make(
        text: str = "Une réponse pour les essais.", *, status: str = "approved", **fields: Any
    ) -> Comment:
        standard: dict[str, Any] = {"parent": own, "name": "Tilleul"}
        made: Comment = make_comment(article.discussion, text=text, status=status, **standard | fields)
        return made

    return make


def settled(work: Any = tell_subscribers, **later: float) -> Any:
    """Do the work when what is decided now cannot be undone any more."""
    with travel(timezone.now() + (timedelta(**later) if later else SETTLED), tick=False):
        return work()


def told() -> list[int]:
    """Of which comments somebody was told, as often as they were."""
    return list(Notice.objects.filter(status="told").order_by("pk").values_list("comment", flat=True))


def letters() -> list[Mail]:
    return list(Mail.objects.filter(kind=NOTICE).order_by("queued_at", "pk"))


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


def test_who_wants_one_mail_a_day_gets_it_from_the_daily_work(follow: Make, answer: Make) -> None:
    follow(pace="daily")
    answer(), answer("Une deuxième réponse.")
    assert settled() == 0
    assert settled(send_digests) == 1
    assert settled(send_digests, hours=24) == 0
    assert len(told()) == 2


def test_a_comment_taken_back_before_the_daily_mail_is_not_in_it(follow: Make, answer: Make) -> None:
    follow(pace="daily")
    gone, stays = answer(), answer("Une deuxième réponse.")
    settled()
    Comment.objects.filter(pk=gone.pk).decide(Status.REJECTED, by=None, reason="charter")
    assert settled(send_digests) == 1
    assert told() == [stays.pk]


def test_one_address_gets_a_bounded_number_of_mails_a_day_and_the_rest_in_one_later(
    follow: Make, answer: Make
) -> None:
    follow()
    for number in range(NOTICES_PER_ADDRESS + 3):
        answer(f"Une réponse, le numéro {number}.")
        settled()
    assert len(letters()) == NOTICES_PER_ADDRESS
    Mail.objects.update(queued_at=timezone.now() - timedelta(days=1, minutes=1))
    assert settled() == 1
    assert len(told()) == NOTICES_PER_ADDRESS + 3


def test_what_is_approved_a_second_time_is_not_told_of_again(follow: Make, answer: Make) -> None:
    follow()
    other = answer()
    settled()
    Comment.objects.filter(pk=other.pk).decide(Status.SPAM, by=None)
    Comment.objects.filter(pk=other.pk).decide(Status.APPROVED, by=None)
    assert settled() == 0


def test_old_news_is_no_news(follow: Make, answer: Make) -> None:
    follow()
    answer()
    assert settled(days=NEWS_DAYS, minutes=1) == 0
    assert settled(days=NEWS_DAYS, minutes=-1) == 1


def test_an_approval_undone_and_done_again_at_the_last_moment_is_not_missed(
    follow: Make, answer: Make
) -> None:
    follow()
    other = answer()
    began, last = timezone.now(), timedelta(minutes=UNDO_MINUTES, seconds=-1)
    with travel(began + last):
        other.decide(Status.REJECTED, by=None, reason="charter")
    with travel(began + 2 * last):
        other.undo(by=None)
    found = 0
    for minute in range(40):
        with travel(began + timedelta(minutes=minute)):
            found += find_news(timezone.now() - timedelta(minutes=1))
    assert found == 1


def test_two_workers_at_once_write_one_mail(follow: Make, answer: Make) -> None:
    follow()
    answer()
    settled(find_news)
    settled(find_news)
    assert settled() == 1
    Notice.objects.update(status="waiting", mail_key="")  # as another worker saw them
    assert settled() == 0


# Between writing and sending, which may be long when no mail server answers


def test_a_mail_that_waited_is_dropped_when_its_comment_was_taken_back(
    follow: Make, answer: Make, mail_server: MailServer
) -> None:
    follow()
    other = answer()
    settled()
    assert settled(send_due).is_out
    Comment.objects.filter(pk=other.pk).decide(Status.REJECTED, by=None, reason="charter")
    box = mail_server.start()
    assert settled(send_due).sent == 0
    assert settled() == 0
    assert box.mails == []


def test_what_is_left_of_a_mail_that_waited_is_told_in_a_new_one(
    follow: Make, answer: Make, mail_server: MailServer
) -> None:
    follow()
    gone, stays = answer(), answer("Une deuxième réponse.")
    settled()
    Comment.objects.filter(pk=gone.pk).erase()
    box = mail_server.start()
    assert settled(send_due).sent == 0
    assert settled() == 1
    assert settled(send_due).sent == 1
    assert str(stays.pk) in box.text()
    assert f"/{gone.pk}/" not in box.text()


def test_who_stops_gets_nothing_any_more_not_even_what_was_written(
    client: Client, follow: Make, answer: Make, box: Box
) -> None:
    found = follow()
    answer()
    settled()
    assert len(letters()) == 1
    client.post(found.stop_url.removeprefix("https://portail.exemple"))
    assert settled(send_due).sent == 0
    assert letters() == []
    assert not Mail.objects.filter(recipient=EMAIL).exists()


def test_an_outage_of_mail_delays_a_notice_and_loses_none(
    follow: Make, answer: Make, mail_server: MailServer
) -> None:
    follow()
    answer()
    settled()
    for _ in range(5):
        assert settled(send_due).is_out
    box = mail_server.start()
    assert settled(send_due).sent == 1
    assert box.addresses() == [EMAIL]


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
