"""The reviewer's desk: a frozen revision beside the live one, to be signed or returned."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial.admin.previews import PreviewAdmin
from portal.editorial.checklist import checklist
from portal.editorial.comparing import compare
from portal.editorial.limits import REVIEW_MONTHS_MAX
from portal.editorial.models import Review, SiteSettings, TrailEntry
from portal.editorial.models.review import months_after


class SignForm(forms.Form):
    due_on = forms.DateField(
        label=_("Next review on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("Note for the history"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(forms.Form):
    remarks = forms.CharField(
        label=_("What should be changed"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ReviewAdmin(PreviewAdmin):
    def get_urls(self) -> list[URLPattern]:
        own = self._path("<int:object_id>/review/<int:number>/", self.review, "review")
        return [own, *super().get_urls()]

    def review(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """Show the revision as readers will see it, what it changes, and let a reviewer decide."""
        page, revision = self._seen_revision(request, object_id, number)
        may_decide = self.has_review_permission(request, page)
        sign, send_back = SignForm(initial={"due_on": _proposed_day(page.language)}), ReturnForm()
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            sign, send_back, done = self._decide(request, page, revision)
            if done:
                return HttpResponseRedirect(self._address("review", page, number))
        live = page.live_revision
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Review"),
            "page": page,
            "revision": revision,
            "live": live if live and live.pk != revision.pk else None,
            "comparison": compare(live, revision) if live and live.pk != revision.pk else None,
            "checklist": checklist(page, revision, in_full=True),
            "remarks": TrailEntry.objects.about(page).filter(action=TrailEntry.Action.RETURNED),
            "is_open": revision.review == Review.ASKED,
            "may_decide": may_decide,
            "sign": sign,
            "send_back": send_back,
            "last_day": months_after(timezone.localdate(), REVIEW_MONTHS_MAX),
        }
        return TemplateResponse(request, "admin/editorial/review.html", context)

    def _decide(self, request: HttpRequest, page: Any, revision: Any) -> tuple[SignForm, ReturnForm, bool]:
        is_signing = "_sign" in request.POST
        sign = SignForm(
            request.POST if is_signing else None, initial={"due_on": _proposed_day(page.language)}
        )
        send_back = ReturnForm(None if is_signing else request.POST)
        form: forms.Form = sign if is_signing else send_back
        if not form.is_valid():
            return sign, send_back, False
        try:
            if is_signing:
                revision.sign(by=request.user, **form.cleaned_data)
            else:
                revision.send_back(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            if revision.review != Review.ASKED:  # somebody else was faster: the forms are not shown any more
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            return sign, send_back, False
        told = _("Signed. It can be published now.") if is_signing else _("Returned to the editors.")
        self.log_change(request, page, str(told))
        self.message_user(request, told, messages.SUCCESS)
        return sign, send_back, True


def _proposed_day(language: str) -> date:
    return months_after(timezone.localdate(), SiteSettings.review_months_in(language))
