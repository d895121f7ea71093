"""What the author of a comment can do by the private address alone: read, change, withdraw."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comments.forms import RewriteForm
from comments.guard import is_from_here
from comments.models import Comment
from comments.nudging import nudge_about
from comments.posting import posted
from comments.senders import key_of, seconds_to_wait, sender_network
from comments.views import discussed

Status = Comment.Status


@discussed
@never_cache
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show what became of a comment, or store what its author has changed in it while it waits."""
    comment = _comment(token)
    if request.method != "POST":
        return _shown(request, comment, _form(comment), 200)
    form = RewriteForm(posted(request))
    if not is_from_here(request):
        return _shown(request, comment, form, 403)
    # Each change is looked at by the triage and leaves an entry in the log for good.
    if seconds := seconds_to_wait(key_of(sender_network(request))):
        form.refuse(gettext("Too much came from your network. Please try again in some minutes."))
        response = _shown(request, comment, form, 429)
        response["Retry-After"] = str(seconds)
        return response
    if not form.is_valid() or nudge_about(form):
        return _shown(request, comment, form, 422)
    try:
        comment.rewrite(name=form.cleaned_data["name"], text=form.cleaned_data["text"])
    except ValidationError as error:
        form.add_error(None, error)
        return _shown(request, _comment(token), form, 409)
    return _back(comment)


@csrf_exempt  # guarded by is_from_here(), as every form of readers is
@require_POST
@never_cache
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Erase a comment for good at its author's wish, whatever its state."""
    comment = _comment(token)
    if not is_from_here(request):
        return _shown(request, comment, _form(comment), 403)
    Comment.objects.filter(pk=comment.pk).erase(action="withdrawn")
    context = {"page_url": comment.page.url if comment.page else "", "robots": "noindex"}
    return private(render(request, "comments/withdrawn.html", context))


def _comment(token: str) -> Comment:
    if "\0" in token:  # PostgreSQL refuses to look for it
        raise Http404
    found = Comment.objects.with_page().exclude(status=Status.ERASED)
    return get_object_or_404(found, token=token)


def _form(comment: Comment) -> RewriteForm:
    return RewriteForm(initial={"name": comment.name, "text": comment.text})


def _shown(request: HttpRequest, comment: Comment, form: RewriteForm, status: int) -> HttpResponse:
    page = comment.page
    context: dict[str, Any] = {
        "comment": comment,
        "page_title": page.title if page else "",
        "page_url": page.url if page else reverse("home"),
        "rewrite_form": form if comment.status == Status.PENDING else None,
        "failed": status if status != 200 else 0,
        "asked_to_follow": comment.subscriptions.exists(),
        "robots": "noindex",
    }
    return private(render(request, "comments/receipt.html", context, status=status))


def _back(comment: Comment) -> HttpResponse:
    response = redirect(comment.get_receipt_url())
    response.status_code = 303
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
