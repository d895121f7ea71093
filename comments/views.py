"""Discussions: the box under a page, the receipt, and the latest comments of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from comments.forms import CommentForm
from comments.limits import BODY_MAX, LATEST_PER_PAGE
from comments.models import Comment, Discussion
from comments.posting import Refusal, take_comment
from comments.threads import Order, shown_threads
from portal.editorial.models import Revision
from portal.editorial.reading import canonical_query

View = Callable[..., HttpResponse]
Show = Callable[[dict[str, Any], int], HttpResponse]


def discussed(view: View) -> View:
    """For views of pages with a comment form: the form carries no token, see comments.guard."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _announced_length(request) > BODY_MAX:
            return render(request, "413.html", status=413)
        return view(request, *args, **kwargs)

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def _announced_length(request: HttpRequest) -> int:
    """In bytes; 0 when the request announces none, and then nothing of its body is read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise BadRequest("Content-Length is not a number.") from error


def take_at(
    request: HttpRequest, revisions: type[Revision], slug: str, language: str
) -> HttpResponse | Refusal | None:
    """Take the comment that was sent to this address without reading its page, which the answer doesn't show.

    A refusal is to be handed to `discuss()`. None when nothing was sent, or no live page is there.
    """
    if request.method != "POST":
        return None
    discussion = Discussion.objects.of_live(revisions, slug, language)
    outcome = take_comment(request, discussion) if discussion else None
    return _receipt(outcome) if isinstance(outcome, Comment) else outcome


def discuss(
    request: HttpRequest, discussion: Discussion, page_url: str, show: Show, refusal: Refusal | None = None
) -> HttpResponse:
    """Answer a page with its discussion: show it, or take the comment that was sent to it.

    `show(context, status)` renders the page around the discussion.
    """
    if request.method != "POST":
        return show(_box(request, discussion, page_url, _empty_form(request, discussion)), 200)
    outcome = refusal or take_comment(request, discussion)
    if isinstance(outcome, Comment):
        return _receipt(outcome)
    response = _refused(request, discussion, page_url, outcome, show)
    response["Cache-Control"] = "no-store"
    return response


def _receipt(comment: Comment) -> HttpResponse:
    response = HttpResponseRedirect(comment.get_receipt_url(), status=303)
    response["Cache-Control"] = "no-store"
    return response


def _refused(
    request: HttpRequest, discussion: Discussion, page_url: str, refusal: Refusal, show: Show
) -> HttpResponse:
    response = show(_box(request, discussion, page_url, refusal.form, refusal.status), refusal.status)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _empty_form(request: HttpRequest, discussion: Discussion) -> CommentForm:
    form = CommentForm(discussion=discussion)
    parent = form.find_parent(request.GET.get("reply", ""))
    form.initial["parent"] = parent.pk if parent else ""
    return form


def _box(
    request: HttpRequest, discussion: Discussion, page_url: str, form: CommentForm, status: int = 0
) -> dict[str, Any]:
    order = Order.chosen(request.GET.get("order"))
    comments_page = shown_threads(discussion, order, request.GET.get("comments"))
    return {
        "discussion": discussion,
        "comment_form": form,
        "form_errors_status": status,
        "comments_page": comments_page,
        "order": order,
        "threads": [{"comment": comment, "replies": comment.shown_replies} for comment in comments_page],
        "replying_to": form.find_parent(str(form["parent"].value() or "")),
        "page_url": page_url,
    }


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    language = translation.get_language() or ""
    # Asked for first: what is published meanwhile is then told of as new.
    changed_at = Discussion.objects.public().filter(language=language).last_change()
    comments = Comment.objects.on_public_pages(language).approved().with_page().newest_first()
    page = Paginator(comments, LATEST_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "comments_page": page,
        "comments": said(page),
        "changed_at": changed_at,
        "canonical_query": canonical_query(page),
    }
    return render(request, "comments/latest.html", context)


def said(comments: Iterable[Comment]) -> list[dict[str, Any]]:
    """What a list of comments of several pages shows of each; they come from `with_page()`."""
    return [
        {
            "comment": comment,
            "page_title": comment.page.title if comment.page else "",
            "page_url": comment.get_absolute_url(),
            "page_kind_label": comment.page.kind_label if comment.page else "",
        }
        for comment in comments
    ]
