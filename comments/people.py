"""One person's comments, found by what they know of them: handed out, or erased, at their request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from comments.audit import Decision
from comments.models import Comment, Subscription
from comments.querysets import CommentQuerySet
from comments.subscriptions import SubscriptionQuerySet, as_address
from portal.background.models import Mail


def comments_of(*, email: str = "", tokens: list[str] | None = None) -> CommentQuerySet:
    """By the address that was given with them, or by private receipts. A pseudonym proves nothing."""
    found = Q(token__in=tokens or [])
    if email:
        found |= Q(email__iexact=email)
    return Comment.objects.filter(found).exclude(status=Comment.Status.ERASED).order_by("pk")


def subscriptions_of(*, email: str = "", tokens: list[str] | None = None) -> SubscriptionQuerySet:
    """By the address, or by the private receipt of a comment with which they were asked for."""
    found = Q(comments__token__in=tokens or [])
    if email:
        found |= Q(email=as_address(email))
    return Subscription.objects.filter(pk__in=Subscription.objects.filter(found).values("pk")).order_by("pk")


def mails_to(email: str) -> Any:
    return Mail.objects.filter(recipient__iexact=email) if email else Mail.objects.none()


def exported_mail(subscriptions: SubscriptionQuerySet, mails: Any) -> Iterator[dict[str, Any]]:
    """What somebody asked to be told of, and what was sent to the address."""
    for row in subscriptions:
        yield {
            "subscription": row.pk,
            "email": row.email,
            "state": row.status,
            "scope": row.scope,
            "pace": row.pace,
            "asked_at": row.asked_at.isoformat(),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
            "told_of": list(row.notices.order_by("pk").values_list("comment_id", flat=True)),
        }
    for mail in mails.order_by("queued_at"):
        yield {
            "mail": mail.kind,
            "email": mail.recipient,
            "subject": mail.subject,
            "state": mail.status,
            "written_at": mail.queued_at.isoformat(),
            "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
        }


def exported(comments: CommentQuerySet) -> Iterator[dict[str, Any]]:
    """All that is stored about each, in plain words; hashes are named, for they can't be read."""
    for comment in comments.with_page().select_related("original").prefetch_related("findings"):
        yield {
            "number": comment.pk,
            "page": comment.page.url if comment.page else None,
            "language": comment.discussion.language,
            "in_reply_to": comment.parent_id,
            "pseudonym": comment.name,
            "email": comment.email or None,
            "text": comment.text,
            "text_before_a_passage_was_removed": _original(comment),
            "state": comment.status,
            "reason": comment.reason or None,
            "explanation": comment.explanation or None,
            "sent_at": comment.created_at.isoformat(),
            "charter_version": comment.charter_version,
            "has_sender_fingerprint": bool(comment.sender_key),
            "written_as": comment.author_kind,
            "noticed": [
                {"signal": one.signal, "rule": one.rule, "start": one.start, "end": one.end}
                for one in comment.findings.all()
            ],
            "suspicion": comment.suspicion or None,
            "decisions": [
                {"action": entry.action, "at": entry.at.isoformat(), "reason": entry.reason or None}
                for entry in Decision.objects.about(comment).order_by("pk")
            ],
        }


def _original(comment: Comment) -> str | None:
    return comment.original.text if hasattr(comment, "original") else None
