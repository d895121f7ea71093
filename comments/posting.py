"""Take a comment from a request, or say why not; nothing that was typed is lost either way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.forms import CommentForm
from comments.guard import is_from_here
from comments.models import Comment, Discussion
from comments.senders import keyed_hash, seconds_to_wait, sender_key


@dataclass(frozen=True)
class Refusal:
    """Why a comment was not taken; the form still holds it."""

    form: CommentForm
    status: int  # of HTTP
    retry_after: int = 0  # seconds; 0 when waiting does not help


def take_comment(request: HttpRequest, discussion: Discussion) -> Comment | Refusal:
    """Store a pending comment, or find the one that the same sender has just sent with the same words."""
    form = CommentForm(posted(request), discussion=discussion)
    sender = sender_key(request)
    if refusal := _refused_unread(request, form, sender):
        return refusal
    if not form.is_valid():
        return Refusal(form, 422)
    return _store(form, sender)


def posted(request: HttpRequest) -> QueryDict:
    """The fields, read as UTF-8 whatever the request says they are."""
    request.encoding = "utf-8"
    if request.content_type == "application/x-www-form-urlencoded":
        # For one bad byte Django reads everything as Latin-1, and each accent becomes two letters.
        return QueryDict(request.body.decode(errors="replace"))
    return request.POST


def _refused_unread(request: HttpRequest, form: CommentForm, sender: str) -> Refusal | None:
    if not is_from_here(request):
        return _refuse(
            form,
            403,
            _("Your browser says that this comment was sent from another site. Please send it from here."),
        )
    if not form.discussion.is_open:
        return _refuse(form, 403, _("This discussion is closed: it takes no new comments."))
    if seconds := seconds_to_wait(sender):
        minutes = -(-seconds // 60)
        message = ngettext(
            "Too many comments came from your network. Please send yours again in %(minutes)d minute.",
            "Too many comments came from your network. Please send yours again in %(minutes)d minutes.",
            minutes,
        )
        return _refuse(form, 429, message % {"minutes": minutes}, seconds)
    return None


def _refuse(form: CommentForm, status: int, message: str, retry_after: int = 0) -> Refusal:
    form.refuse(message)
    return Refusal(form, status, retry_after)


def _store(form: CommentForm, sender: str) -> Comment:
    """One row for the same words by the same sender, also when they arrive twice at the same moment."""
    data = form.cleaned_data
    answered: Comment | None = data["parent"]
    # Threads are two levels deep: an answer to an answer stands beside it, and says which one it answers.
    parent = answered.parent or answered if answered else None
    words = hashlib.sha256(f"{data['name']}\0{data['text']}".encode()).hexdigest()
    key = keyed_hash("double", str(form.discussion.pk), str(answered.pk if answered else ""), words, sender)
    Comment.objects.free_old_keys()
    comment = Comment(
        discussion=form.discussion,
        parent=parent,
        answers=answered if answered != parent else None,
        name=data["name"],
        email=data["email"],
        text=data["text"],
        sender_key=sender,
        duplicate_key=key,
    )
    # Not an error that is caught: PostgreSQL would write the words into its log.
    Comment.objects.bulk_create([comment], ignore_conflicts=True)
    return Comment.objects.select_related("discussion").get(duplicate_key=key)
