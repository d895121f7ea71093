from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleContribution, ArticleQuestion, ArticleSource
from comments.admin_pages import DiscussedAdmin
from glossary.admin_fields import WovenForm
from portal.editorial.admin import PageAdmin, PartInline


class QuestionInline(PartInline):
    model = ArticleQuestion


class SourceInline(PartInline):
    model = ArticleSource


class ContributionInline(PartInline):
    model = ArticleContribution
    autocomplete_fields = ["contributor"]


@admin.register(Article)
class ArticleAdmin(DiscussedAdmin, PageAdmin):
    form = WovenForm
    actions: Any = ["publish", "withdraw", "close_discussions", "open_discussions"]
    inlines = [QuestionInline, SourceInline, ContributionInline]
    fieldsets = [
        (
            None,
            {"fields": ["language", "title", "slug", ("category", "kind"), "summary", "key_points", "body"]},
        ),
        (_("Image"), {"fields": ["image", "image_alt", "image_is_decorative", "image_caption"]}),
        (_("About this page"), {"fields": ["funding", "readability_reason", "banner_place"]}),
        (_("Links to the glossary"), {"fields": ["unwoven_terms"]}),
    ]
