"""Import and export of terms in the admin: a file is looked at first, and written once that is confirmed."""

from __future__ import annotations

import tempfile
from itertools import islice
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from glossary.exporting.formats import FORMATS
from glossary.exporting.tables import ExportRefusedError
from glossary.exporting.terms import Selection
from glossary.importing import uploads
from glossary.importing.files import ImportRefusedError
from glossary.importing.limits import SHOWN_MAX, UPLOAD_MAX
from glossary.importing.outcome import outcomes, write_report
from glossary.importing.report import Report
from glossary.importing.run import Import
from portal.editorial.admin import PageAdmin
from portal.editorial.languages import language_choices

_ = gettext_lazy
COUNTS = {
    "created": pgettext_lazy("rows of an import", "new"),
    "changed": pgettext_lazy("rows of an import", "changed"),
    "unchanged": pgettext_lazy("rows of an import", "unchanged"),
    "kept": pgettext_lazy("rows of an import", "kept as they are"),
    "rejected": pgettext_lazy("rows of an import", "rejected"),
    "published": pgettext_lazy("rows of an import", "published"),
    "categories created": _("new categories"),
    "links added": _("new links between terms"),
    "links removed": _("links between terms that are removed"),
}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV, XLSX, JSON Lines, or SKOS as Turtle or JSON-LD; 10 MB at most.")
    )
    language = forms.ChoiceField(label=_("Language of the terms"), choices=language_choices)
    live = forms.BooleanField(
        label=_("Publish them at once"),
        required=False,
        help_text=_("They then say that nobody has reviewed them. Otherwise they become drafts."),
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["live"]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > UPLOAD_MAX:
            raise ValidationError(
                _("This file has more than %(max)d MB. Larger ones are for the command import_terms."),
                code="too_large",
                params={"max": UPLOAD_MAX // 1024**2},
            )
        return file


class DataAdmin(PageAdmin):
    change_list_template = "admin/glossary/term_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            self._path("import/", self.import_terms, "import"),
            self._path("import/confirm/", self.import_confirmed, "import_confirmed"),
            self._path("import/report/", self.import_report, "import_report"),
            self._path("export/", self.export_terms, "export"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"may_import": self.has_import_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    # Import

    def import_terms(self, request: HttpRequest) -> HttpResponse:
        self._check_import(request)
        may_publish = self.has_publish_permission(request)
        initial = {"language": settings.LANGUAGE_CODE}
        form = ImportForm(
            request.POST or None, request.FILES or None, may_publish=may_publish, initial=initial
        )
        if request.method == "POST" and form.is_valid():
            chosen = form.cleaned_data
            upload = uploads.keep(
                chosen["file"], request.user, language=chosen["language"], live=chosen.get("live", False)
            )
            try:
                return self._preview(request, upload)
            except ImportRefusedError as error:
                upload.path.unlink(missing_ok=True)
                form.add_error("file", _refusal(error))
        return self._page(request, "import", {"form": form, "title": _("Import terms")})

    def _preview(self, request: HttpRequest, upload: uploads.Upload) -> HttpResponse:
        """What would happen. Raises ImportRefusedError."""
        job = Import(upload.path, upload.language, live=upload.live, dry_run=True)
        report = job.run()
        assert job.checked is not None  # noqa: S101  (run() has set it)
        write_report(job.checked, upload.report)
        shown = [one for one in outcomes(job.checked) if one.is_of_interest]
        done = sum(report.counts[name] for name in ("created", "changed", "published"))
        context = {
            "title": _("Import terms"),
            "upload": upload,
            "token": upload.token(),
            "counts": [(label, report.counts[name]) for name, label in COUNTS.items() if report.counts[name]],
            "remarks": report.remarks(),
            **_capped("errors", report.errors),
            **_capped("warnings", report.warnings),
            **_capped("rows", shown),
            "may_confirm": bool(done) and not report.errors,
            "language_name": dict(language_choices())[upload.language],
        }
        return self._page(request, "import_preview", context)

    @method_decorator(require_POST)
    def import_confirmed(self, request: HttpRequest) -> HttpResponse:
        """One file, one import: a second click finds nothing to do."""
        self._check_import(request)
        upload = uploads.find(request.POST.get("token", ""), request.user)
        if upload and upload.live and not self.has_publish_permission(request):
            raise PermissionDenied
        taken = upload.claim() if upload else None
        if upload is None or taken is None:
            message = _(
                "This file was imported already, or has waited for too long. Send it again if need be."
            )
            self.message_user(request, message, messages.WARNING)
            return HttpResponseRedirect(self._own("import"))
        return self._write(request, upload, taken)

    def _write(self, request: HttpRequest, upload: uploads.Upload, taken: Any) -> HttpResponse:
        try:
            report = Import(taken, upload.language, live=upload.live).run()
        except ImportRefusedError as error:
            upload.forget(taken)
            self.message_user(request, _refusal(error), messages.ERROR)
            return HttpResponseRedirect(self._own("import"))
        except BaseException:
            upload.give_back(taken)
            raise
        if report.errors:
            upload.give_back(taken)
            self.message_user(request, _("The glossary has changed meanwhile: look again."), messages.ERROR)
            return self._preview(request, upload)
        upload.forget(taken)
        self.message_user(request, _summary(report), messages.SUCCESS)
        return HttpResponseRedirect(self._own("changelist"))

    @method_decorator(require_safe)
    def import_report(self, request: HttpRequest) -> HttpResponseBase:
        """Every row of the preview, as CSV."""
        self._check_import(request)
        upload = uploads.find(request.GET.get("token", ""), request.user)
        if upload is None or not upload.report.is_file():
            raise Http404
        return FileResponse(
            upload.report.open("rb"),
            as_attachment=True,
            filename=f"import-{timezone.localdate()}.csv",
            content_type="text/csv; charset=utf-8",
            headers={"Cache-Control": "no-store"},
        )

    def _check_import(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    # Export

    @method_decorator(require_safe)
    def export_terms(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        name, language = request.GET.get("format", ""), request.GET.get("language", "")
        if name not in FORMATS or (language and language not in dict(settings.LANGUAGES)):
            formats = [(key, one.label) for key, one in FORMATS.items()]
            context = {"title": _("Export terms"), "formats": formats, "languages": language_choices()}
            return self._page(request, "export", context)
        host = f"{request.scheme}://{request.get_host()}"
        file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        try:
            FORMATS[name].write(Selection(language, host=host), file)
        except ExportRefusedError as error:
            file.close()
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(self._own("export"))
        file.seek(0)
        return FileResponse(
            file,
            as_attachment=True,
            filename="-".join(filter(None, ["glossary", language, f"{timezone.localdate()}.{name}"])),
            content_type=FORMATS[name].content_type,
            headers={"Cache-Control": "no-store"},
        )

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/glossary/{name}.html", {**base, **context})

    def _own(self, name: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}")


def _refusal(error: ImportRefusedError) -> str:
    return gettext("This file cannot be imported: %(reason)s Nothing was written.") % {"reason": error}


def _capped(name: str, items: list[Any]) -> dict[str, Any]:
    """So many, and how many there are beside them."""
    return {name: list(islice(items, SHOWN_MAX)), f"more_{name}": max(0, len(items) - SHOWN_MAX)}


def _summary(report: Report) -> str:
    created, changed, published = (report.counts[name] for name in ("created", "changed", "published"))
    said = [
        ngettext("%(n)d term is new.", "%(n)d terms are new.", created) % {"n": created},
        ngettext("%(n)d term has changed.", "%(n)d terms have changed.", changed) % {"n": changed},
    ]
    if published:
        said.append(
            ngettext("%(n)d term was published.", "%(n)d terms were published.", published) % {"n": published}
        )
    return " ".join(said)
