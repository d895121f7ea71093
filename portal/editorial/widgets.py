"""The rich-text editor, with the library of images beside the address of a picture."""

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

LIBRARY_MEDIA = Media(css={"all": ["css/images.css"]}, js=["js/images.js"])


class RichTextWidget(AdminProseEditorWidget):  # type: ignore[misc]
    """Where the script cannot enhance the dialog, the address of a picture is pasted as before."""

    @property
    def media(self) -> Media:
        return super().media + LIBRARY_MEDIA

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-image-library"] = json.dumps(
            {
                "url": reverse("admin:editorial_image_choices"),
                "title": _("Choose from the library"),
                "search": _("Search the library"),
                "more": _("Show more"),
                "none": _("Nothing found. You can paste an address instead."),
                "failed": _("The library does not answer. You can paste an address instead."),
                "chosen": _("Chosen:"),
            }
        )
        return context
