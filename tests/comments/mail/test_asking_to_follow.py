"""Mail about answers is asked for by a box, and one mail asks the owner of the address to confirm it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments.following import CONFIRM, ask_to_follow
from comments.limits import CONFIRMS_PER_ADDRESS, CONFIRMS_PER_DAY, FOLLOWED_MAX
from comments.models import Comment, Subscription
from portal.background.models import Mail
from portal.background.sending import send_due
from tests.comments.conftest import Post, address, body, codes, fields
from tests.comments.mail.conftest import CHOICE, EMAIL, confirm_mails, link_in
from tests.conftest import Make
from tests.mail_server import Box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]


# The box


def test_the_box_is_there_where_mail_can_be_sent_and_unticked(client: Client, article: Article) -> None:
    page = body(client.get(address(article)))
    box = re.search(r'<input type="checkbox"[^>]*name="follow"[^>]*>', page)
    assert box
    assert "checked" not in box[0]


def test_where_no_mail_can_be_sent_there_is_no_box_and_nothing_to_ask_for(
    client: Client, article: Article, post: Post, settings: Any
) -> None:
    settings.PUBLIC_URL = ""
    assert 'name="follow"' not in body(client.get(address(article)))
    post(email=EMAIL, follow="on")
    assert not Subscription.objects.exists()


def test_the_box_needs_an_address(post: Post) -> None:
    answer = post(email="", follow="on")
    assert answer.status_code == 422
    assert codes(answer) == {"email": ["needed_to_follow"]}
    assert "checked" in re.search(r'<input type="checkbox"[^>]*>', body(answer))[0]  # type: ignore[index]
    assert not Comment.objects.exists()


def test_a_bad_address_is_said_once(post: Post) -> None:
    assert codes(post(email="non", follow="on")) == {"email": ["invalid"]}


def test_an_address_without_the_box_asks_for_nothing(post: Post) -> None:
    post(email=EMAIL)
    assert not Subscription.objects.exists()
    assert not Mail.objects.exists()


def test_the_receipt_says_the_same_before_and_after_it_was_confirmed(
    client: Client, post: Post, asked: str
) -> None:
    def note() -> str:
        receipt = body(client.get(Comment.objects.latest("pk").get_receipt_url()))
        return re.search(r'<div class="note">.*?</div>\s*</div>', receipt, re.DOTALL)[0]  # type: ignore[index]

    before = note()
    client.post(asked, CHOICE)
    post(email=EMAIL, follow="on", text="Un autre commentaire d’essai.")
    assert note() == before


# The mail that asks to confirm


def test_the_mail_holds_no_word_of_who_asked(post: Post, article: Article, box: Box) -> None:
    post(email=EMAIL, follow="on", name="Méchante", text="Achetez mes pilules ici.")
    assert send_due().sent == 1
    whole = box.mails[0][1].as_string() + box.text()
    assert "pilules" not in whole
    assert "Méchante" not in whole
    assert article.title in box.text()


def test_the_wish_and_its_mail_are_stored_with_the_comment_or_not_at_all(
    post: Post, client: Client, monkeypatch: Any
) -> None:
    def fail(*args: Any, **kwargs: Any) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(Mail, "queue", fail)
    with pytest.raises(ZeroDivisionError):
        post(email=EMAIL, follow="on")
    assert not Comment.objects.exists()
    assert not Subscription.objects.exists()


def test_a_forged_host_never_reaches_a_mail(client: Client, article: Article, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    client.post(address(article), fields(email=EMAIL, follow="on"), headers=headers)
    assert "evil" not in str(Mail.objects.values().get())


def test_an_unconfirmed_address_gets_one_mail_a_day_for_a_discussion(post: Post) -> None:
    for number in range(4):
        post(email=EMAIL.upper() if number % 2 else EMAIL, follow="on", text=f"Un essai, le numéro {number}.")
    assert confirm_mails().count() == 1
    assert Subscription.objects.get().comments.count() == 4
    with travel(timezone.now() + timedelta(days=1, minutes=5)):
        post(email=EMAIL, follow="on", text="Un essai du lendemain.")
    assert confirm_mails().count() == 2


def test_one_address_is_asked_a_few_times_a_day_in_all(make_article: Make, post: Post) -> None:
    for _ in range(CONFIRMS_PER_ADDRESS + 2):
        assert post(make_article(), email=EMAIL, follow="on").status_code == 303
    assert confirm_mails().count() == CONFIRMS_PER_ADDRESS


def test_the_portal_asks_only_so_many_addresses_a_day(post: Post) -> None:
    for number in range(CONFIRMS_PER_DAY - 1):
        Mail.objects.create(key=f"{CONFIRM}/x/{number}", kind=CONFIRM, recipient=f"{number}@exemple.fr")
    post(email=EMAIL, follow="on")
    assert confirm_mails().count() == CONFIRMS_PER_DAY
    post(email="autre@exemple.fr", follow="on", text="Un autre commentaire d’essai.")
    assert confirm_mails().count() == CONFIRMS_PER_DAY


def test_one_address_follows_only_so_many_discussions(make_article: Make, make_comment: Make) -> None:
    comments = [make_comment(make_article(live=False).discussion) for _ in range(FOLLOWED_MAX + 1)]
    assert all(Subscription.ask(comment, EMAIL) for comment in comments[:-1])
    assert Subscription.ask(comments[-1], EMAIL) is None
    assert not ask_to_follow(comments[-1], EMAIL)
    assert Subscription.ask(comments[0], EMAIL)


@pytest.mark.django_db(transaction=True)
def test_eight_posts_at_the_same_moment_bring_one_subscription_and_one_mail(article: Article) -> None:
    path = address(article)

    def send(number: int) -> int:
        try:
            return Client().post(path, fields(email=EMAIL, follow="on")).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(send, range(8))) == [303] * 8
    assert Comment.objects.count() == Subscription.objects.count() == confirm_mails().count() == 1
    assert Client().post(link_in(confirm_mails().get().body), CHOICE).status_code == 303
