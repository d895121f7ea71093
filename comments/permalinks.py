"""One address for each published comment, whatever page of its discussion it has moved to."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from comments.limits import PER_PAGE
from comments.models import Comment
from comments.pinning import Place
from comments.reporting import public_comment


@require_safe
def permalink(request: HttpRequest, number: str) -> HttpResponse:
    """Lead to the comment on its page. 404 unless it is public; the answer is not for caches to keep."""
    comment = public_comment(number)
    page = comment.page.url if comment.page else "/"
    place = _page_of_thread(comment)
    query = f"?comments={place}" if place > 1 else ""
    response = HttpResponseRedirect(f"{page}{query}#{comment.anchor}")
    response["Cache-Control"] = "no-store"
    return response


def _page_of_thread(comment: Comment) -> int:
    """On which page of the discussion its thread stands, counted from one."""
    parent = comment.parent
    first = parent if parent is not None and parent.status == Comment.Status.APPROVED else comment
    if first.is_pinned:
        return 1
    threads = Comment.objects.filter(discussion=comment.discussion_id).threads()
    earlier = threads.filter(
        Q(place=Place.PINNED)
        | Q(created_at__lt=first.created_at)
        | Q(created_at=first.created_at, pk__lt=first.pk)
    )
    return earlier.count() // PER_PAGE + 1
