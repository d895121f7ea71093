"""Somebody who asked for mail about answers, and what they were told of."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from articles.models import Article
from comments.following import CONFIRM
from comments.limits import (
    UNDO_MINUTES,
)
from comments.models import Comment, Notice, Subscription
from comments.notices import NOTICE, tell_subscribers
from portal.background.models import Mail
from tests.comments.conftest import Post
from tests.conftest import Make

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
