"""Take the demonstration out again, without taking anything that somebody wrote since."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.db.models.deletion import ProtectedError

from articles.models import Article
from comments.models import Comment
from glossary.models import Term
from portal.demo.loading import HERE, SITE_WORDS, Say, demo_key, entries
from portal.editorial.emergency import shipped_numbers
from portal.editorial.models import Category, Contributor, Image, Origin, SiteSettings


@transaction.atomic
def remove(say: Say) -> None:
    """Delete demonstration pages; one under which readers wrote is withdrawn instead, and named."""
    for model in (Article, Term):
        for page in model.objects.filter(origin=Origin.DEMO):
            _remove_page(page, say)
    _remove_what_pages_shared()
    for language, _ in settings.LANGUAGES:
        _blank_site(language)


def _remove_page(page: Any, say: Say) -> None:
    comments = Comment.objects.filter(discussion=page.discussion)
    if comments.exclude(origin=Comment.Origin.DEMO).exists():
        if page.live_revision:
            page.withdraw(by=None)
        say(f"kept, withdrawn: {page} ({page.language}) holds comments of readers")
        return
    while comments.exists():  # answers before what they answer
        comments.filter(replies__isnull=True).delete()
    page.revisions.all().delete()
    page.delete()


def _remove_what_pages_shared() -> None:
    words = tomllib.loads((HERE / "settings.toml").read_text())
    categories = [demo_key("category", entry["key"]) for entry in words["categories"]]
    person = demo_key("contributor", words["contributor"]["key"])
    figures = [entry["image"]["file"] for _, entry in entries("articles") if "image" in entry]
    for row in (
        *Category.objects.filter(translation_key__in=categories),
        *Contributor.objects.filter(translation_key=person),
        *Image.objects.filter(title__in=figures),
    ):
        _delete_if_unused(row)


def _delete_if_unused(row: Model) -> None:
    with suppress(ProtectedError), transaction.atomic():
        row.delete()


def _blank_site(language: str) -> None:
    """Blank what is still as the demonstration set it."""
    words = tomllib.loads((HERE / "settings.toml").read_text()).get(language, {})
    row = SiteSettings.objects.filter(language=language).first()
    if row is None or not words:
        return
    for name in SITE_WORDS:
        shipped = words[name].strip() if isinstance(words[name], str) else words[name]
        if getattr(row, name) == shipped:
            setattr(row, name, getattr(SiteSettings(), name))
    row.save()
    row.emergency_rows.filter(number__in=[one.number for one in shipped_numbers(language)]).delete()
