"""A made-up word in every field that editors fill, so that it can be told where that field is read."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import validate_slug
from django.db import models
from django.utils import timezone
from PIL import Image as Picture

from comments.models import Discussion
from glossary.models import Mention
from portal.editorial.fields import RichTextField
from portal.editorial.models import Category, Contributor, Image, Revision

COMMON = "mirabelle"  # in every text, so that one search would find them all
MARKER = re.compile("zq[a-z]{8}")

# What readers never see, by field, and why. Whatever else holds words, they see once it is public.
NEVER_SHOWN = {
    "Article.readability_reason": "an editor's excuse to the reviewer",
    "Term.readability_reason": "an editor's excuse to the reviewer",
    "Term.external_id": "by which an import finds the term again",
    "Image.title": "by which editors find a picture in the library",
    "Revision.note": "what changes and why: for the history",
    "TrailEntry.note": "remarks of reviewers and notes of editors: for the history",
    "User.username": "accounts are nobody's business: a signature has the name of the profile",
    "User.first_name": "as the user name",
    "User.last_name": "as the user name",
    "User.email": "as the user name",
    "file name": "files are stored under a name made of their content",
}
# Columns with words that nobody types: made of other columns, or one of few values.
DERIVED = {
    "sort_key": "made of the title or name",
    "letter": "made of the title",
    "language": "a code",
    "source_language": "a code",
    "origin": "one of few values",
    "kind": "one of few values",
    "banner_place": "one of few values",
    "linking": "one of few values",
    "role": "one of few values",
}
# Columns that only revisions have: made of the page, or taken from the profile of whoever signs.
ON_REVISIONS = {
    "html", "toc", "faq", "source_rows", "contributor_rows", "synonym_rows", "search_text", "source_language",
    "review", "significance", "digest", "note", "signer_name", "signer_slug", "signer_qualification",
}  # fmt: skip
# A row of these leads to people or to what readers write, not to what editors write.
ELSEWHERE = (User, Discussion)
WITHOUT_WORDS = (
    models.AutoField, models.IntegerField, models.BooleanField, models.DateField, models.UUIDField,
    models.FileField, models.ForeignKey,
)  # fmt: skip
MADE = (Revision, Mention)  # rows that nobody types: made of pages
DATA = {"rendition_widths": "numbers", "unwoven_terms": "numbers of terms"}  # other JSON


class Markers:
    """The words in use, and what each of them stands in."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.where: dict[str, str] = {}
        self.never: set[str] = set()

    def word(self, field: str, of: str) -> str:
        """A new word for that field (as in "Article.title") of something."""
        while (word := "zq" + "".join(self.random.choices(string.ascii_lowercase, k=8))) in self.where:
            pass
        self.where[word] = f"{field} of {of}"
        if field in NEVER_SHOWN:
            self.never.add(word)
        return word

    def found_in(self, text: str) -> set[str]:
        return self.where.keys() & set(MARKER.findall(text.casefold()))


def texts_of(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The columns that somebody writes words into."""
    for field in model._meta.concrete_fields:
        if isinstance(field, (models.CharField, models.TextField)) and field.name not in DERIVED:
            yield field


def parts_of(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """Relations whose rows belong to a page, with their models."""
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if relation.one_to_many and not issubclass(other, MADE):
            yield str(relation.get_accessor_name()), other


def models_of(model: type[models.Model]) -> set[Any]:
    """Everything that a page is made of, itself included."""
    found = {model, *(part for _name, part in parts_of(model))}
    for one in list(found):
        targets = {f.related_model for f in one._meta.concrete_fields if isinstance(f, models.ForeignKey)}
        found |= targets - set(ELSEWHERE)
    return found


def value_for(field: models.Field[Any, Any], word: str) -> str:
    if isinstance(field, RichTextField):
        return f"<h2>{COMMON}</h2><p>{COMMON} {word}.</p>"
    if isinstance(field, models.URLField):
        return f"https://{word}.example/"
    return word if validate_slug in field.validators else f"{word} {COMMON}"


class Marking:
    """Fills one page and everything it is made of with words of their own."""

    def __init__(self, markers: Markers, language: str, of: str) -> None:
        self.markers, self.language, self.of = markers, language, of
        self.words: dict[str, str] = {}  # and the field of each

    def word(self, field: str) -> str:
        word = self.markers.word(field, self.of)
        self.words[word] = field
        return word

    def mark(self, page: Any) -> None:
        """Put words into every column of the stored page, and make a row of each of its parts."""
        for name, value in self.columns(type(page)).items():
            setattr(page, name, value)
        page.save()
        for relation, part in parts_of(type(page)):
            getattr(page, relation).create(**self.columns(part, without=type(page)))

    def columns(self, model: type[models.Model], without: Any = None) -> dict[str, Any]:
        name = model._meta.object_name
        filled: dict[str, Any] = {
            field.name: value_for(field, self.word(f"{name}.{field.name}")) for field in texts_of(model)
        }
        for field in model._meta.concrete_fields:
            if field.name == "language":
                filled["language"] = self.language
            if type(field) is models.DateField:
                filled[field.name] = timezone.localdate()
            if isinstance(field, models.ForeignKey) and field.related_model not in (without, *ELSEWHERE):
                filled[field.name] = self.target(field.related_model)
        return filled

    def target(self, model: Any) -> Any:
        columns = self.columns(model)
        if model is Image:
            columns["file"] = self.picture()
        assert model in (Image, Contributor, Category), f"Say how to make one: {model}"
        return model.objects.create(**columns)

    def picture(self) -> SimpleUploadedFile:
        content = BytesIO()
        colour = self.markers.random.randbytes(3)
        Picture.new("RGB", (8, 8), tuple(colour)).save(content, "PNG")
        name = self.word("file name")
        return SimpleUploadedFile(f"{name}.png", content.getvalue(), "image/png")

    def note(self, field: str = "TrailEntry.note") -> str:
        return self.word(field)

    def account(self) -> User:
        names = ("username", "first_name", "last_name")
        columns = {name: self.word(f"User.{name}") for name in names}
        return User.objects.create(email=f"{self.word('User.email')}@exemple.fr", **columns)

    def signer(self) -> User:
        """An account whose profile holds what a signature shows."""
        user = self.account()
        profile = self.target(Contributor)
        profile.user = user
        profile.save()
        return user
