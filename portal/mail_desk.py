"""Mails that were given up after their last attempt: shown on the desk, where they can be sent again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from portal.background.mails import label_of
from portal.background.models import Mail
from portal.editorial.desk import SHOWN, Button, Line, Tray

OUTBOX_RIGHT = "background.view_mail"


# What the background work notes, in words for who does not run mail servers.
PROBLEMS = {
    "SMTPRecipientsRefused": gettext_lazy("the mail server does not know the address"),
    "SMTPDataError": gettext_lazy("the mail server does not take the mail"),
    "TimeoutError": gettext_lazy("the mail server does not answer"),
}


def may_try_again(user: Any) -> bool:
    """Also those who moderate: most mails are about discussions. They see numbers, and no address."""
    return any(user.has_perm(right) for right in (OUTBOX_RIGHT, "comments.moderate_comment"))


def failed_mails(user: Any) -> list[Tray]:
    """What failed for which reason, how often; nothing when all went out."""
    if not may_try_again(user):
        return []
    failed = Mail.objects.failed().values_list("kind", "problem")
    counted = list(failed.annotate(n=Count("pk")).order_by("-n", "kind", "problem"))
    if not counted:
        return []
    outbox = f"{reverse('admin:background_mail_changelist')}?status__exact=failed"
    url = outbox if user.has_perm(OUTBOX_RIGHT) else ""
    lines = [Line(label_of(kind), url, f"{n} · {_in_words(problem)}") for kind, problem, n in counted[:SHOWN]]
    total = sum(n for _kind, _problem, n in counted)
    button = Button(_("Try to send them again"), reverse("admin:try_mails_again"))
    return [Tray(_("Mails that could not be delivered"), total, lines, url, button)]


def _in_words(problem: str) -> str:
    """With the number by which the mail server answered, for who does run them."""
    name, _space, code = problem.partition(" ")
    words = str(PROBLEMS.get(name, name))
    return f"{words} ({code})" if code else words


def mail_urls(site: AdminSite) -> list[URLPattern]:
    """For AdminSite.get_urls(), before those of Django."""
    return [path("mails/try-again/", site.admin_view(try_again), name="try_mails_again")]


@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    if not may_try_again(request.user):
        raise PermissionDenied
    done = Mail.objects.failed().try_again()
    message = ngettext("%(n)d mail is sent again.", "%(n)d mails are sent again.", done)
    messages.success(request, message % {"n": done})
    return redirect("admin:index")
