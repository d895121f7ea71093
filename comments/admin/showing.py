"""What the page of one comment shows beside its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from comments import answering
from comments.admin.banning import may_ban
from comments.audit import ABOUT_ELSE
from comments.desk import after, before, counts, excerpt_of, sender_of
from comments.findings import Finding, Signal, in_order
from comments.limits import BAN_DAYS
from comments.marking import marked
from comments.models import CannedAnswer, Comment, Decision, Original


@dataclass(frozen=True)
class Noticed:
    """One place, or the whole, with why it was found; `quote` is empty for the whole."""

    name: str
    label: str
    span: str
    quote: str
    other_id: int | None
    reasons: list[Any] = field(default_factory=list)


def signals(comment: Comment) -> list[Noticed]:
    """The gravest first, each place once; no query on rows with their findings."""
    order = {name: number for number, name in enumerate(Signal.values)}
    noticed: dict[Any, Noticed] = {}
    for one in sorted(comment.findings.all(), key=lambda one: (order[one.signal], one.start)):
        key = one.span or (one.signal, one.other_id)
        found = noticed.setdefault(key, _noticed(comment, one))
        if one.reason not in found.reasons:
            found.reasons.append(one.reason)
    return list(noticed.values())


def _noticed(comment: Comment, finding: Finding) -> Noticed:
    return Noticed(
        name=finding.signal,
        label=finding.get_signal_display(),
        span=f"{finding.start}-{finding.end}" if finding.span else "",
        quote=comment.text[finding.start : finding.end],
        other_id=finding.other_id,
    )


def labels(comment: Comment) -> list[tuple[str, Any]]:
    """Each signal once, by its name; no query on rows with their findings."""
    found = in_order({one.signal for one in comment.findings.all()})
    return [(name, Signal(name).label) for name in found]


def marked_text(comment: Comment) -> str:
    return marked(comment.text, [(one.start, one.end, one.signal) for one in comment.findings.all()])


def about(desk: Any, request: HttpRequest, comment: Comment) -> dict[str, Any]:
    """Some fifteen queries, whatever the length of the queue."""
    bans = may_ban(request.user, comment)
    decisions = list(Decision.objects.about(comment))
    return {
        "title": str(comment),
        "opts": desk.opts,
        "comment": comment,
        "text": marked_text(comment),
        "signals": signals(comment),
        "labels": labels(comment),
        "page": comment.page,
        "excerpt": excerpt_of(comment),
        "sender": sender_of(comment),
        "reports": list(comment.reports.all()),
        "decisions": decisions,
        "last_change": next((one for one in decisions if one.action not in ABOUT_ELSE), None),
        "original": _original(request, comment),
        "counts": counts(),
        "notice": desk.notice(request),
        "reasons": Comment.Reason.choices,
        "ban_days": BAN_DAYS,
        "is_decidable": comment.status != Comment.Status.ERASED,
        "may_answer": request.user.has_perm(answering.RIGHT),
        "may_ban": bans,
        "has_more": bans or comment.can_be_undone or comment.status == Comment.Status.APPROVED,
        "filters": request.GET.get("_changelist_filters", ""),
        **_canned(comment),
        **_neighbours(desk, request, comment),
    }


def _canned(comment: Comment) -> dict[str, list[CannedAnswer]]:
    """Those that fit what was found come first."""
    names = [name for name, _label in labels(comment)]
    found = list(CannedAnswer.objects.for_comment(comment))
    found.sort(key=lambda one: names.index(one.signal) if one.signal in names else len(names))
    kinds = CannedAnswer.Kind
    return {
        "explanations": [one for one in found if one.kind == kinds.EXPLANATION],
        "answers": [one for one in found if one.kind == kinds.ANSWER],
    }


def _neighbours(desk: Any, request: HttpRequest, comment: Comment) -> dict[str, str]:
    queue = desk.queue(request)
    previous, following = before(queue, comment), after(queue, comment)
    return {
        "previous_url": desk.address(request, previous) if previous else "",
        "next_url": desk.address(request, following) if following else "",
    }


def _original(request: HttpRequest, comment: Comment) -> Original | None:
    """The author's own words, for whoever checks decisions."""
    if comment.redacted_at is None or not request.user.has_perm("comments.view_original"):
        return None
    return Original.objects.filter(comment=comment).first()
