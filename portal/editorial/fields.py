"""Model fields of editorial text: rich text cleaned at every door, keys sorted byte by byte."""

from typing import Any

from django import forms
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django_prose_editor.config import add_tags_and_attributes
from django_prose_editor.fields import ProseEditorFormField

from portal.editorial.cleaning import clean
from portal.editorial.languages import foreign_choices
from portal.editorial.widgets import RichTextWidget

EDITOR_EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": True,
    "Caption": True,
    "Image": True,
    "Unwoven": True,
    "Language": True,
    "Care": True,
}


COLOUR_LENGTH = 7  # of #rrggbb


class ColourField(models.CharField):
    """A colour as "#rrggbb", or ""."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fixed: dict[str, Any] = {"max_length": COLOUR_LENGTH, "blank": True, "default": "", "db_default": ""}
        super().__init__(*args, **fixed | kwargs)


class ForeignLanguageField(models.CharField):
    """The language of words that stand beside the text of a page, "" where it is that of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fixed: dict[str, Any] = {
            "max_length": 10, "choices": foreign_choices, "blank": True, "default": "", "db_default": "",
        }  # fmt: skip
        super().__init__(*args, **fixed | kwargs)


def allow_unwoven(config: Any, shared_config: dict[str, Any]) -> None:
    """What the editor's own cleaning would let through for this extension; clean() is what decides."""
    add_tags_and_attributes(shared_config, ["span"], {"span": ["data-unwoven"]})


def allow_language(config: Any, shared_config: dict[str, Any]) -> None:
    """The same for marks of a language."""
    add_tags_and_attributes(shared_config, ["span"], {"span": ["lang"]})


def allow_care(config: Any, shared_config: dict[str, Any]) -> None:
    """The same for boxes that say when to call for help."""
    add_tags_and_attributes(shared_config, ["aside"], {"aside": ["data-care"]})


class RichTextField(models.TextField):
    """HTML written by editors, cleaned by the allow-list whenever it is validated or saved.

    QuerySet.update() is the one door it cannot stand at.
    """

    def clean(self, value: str, model_instance: models.Model | None) -> str:
        return clean(super().clean(value, model_instance))

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        cleaned = clean(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, cleaned)
        return cleaned

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs["widget"] = RichTextWidget
        return super().formfield(
            form_class=ProseEditorFormField,
            config={"extensions": EDITOR_EXTENSIONS},
            preset="configurable",
            sanitize=clean,
            **kwargs,
        )


class SortKeyField(models.CharField):
    """A key made by sort_key(): compared by code point on every database, whatever its collation."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
