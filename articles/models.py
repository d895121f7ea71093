"""Articles: the editors' working copy, its parts, and the revisions readers see."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models import Discussed
from glossary.woven_content import WovenContent, WovenPage, WovenRevision
from portal.editorial.models import Contribution, Page, Question, Revision, Source


class ArticleContent(WovenContent):
    """Abstract. What an article has beside what every page has; frozen with it."""

    class Kind(models.TextChoices):
        EXPLAINER = "explainer", _("Explained")
        GUIDE = "guide", _("Practical guide")
        QUESTION = "question", _("Question and answer")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.EXPLAINER)

    url_name: ClassVar[str] = "articles:detail"
    list_url_name: ClassVar[str] = "articles:list"

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_kind",
                condition=Q(kind__in=["explainer", "guide", "question"]),
            )
        ]


class Article(WovenPage, Discussed, ArticleContent, Page):
    class Meta(Page.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["sort_key", "pk"]
        permissions = [
            ("publish_article", "Can publish and withdraw articles"),
            ("review_article", "Can sign articles after medical review"),
            ("correct_article", "Can correct typing errors in signed articles"),
        ]
        constraints = [*Page.Meta.constraints, *ArticleContent.Meta.constraints]


class ArticleRevision(WovenRevision, ArticleContent, Revision):
    template_name = "articles/detail.html"

    page = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")

    class Meta(Revision.Meta):
        constraints = [*Revision.Meta.constraints, *ArticleContent.Meta.constraints]
        indexes = Revision.Meta.indexes


class ArticleQuestion(Question):
    page = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="questions")


class ArticleSource(Source):
    page = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sources")


class ArticleContribution(Contribution):
    page = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="contributions")
