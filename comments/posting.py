"""Take a comment from a request, or say why not; nothing that was typed is lost either way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.following import ask_to_follow
from comments.forms import CommentForm
from comments.guard import is_from_here
from comments.models import Comment, Discussion
from comments.nudging import nudge_about
from comments.senders import banned_until, key_of, keyed_hash, sender_network, wait_to_comment
from comments.sorting import look_soon
from portal.editorial.site import about_url


@dataclass(frozen=True)
class Refusal:
    """Why a comment was not taken; the form still holds it."""

    form: CommentForm
    status: int  # of HTTP
    retry_after: int = 0  # seconds; 0 when waiting does not help


def take_comment(request: HttpRequest, discussion: Discussion) -> Comment | Refusal:
    """Store a pending comment, or find the one that the same sender has just sent with the same words."""
    form = CommentForm(posted(request), discussion=discussion)
    if not is_from_here(request):
        message = _(
            "Your browser says that this comment was sent from another site. Please send it from here."
        )
        return _refuse(form, 403, message)
    network = sender_network(request)
    if refusal := _refused_unread(form, network):
        return refusal
    with transaction.atomic():  # the attempt and the comment are one write, which waits for the disk once
        return _refused_for_haste(form, network) or _considered(form, network)


def posted(request: HttpRequest) -> QueryDict:
    """The fields, read as UTF-8 whatever the request says they are."""
    request.encoding = "utf-8"
    if request.content_type == "application/x-www-form-urlencoded":
        # For one bad byte Django reads everything as Latin-1, and each accent becomes two letters.
        return QueryDict(request.body.decode(errors="replace"))
    return request.POST


def _refused_unread(form: CommentForm, network: str) -> Refusal | None:
    if closed := form.discussion.closed:
        message = _("This discussion is closed: it takes no new comments.")
        return _refuse(form, 403, f"{message} {closed.reason}")
    if until := banned_until(network):
        return _refuse(form, 403, ban_message(until))
    return None


def _refused_for_haste(form: CommentForm, network: str) -> Refusal | None:
    wait = wait_to_comment(key_of(network))
    if not wait.seconds:
        return None
    minutes = -(-wait.seconds // 60)
    if wait.is_of_whole_site:
        message = ngettext(
            "So many comments are coming in that our moderators cannot keep up. "
            "Please send yours again in %(minutes)d minute.",
            "So many comments are coming in that our moderators cannot keep up. "
            "Please send yours again in %(minutes)d minutes.",
            minutes,
        )
    else:
        message = ngettext(
            "Too many comments came from your network. Please send yours again in %(minutes)d minute.",
            "Too many comments came from your network. Please send yours again in %(minutes)d minutes.",
            minutes,
        )
    return _refuse(form, 429, message % {"minutes": minutes}, wait.seconds)


def ban_message(until: datetime) -> str:
    message = _(
        "Neither comments nor reports are taken from your network until {day}. It may be shared by many "
        'people: if this is a mistake, <a href="{contact}">write to us</a> and we will look at it again.'
    )
    day = date_format(timezone.localtime(until), "DATE_FORMAT")
    return format_html(message, day=day, contact=about_url(translation.get_language() or "", "contact"))


def _refuse(form: CommentForm, status: int, message: str, retry_after: int = 0) -> Refusal:
    form.refuse(message)
    return Refusal(form, status, retry_after)


def _considered(form: CommentForm, network: str) -> Comment | Refusal:
    if not form.is_valid() or nudge_about(form):
        return Refusal(form, 422)
    written = _written(form, network)
    stored = Comment.objects.store_once(written)
    if stored is written:  # and was not there before
        look_soon(stored.pk)
    if form.cleaned_data.get("follow"):
        ask_to_follow(stored, form.cleaned_data["email"])
    return stored


def _written(form: CommentForm, network: str) -> Comment:
    """The comment of a valid form, not stored yet."""
    data = form.cleaned_data
    answered: Comment | None = data["parent"]
    # Threads are two levels deep: an answer to an answer stands beside it, and says which one it answers.
    parent = answered.parent or answered if answered else None
    words = hashlib.sha256(f"{data['name']}\0{data['text']}".encode()).hexdigest()
    place = (str(form.discussion.pk), str(answered.pk if answered else ""))
    return Comment(
        discussion=form.discussion,
        parent=parent,
        answers=answered if answered != parent else None,
        name=data["name"],
        email=data["email"],
        text=data["text"],
        suspicion=form.suspicion,
        sender_key=key_of(network),
        # Of the network and not of the sender's key, which may change between two posts.
        duplicate_key=keyed_hash("double", *place, words, network),
    )
