"""Mail about answers: asked for by a box, confirmed by the owner of the address, ended with one click."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments.following import CONFIRM, ask_to_follow
from comments.limits import CONFIRM_DAYS, CONFIRMS_PER_ADDRESS, CONFIRMS_PER_DAY, FOLLOWED_MAX
from comments.models import Comment, Subscription
from portal.background.models import Mail
from portal.background.sending import send_due
from tests.comments.conftest import Post, address, body, codes, fields
from tests.conftest import Make
from tests.mail_server import Box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_set_up")]
EMAIL = "camomille@exemple.fr"
CHOICE = {"scope": "answers", "pace": "once"}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def confirm_mails() -> Any:
    return Mail.objects.filter(kind=CONFIRM)


def link_in(text: str) -> str:
    """The path of the one link; its host is the public one."""
    found = re.findall(r"https?://\S+", text)
    assert len(found) == 1
    assert found[0].startswith("https://portail.exemple/")
    return str(found[0].removeprefix("https://portail.exemple"))


@pytest.fixture
def asked(post: Post) -> str:
    """Somebody has ticked the box; the path of the link in their mail."""
    assert post(email=EMAIL, follow="on").status_code == 303
    return link_in(confirm_mails().get().body)


@pytest.fixture
def subscription(client: Client, asked: str) -> Subscription:
    client.post(asked, CHOICE)
    return Subscription.objects.active().get()


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


# Confirming


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_follows_the_link_confirms_nothing(
    client: Client, asked: str, method: str
) -> None:
    assert getattr(client, method)(asked).status_code == 200
    assert not Subscription.objects.active().exists()
    assert client.post(asked, CHOICE).status_code == 303


@pytest.mark.parametrize(("scope", "pace"), [("answers", "daily"), ("thread", "once")])
def test_the_owner_of_the_address_confirms_and_chooses(
    client: Client, asked: str, scope: str, pace: str
) -> None:
    answer = client.post(asked, {"scope": scope, "pace": pace})
    found = Subscription.objects.active().get()
    assert (found.scope, found.pace) == (scope, pace)
    assert answer["Location"] == found.path
    assert client.get(found.path).status_code == 200


def test_a_link_confirms_once(client: Client, asked: str) -> None:
    client.post(asked, CHOICE)
    assert client.post(asked, {"scope": "thread", "pace": "daily"}).status_code == 404
    assert client.get(asked).status_code == 404
    assert Subscription.objects.get().scope == "answers"


def test_a_link_holds_for_some_days(client: Client, asked: str) -> None:
    with travel(timezone.now() + timedelta(days=CONFIRM_DAYS, minutes=1)):
        assert client.post(asked, CHOICE).status_code == 404
    with travel(timezone.now() + timedelta(days=CONFIRM_DAYS, minutes=-5)):
        assert client.post(asked, CHOICE).status_code == 303


def test_each_token_has_one_purpose(client: Client, post: Post, asked: str) -> None:
    confirm = asked.rstrip("/").rpartition("/")[2]
    found = Subscription.objects.get()
    tokens = {"confirm": confirm, "manage": found.token, "receipt": Comment.objects.get().token}
    doors = {"confirm": "comments:follow", "manage": "comments:unfollow", "receipt": "comments:withdraw"}
    for purpose, token in tokens.items():
        for other, door in doors.items():
            if other != purpose:
                client.post(reverse(door, args=[token]), CHOICE)
    assert Subscription.objects.asked().count() == Comment.objects.pending().count() == 1
    assert confirm not in str(Subscription.objects.values())


@pytest.mark.parametrize(
    "wrong", [{}, {"scope": "answers"}, {"scope": "all", "pace": "once"}, {"scope": "thread", "pace": "x"}]
)
def test_a_choice_that_is_none_confirms_nothing(client: Client, asked: str, wrong: dict[str, str]) -> None:
    assert client.post(asked, wrong).status_code == 422
    assert not Subscription.objects.active().exists()


def test_nobody_is_made_to_confirm_from_another_site(client: Client, asked: str) -> None:
    assert client.post(asked, CHOICE, headers=ELSEWHERE).status_code == 403
    assert not Subscription.objects.active().exists()


@pytest.mark.parametrize("token", ["x", "nul\0", "x" * 500])
@pytest.mark.parametrize("name", ["follow", "following", "unfollow", "moderator_mail"])
def test_a_token_that_nobody_has_opens_nothing(client: Client, db: None, name: str, token: str) -> None:
    assert client.get(reverse(f"comments:{name}", args=[token])).status_code == 404


def test_a_confirmed_address_is_not_asked_again(post: Post, subscription: Subscription) -> None:
    post(email=EMAIL, follow="on", text="Un autre commentaire d’essai.")
    assert confirm_mails().count() == 1
    assert subscription.comments.count() == 2


def test_a_stranger_changes_nothing_of_what_an_address_has_chosen(
    client: Client, post: Post, subscription: Subscription
) -> None:
    post(email=EMAIL, follow="on", scope="thread", pace="daily", text="Par quelqu’un d’autre.")
    again = Subscription.objects.get()
    assert (again.scope, again.pace, again.token) == ("answers", "once", subscription.token)


# Changing and ending it


def test_a_subscriber_changes_the_choice(client: Client, subscription: Subscription) -> None:
    answer = client.post(subscription.path, {"scope": "thread", "pace": "daily"})
    assert (answer.status_code, answer["Location"]) == (303, subscription.path)
    assert Subscription.objects.get().pace == "daily"
    assert client.post(subscription.path, CHOICE, headers=ELSEWHERE).status_code == 403
    assert client.post(subscription.path, {"scope": "x"}).status_code == 422
    assert Subscription.objects.get().scope == "thread"


@pytest.mark.parametrize(
    "headers", [{}, ELSEWHERE, {"Origin": "https://mail.example"}], ids=["program", "page", "webmail"]
)
def test_one_click_in_a_mail_program_ends_it_and_a_second_one_does_no_harm(
    client: Client, subscription: Subscription, headers: dict[str, str]
) -> None:
    path = subscription.stop_url.removeprefix("https://portail.exemple")
    for _ in range(2 if not headers else 1):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"}, headers=headers)
        assert answer.status_code == 200
        assert not answer.cookies
    assert not Subscription.objects.exists()
    assert client.get(subscription.path).status_code == 404


def test_the_one_click_link_opened_in_a_browser_ends_nothing(
    client: Client, subscription: Subscription
) -> None:
    path = subscription.stop_url.removeprefix("https://portail.exemple")
    assert client.get(path)["Location"] == subscription.path
    assert client.head(path).status_code == 303
    assert Subscription.objects.active().exists()


def test_a_mail_that_asks_to_confirm_is_not_sent_once_the_comment_is_erased(
    client: Client, post: Post, asked: str, box: Box
) -> None:
    client.post(reverse("comments:withdraw", args=[Comment.objects.get().token]))
    assert not Subscription.objects.exists()
    assert send_due().sent == 0
    assert box.mails == []


def test_erasing_one_of_two_comments_leaves_the_subscription(post: Post, subscription: Subscription) -> None:
    post(email=EMAIL, follow="on", text="Un autre commentaire d’essai.")
    first, second = Comment.objects.order_by("pk")
    Comment.objects.filter(pk=first.pk).erase()
    assert Subscription.objects.get().comments.get() == second
    Comment.objects.filter(pk=second.pk).erase()
    assert not Subscription.objects.exists()


def test_these_pages_are_private_and_set_no_cookie(client: Client, asked: str) -> None:
    answers = [client.get(asked), client.post(asked, {}), client.post(asked, CHOICE)]
    path = Subscription.objects.get().path
    stop = reverse("comments:unfollow", args=[path.rstrip("/").rpartition("/")[2]])
    answers += [client.get(path), client.get(asked), client.post(stop)]
    assert [answer.status_code for answer in answers] == [200, 422, 303, 200, 404, 200]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "same-origin"
        assert not answer.cookies


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "x"},
        {"scope": "x"},
        {"pace": "x"},
        {"status": "active", "confirmed_at": None},
        {"status": "active", "confirmed_at": timezone.now(), "confirm_hash": "x"},
    ],
)
def test_the_database_knows_the_states_of_a_subscription(asked: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.update(**wrong)
