"""The public page by which anybody reports a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from comments.canonical import CanonicalError, canonical
from comments.forms import UNREADABLE, Refusable
from comments.guard import is_from_here
from comments.limits import REPORT_NOTE_MAX
from comments.models import Comment
from comments.posting import ban_message, posted
from comments.querysets import is_row_number
from comments.reports import Report
from comments.senders import banned_until, key_of, seconds_to_wait, sender_network
from comments.views import discussed


class ReportForm(Refusable):
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Report.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("In your own words (optional)"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_note(self) -> str:
        try:
            note = canonical(self.cleaned_data["note"])
        except CanonicalError as error:
            raise ValidationError(UNREADABLE[error.code], code=error.code) from error
        if len(note) > REPORT_NOTE_MAX:
            message = _("At most %(most)d characters, please.")
            raise ValidationError(message, code="too_long", params={"most": REPORT_NOTE_MAX})
        return note


@discussed
@never_cache
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, and store one report for each comment and sender. 404 unless the comment is public."""
    comment = public_comment(number)
    if request.method != "POST":
        return _shown(request, comment, ReportForm(), 200)
    form, network = ReportForm(posted(request)), sender_network(request)
    if refused := _refused(request, comment, form, network):
        return refused
    if not form.is_valid():
        return _shown(request, comment, form, 422)
    Report.take(comment, sender=key_of(network), **form.cleaned_data)
    return _private(render(request, "comments/reported.html", {"page": comment.page, "robots": "noindex"}))


def _refused(request: HttpRequest, comment: Comment, form: ReportForm, network: str) -> HttpResponse | None:
    """Whatever it says: from another site, from somebody who is banned, or too often."""
    if not is_from_here(request):
        form.refuse(
            gettext("Your browser says that this was sent from another site. Please send it from here.")
        )
        return _shown(request, comment, form, 403)
    if until := banned_until(network):
        form.refuse(ban_message(until))
        return _shown(request, comment, form, 403)
    seconds = seconds_to_wait(key_of(network))
    if not seconds:
        return None
    form.refuse(gettext("Too much came from your network. Please try again in some minutes."))
    response = _shown(request, comment, form, 429)
    response["Retry-After"] = str(seconds)
    return response


def public_comment(number: str) -> Comment:
    """A comment that readers of this language may see now. Raises Http404."""
    if not is_row_number(number):
        raise Http404
    language = translation.get_language() or ""
    found: Any = Comment.objects.on_public_pages(language).approved().with_page().select_related("parent")
    found = found.filter(pk=int(number)).first()
    if found is None or found.page is None:
        raise Http404
    comment: Comment = found
    return comment


def _shown(request: HttpRequest, comment: Comment, form: ReportForm, status: int) -> HttpResponse:
    context = {
        "comment": comment,
        "page": comment.page,
        "report_form": form,
        "robots": "noindex",
    }
    return _private(render(request, "comments/report.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
