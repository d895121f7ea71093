"""What a page asks now and then while somebody reads it: has anything been published since?

The answer tells of approved comments alone, and its validator moves only when one appears or leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from comments.models import Comment, Discussion
from comments.querysets import CommentQuerySet, DiscussionQuerySet, is_row_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DIGITS_MAX = 16  # of microseconds: some three hundred years


def cursor(moment: datetime | None) -> str:
    """A moment as a page carries it; "0" for none."""
    return str((moment - _EPOCH) // _MICROSECOND) if moment else "0"


def _moment(word: str) -> datetime:
    if not word.isascii() or not word.isdecimal() or len(word) > _DIGITS_MAX:
        raise BadRequest("`since` is not what the page carries.")
    return _EPOCH + int(word) * _MICROSECOND


@require_safe
def of_discussion(request: HttpRequest, number: str) -> HttpResponse:
    """Of one page. 404 unless it is public. A page that is up to date costs one query."""
    discussion = public_discussion(Discussion.objects.all(), number)
    comments = Comment.objects.filter(discussion=discussion)
    return _answer(request, discussion.changed_at, comments, _place_of_first)


@require_safe
def of_site(request: HttpRequest) -> HttpResponse:
    """Of all public pages of a language; what is up to date costs one query."""
    language = translation.get_language() or ""
    changed_at = Discussion.objects.public().filter(language=language).last_change()
    comments = Comment.objects.on_public_pages(language)
    return _answer(request, changed_at, comments, lambda first: reverse("comments:latest"))


def public_discussion(discussions: DiscussionQuerySet, number: str) -> Discussion:
    """The one of that number, if its page may be read in this language now. Raises Http404."""
    if not is_row_number(number):
        raise Http404
    language = translation.get_language() or ""
    return get_object_or_404(discussions.public(), pk=int(number), language=language)


def _place_of_first(number: int) -> str:
    return reverse("comments:permalink", args=[number])


def _answer(
    request: HttpRequest, changed_at: datetime | None, comments: CommentQuerySet, where: Callable[[int], str]
) -> HttpResponse:
    since = _moment(request.GET.get("since", "0"))
    etag = f'"{cursor(changed_at)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        found = comments.approved_since(since).aggregate(number=Count("pk"), first=Min("pk"))
        news = {"new": found["number"], "where": where(found["first"]) if found["number"] else None}
        response = JsonResponse(news)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
