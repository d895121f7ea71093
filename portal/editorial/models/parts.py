"""Rows that belong to one page (questions, sources, contributions) and their frozen shape in a revision."""

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.editorial.fields import ForeignLanguageField
from portal.editorial.limits import SHORT_TEXT_MAX, URL_MAX
from portal.editorial.typography import typeset


class FrozenQuestion(TypedDict):
    question: str
    answer: str


class FrozenSource(TypedDict):
    title: str
    language: NotRequired[str]  # "" for that of the page; older rows lack it
    publisher: str
    url: str
    doi: str
    accessed_on: str  # ISO date, or "" when unknown


class FrozenContributor(TypedDict):
    name: str
    slug: str
    role: str  # a value of ContributionRole
    qualification: str


class ContributionRole(models.TextChoices):
    AUTHOR = "author", _("author")
    EDITOR = "editor", _("editor")
    TRANSLATOR = "translator", _("translator")
    ILLUSTRATOR = "illustrator", _("illustrator")


class Part(models.Model):
    """Abstract. A row shown in the order of `position`; the app that owns the page adds its foreign key."""

    if TYPE_CHECKING:
        page: models.ForeignKey[Any, Any]

    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Leave 0 to put it at the end.")
    )

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.position:
            rows: Any = type(self)._default_manager.filter(**{"page": self.page})
            self.position = (rows.aggregate(last=models.Max("position"))["last"] or 0) + 1
        super().save(*args, **kwargs)


class Question(Part):
    question = models.CharField(_("question"), max_length=SHORT_TEXT_MAX)
    answer = models.TextField(_("answer"))

    class Meta(Part.Meta):
        abstract = True
        verbose_name = _("frequent question")
        verbose_name_plural = _("frequent questions")

    def __str__(self) -> str:
        return self.question

    def frozen(self) -> FrozenQuestion:
        return {"question": self.question, "answer": self.answer}


class Source(Part):
    title = models.CharField(_("title"), max_length=SHORT_TEXT_MAX)
    language = ForeignLanguageField(
        _("language of the title"),
        help_text=_("If it is not that of the page: screen readers then pronounce it rightly."),
    )
    publisher = models.CharField(_("publisher"), max_length=SHORT_TEXT_MAX, blank=True)
    url = models.URLField(_("web address"), max_length=URL_MAX, blank=True)
    doi = models.CharField(
        "DOI", max_length=SHORT_TEXT_MAX, blank=True, help_text=_("As in 10.1056/NEJMoa1003466.")
    )
    accessed_on = models.DateField(_("consulted on"), null=True, blank=True)

    class Meta(Part.Meta):
        abstract = True
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title

    def frozen(self) -> FrozenSource:
        return {
            "title": self.title,
            "language": self.language,
            "publisher": self.publisher,
            "url": self.url,
            "doi": self.doi,
            "accessed_on": self.accessed_on.isoformat() if self.accessed_on else "",
        }


class ContributionManager(models.Manager["Contribution"]):
    """With the contributor, whose name every use shows: also when contributions are prefetched."""

    def get_queryset(self) -> models.QuerySet["Contribution"]:
        return super().get_queryset().select_related("contributor")


class Contribution(Part):
    contributor = models.ForeignKey(
        "editorial.Contributor", verbose_name=_("contributor"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(
        _("part taken"), max_length=20, choices=ContributionRole, default=ContributionRole.AUTHOR
    )

    objects = ContributionManager()

    class Meta(Part.Meta):
        abstract = True
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return f"{self.contributor} ({self.get_role_display()})"

    def frozen(self) -> FrozenContributor:
        person = self.contributor
        return {
            "name": person.name,
            "slug": person.slug,
            "role": self.role,
            "qualification": typeset(person.qualification, person.language),
        }
