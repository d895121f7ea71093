"""Mail to subscribers about new comments: only published ones, and only once nobody can undo that any more.

The mails name the page and lead to the comments. They hold no word of them, and no pseudonym: what is
taken back or erased later is then in nobody's mailbox.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from comments.audit import Decision
from comments.limits import NAMED_IN_A_MAIL, NEWS_DAYS, NOTICES_PER_ADDRESS, UNDO_MINUTES
from comments.models import Comment, Notice, Subscription
from portal.background.letters import Letter, letter
from portal.background.models import Mail
from portal.editorial.languages import reverse_in
from portal.editorial.site import Site, absolute

NOTICE = "follow-notice"  # the kind of these mails
Pace = Subscription.Pace


def tell_subscribers(since: datetime | None = None) -> int:
    """Find what is new, and write mails to those who want to know soon; return how many mails.

    `since` is when this was last done here, if it was: what was final by then need not be looked at again.
    """
    find_news(since)
    return _write_to(Pace.ONCE)


def send_digests() -> int:
    """Write one mail to each of those who want to know once a day."""
    find_news()
    return _write_to(Pace.DAILY)


def find_news(since: datetime | None = None) -> int:
    """Note who is to be told of what, as far as that was not noted yet; return how many notes."""
    comments = list(_final(since))
    subscriptions = _subscriptions({comment.discussion_id for comment in comments})
    pairs = [
        (subscription.pk, comment.pk)
        for comment in comments
        for subscription, own in subscriptions[comment.discussion_id]
        if subscription.wants(comment, own)
    ]
    known = Notice.objects.filter(comment__in=comments).values_list("subscription_id", "comment_id")
    new = set(pairs).difference(known) if pairs else set()
    rows = [Notice(subscription_id=subscription, comment_id=comment) for subscription, comment in sorted(new)]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _final(since: datetime | None) -> Any:
    """Comments of followed discussions, published some days ago at most and too long ago to undo it."""
    undo = timedelta(minutes=UNDO_MINUTES)
    settled = timezone.now() - undo
    # Three times: an approval may be taken back at its last moment, and that be undone at its own.
    news = timezone.now() - timedelta(days=NEWS_DAYS)
    oldest = since - 3 * undo if since else news
    # By way of the log, which has an index on the time of decisions, and whatever made it public.
    approved = Decision.objects.filter(after=Comment.Status.APPROVED, at__gt=oldest, at__lte=settled)
    followed = Subscription.objects.active().values("discussion")
    comments = (
        Comment.objects.approved()
        .filter(decided_at__gt=news)
        .filter(pk__in=approved.values("comment_id"), decided_at__lte=settled)
    )
    return comments.filter(discussion__in=followed).order_by("pk")


def _subscriptions(discussions: set[int]) -> dict[int, list[tuple[Subscription, set[int]]]]:
    """By discussion, with the comments that each subscriber wrote."""
    found: dict[int, list[tuple[Subscription, set[int]]]] = defaultdict(list)
    rows = Subscription.objects.active().filter(discussion__in=discussions).prefetch_related("comments")
    for row in rows:
        found[row.discussion_id].append((row, {comment.pk for comment in row.comments.all()}))
    return found


def _write_to(pace: str) -> int:
    return sum(_write(pk) for pk in Subscription.objects.with_news(pace).values_list("pk", flat=True))


@transaction.atomic
def _write(pk: int) -> bool:
    """Write one mail about all that is new for one subscriber, and note that, both or neither."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("discussion")
    subscription = rows.active().filter(pk=pk).first()
    if subscription is None:
        return False
    _drop_gone(subscription.notices.waiting())
    waiting = list(subscription.notices.waiting().order_by("pk"))
    if not waiting or _had_enough(subscription.email):
        return False
    key = f"{NOTICE}/{subscription.pk}/{waiting[0].pk}"
    told = [notice.pk for notice in waiting]
    Notice.objects.filter(pk__in=told).update(status=Notice.Status.TOLD, mail_key=key)
    words = _letter(subscription, [notice.comment_id for notice in waiting])
    return Mail.queue(words, key=key, kind=NOTICE, to=subscription.email)


def _drop_gone(notices: Any) -> int:
    """Tell of nothing that was taken back, nor of what stands on a page that is not public any more."""
    public = _public(notice.comment_id for notice in notices)
    gone = notices.exclude(comment__in=public)
    return int(gone.update(status=Notice.Status.DROPPED, mail_key=""))


def _public(keys: Any) -> list[int]:
    rows = Comment.objects.approved().filter(pk__in=list(keys)).select_related("discussion")
    return [
        row.pk
        for row in rows
        if Comment.objects.filter(pk=row.pk).on_public_pages(row.discussion.language).exists()
    ]


def _had_enough(email: str) -> bool:
    since = timezone.now() - timedelta(days=1)
    return Mail.objects.queued_for(email, kind=NOTICE, since=since).count() >= NOTICES_PER_ADDRESS


def _letter(subscription: Subscription, keys: list[int]) -> Letter:
    language = subscription.discussion.language
    comments = list(Comment.objects.filter(pk__in=keys).with_page().oldest_first())
    page = comments[0].page
    links = [absolute(reverse_in(language, "comments:permalink", row.pk)) for row in comments]
    context: dict[str, Any] = {
        "site_name": Site(language).name,
        "page_title": page.title if page else "",
        "links": links[:NAMED_IN_A_MAIL],
        "more": len(links[NAMED_IN_A_MAIL:]),
        "count": len(comments),
        "is_thread": subscription.scope == Subscription.Scope.THREAD,
        "manage_url": subscription.url,
    }
    return letter("follow_notice", language, context, stop_url=subscription.stop_url)


@transaction.atomic
def is_wanted(mail: Mail) -> bool:
    """Asked just before it is sent, which may be long after it was written.

    If one of its comments was taken back meanwhile, the others are told of in a new mail.
    """
    told = Notice.objects.filter(mail_key=mail.key, subscription__status=Subscription.Status.ACTIVE)
    if told.exists() and not _drop_gone(told):
        return True
    Notice.objects.filter(mail_key=mail.key).update(status=Notice.Status.WAITING, mail_key="")
    return False
