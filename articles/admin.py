from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleContribution, ArticleQuestion, ArticleSource
from comments.admin_pages import DiscussedAdmin
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
    actions: Any = ["publish", "withdraw", "close_discussions", "open_discussions"]
    inlines = [QuestionInline, SourceInline, ContributionInline]
    detail_template = "articles/detail.html"
    fieldsets = [
        (
            None,
            {"fields": ["language", "title", "slug", ("category", "kind"), "summary", "key_points", "body"]},
        ),
        (_("Image"), {"fields": ["image", "image_alt", "image_caption"]}),
        (_("About this page"), {"fields": ["funding", "banner_place"]}),
    ]

    def preview_context(self, page: Article) -> dict[str, object]:
        return {"further": []}
