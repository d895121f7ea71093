"""Private pages of those who get mail: confirm, change, stop. A link in a mail changes nothing by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from comments.forms import Refusable
from comments.guard import is_from_here
from comments.models import Comment, ModeratorChoice, Subscription
from comments.posting import posted
from comments.receipts import private
from comments.views import discussed


def _radio(model: Any, name: str, choices: Any) -> forms.ChoiceField:
    label = model._meta.get_field(name).verbose_name
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


class FollowForm(Refusable):
    scope = _radio(Subscription, "scope", Subscription.Scope)
    pace = _radio(Subscription, "pace", Subscription.Pace)


class ModeratorForm(Refusable):
    wants = _radio(ModeratorChoice, "wants", ModeratorChoice.Wants)


@discussed
@never_cache
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the owner of the address to confirm; only a POST confirms, and uses up the token."""
    found = Subscription.objects.to_confirm(token).select_related("discussion").first()
    if found is None:
        return _ended(request)
    form = FollowForm(_data(request), initial={"scope": found.scope, "pace": found.pace})
    if request.method != "POST":
        return _shown(request, found, form, 200)
    if not is_from_here(request):
        return _shown(request, found, form, 403)
    if not form.is_valid():
        return _shown(request, found, form, 422)
    confirmed = Subscription.confirm(token, **form.cleaned_data)
    return _see(confirmed.path) if confirmed else _ended(request)


@discussed
@never_cache
def following(request: HttpRequest, token: str) -> HttpResponse:
    """Show and change what a subscriber is told of."""
    found = _subscription(token)
    if found is None:
        return _ended(request)
    form = FollowForm(_data(request), initial={"scope": found.scope, "pace": found.pace})
    if request.method != "POST":
        return _shown(request, found, form, 200)
    if not is_from_here(request):
        return _shown(request, found, form, 403)
    if not form.is_valid():
        return _shown(request, found, form, 422)
    Subscription.objects.filter(pk=found.pk).update(**form.cleaned_data)
    return _see(found.path)


@discussed
@never_cache
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription and forget the address: by the button, or by the one click of a mail program.

    RFC 8058 has the program post from wherever it runs, and more than once if it likes; the token is enough.
    """
    found = _subscription(token)
    if request.method != "POST":
        return _see(found.path) if found else _ended(request)
    if found is not None:
        Subscription.objects.filter(pk=found.pk).end()
    return private(render(request, "comments/stopped.html", {"robots": "noindex"}))


@discussed
@never_cache
def moderator_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Let a moderator choose which mail to get, without an account. One click in a mail program ends all."""
    choice = ModeratorChoice.objects.filter(token=_plain(token)).first()
    if choice is None:
        return _ended(request)
    data = _data(request)
    if data is not None and data.get("List-Unsubscribe") == "One-Click":
        data = {"wants": ModeratorChoice.Wants.NOTHING}
    elif data is not None and not is_from_here(request):
        return _choose(request, choice, ModeratorForm(data), 403)
    form = ModeratorForm(data, initial={"wants": choice.wants})
    if data is None:
        return _choose(request, choice, form, 200)
    if not form.is_valid():
        return _choose(request, choice, form, 422)
    ModeratorChoice.objects.filter(pk=choice.pk).update(**form.cleaned_data)
    return _see(choice.path)


def _data(request: HttpRequest) -> Any:
    return posted(request) if request.method == "POST" else None


def _plain(token: str) -> str:
    return token.replace("\0", "")  # PostgreSQL refuses to look for it


def _subscription(token: str) -> Subscription | None:
    active = Subscription.objects.active().select_related("discussion")
    return active.filter(token=_plain(token)).first()


def _shown(request: HttpRequest, found: Subscription, form: FollowForm, status: int) -> HttpResponse:
    first = Comment.objects.filter(discussion=found.discussion).with_page().first()
    context = {
        "subscription": found,
        "page": first.page if first else None,
        "follow_form": form,
        "failed": status if status != 200 else 0,
        "robots": "noindex",
    }
    return private(render(request, "comments/following.html", context, status=status))


def _choose(request: HttpRequest, choice: ModeratorChoice, form: ModeratorForm, status: int) -> HttpResponse:
    context = {
        "choice": choice,
        "choice_form": form,
        "failed": status if status != 200 else 0,
        "robots": "noindex",
    }
    return private(render(request, "comments/moderator_mail.html", context, status=status))


def _ended(request: HttpRequest) -> HttpResponse:
    """The link never held, or does not any more; the words are the same for both."""
    return private(render(request, "comments/unfollowed.html", {"robots": "noindex"}, status=404))


def _see(path: str) -> HttpResponse:
    response = redirect(path)
    response.status_code = 303
    return private(response)
