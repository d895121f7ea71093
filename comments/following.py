"""Whoever asked to be told of answers gets one mail, by which the owner of the address confirms that."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comments.limits import CONFIRM_DAYS, CONFIRMS_PER_ADDRESS, CONFIRMS_PER_DAY
from comments.models import Comment, Subscription
from portal.background.letters import Letter, letter
from portal.background.models import Mail
from portal.editorial.languages import reverse_in
from portal.editorial.site import Site, absolute

CONFIRM = "follow-confirm"  # the kind of that mail


@transaction.atomic
def ask_to_follow(comment: Comment, email: str) -> bool:
    """Note the wish, and write the mail that asks to confirm it; False when no mail is written.

    There is none for who has confirmed before, for the same discussion twice a day, and above the limits.
    """
    subscription = Subscription.ask(comment, email)
    if subscription is None or subscription.status == Subscription.Status.ACTIVE:
        return False
    if _too_many(subscription.email):
        return False
    key = f"{subscription.confirm_key}/{timezone.localdate().isoformat()}"
    if Mail.objects.filter(key=key).exists():  # under the lock that ask() holds on the subscription
        return False
    words = _letter(subscription, subscription.new_confirmation())
    return Mail.queue(words, key=key, kind=CONFIRM, to=subscription.email)


def _too_many(email: str) -> bool:
    since = timezone.now() - timedelta(days=1)
    if Mail.objects.queued_for(email, kind=CONFIRM, since=since).count() >= CONFIRMS_PER_ADDRESS:
        return True
    return Mail.objects.filter(kind=CONFIRM, queued_at__gt=since).count() >= CONFIRMS_PER_DAY


def _letter(subscription: Subscription, token: str) -> Letter:
    """It holds no word of the comment: whoever owns the address may not have written it."""
    language = subscription.discussion.language
    page = Comment.objects.filter(discussion=subscription.discussion).with_page()[0].page
    context = {
        "site_name": Site(language).name,
        "page_title": page.title if page else "",
        "confirm_url": absolute(reverse_in(language, "comments:follow", token)),
        "days": CONFIRM_DAYS,
    }
    return letter("follow_confirm", language, context)


def is_wanted(mail: Mail) -> bool:
    """Whether what it asks to confirm is still to be confirmed."""
    number = int(mail.key.split("/")[1])
    return Subscription.objects.asked().filter(pk=number).exists()
