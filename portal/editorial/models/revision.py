"""A frozen state of a page: everything a reader sees of it, and when the public sees it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.translation import gettext_lazy as _

from portal.editorial.languages import reverse_in
from portal.editorial.limits import WORDS_A_MINUTE
from portal.editorial.links import resolve_links
from portal.editorial.models.content import Content, Origin
from portal.editorial.models.library import Image
from portal.editorial.models.parts import ContributionRole, FrozenContributor, FrozenQuestion, FrozenSource
from portal.editorial.models.review import Reviewed, Significance
from portal.editorial.pieces import escape
from portal.editorial.preparing import BANNER_MARK, plain_text, prepare, spoken_headings
from portal.editorial.querysets import RevisionQuerySet
from portal.editorial.typography import typeset
from portal.search.text import fold

if TYPE_CHECKING:
    from portal.editorial.models.page import Page

ORIGIN_NOTICES = {
    Origin.EDITORIAL: _("This text has not been medically reviewed yet."),
    Origin.DEMO: _("This is demonstration content. It has not been medically reviewed."),
    Origin.IMPORT: _("This text was imported from another source. It has not been medically reviewed."),
}

# Columns in which the typography of the language is set when they are frozen; the body has its own way.
TYPESET = {"title", "summary", "key_points", "image_alt", "image_caption", "funding"}


class Revision(Reviewed, Content):
    """Abstract. The app that owns the page adds `page`, a foreign key with related_name="revisions".

    `public_from` and `public_until` bound the time in which the public reads this revision (the
    second is excluded, and None means without end); both are None for one that never was public.
    """

    if TYPE_CHECKING:
        page: models.ForeignKey[Any, Page]
        page_id: int

    url_name: ClassVar[str]  # of one page of this kind
    list_url_name: ClassVar[str]
    template_name: ClassVar[str]

    number = models.PositiveIntegerField(_("revision"))
    source_language = models.CharField(max_length=10, blank=True, db_default="")
    source_number = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(editable=False)  # of the working copy it froze
    faq = models.JSONField(default=list)  # of FrozenQuestion
    source_rows = models.JSONField(default=list)  # of FrozenSource
    contributor_rows = models.JSONField(default=list)  # of FrozenContributor
    html = models.TextField()  # the body as readers get it, with a mark where the banner goes
    toc = models.JSONField(default=list)  # of {"level", "id", "text"}
    words = models.PositiveIntegerField(default=0)
    search_text = models.TextField()  # folded
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("first published"), null=True)
    public_from = models.DateTimeField(_("public from"), null=True)
    public_until = models.DateTimeField(_("public until"), null=True)

    objects: ClassVar[RevisionQuerySet[Any]] = RevisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Content.Meta):
        abstract = True
        constraints = [
            *Content.Meta.constraints,
            *Reviewed.Meta.constraints,
            models.UniqueConstraint(fields=["page", "number"], name="%(app_label)s_%(class)s_number"),
            models.UniqueConstraint(
                fields=["page"],
                name="%(app_label)s_%(class)s_one_open_end",
                condition=Q(public_from__isnull=False, public_until__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["language", "slug"],
                name="%(app_label)s_%(class)s_public_address",
                condition=Q(public_from__isnull=False, public_until__isnull=True),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_public_window",
                condition=Q(public_until__isnull=True) | Q(public_until__gt=F("public_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["language", "slug"], name="%(app_label)s_address_idx"),
            models.Index(fields=["language", "-public_from"], name="%(app_label)s_newest_idx"),
            models.Index(fields=["review", "-created_at"], name="%(app_label)s_review_idx"),
            models.Index(fields=["review_due_on"], name="%(app_label)s_due_idx"),
        ]

    def get_absolute_url(self) -> str:
        return reverse_in(self.language, self.url_name, self.slug)

    @classmethod
    def drawn_from(cls, page: Page) -> Self:
        """An unsaved revision of the working copy as it stands: what readers would get."""
        revision = cls(page=page, version=page.version)
        for name in cls.frozen_columns():
            value = getattr(page, name)
            setattr(revision, name, typeset(value, page.language) if name in TYPESET else value)
        revision.faq = [revision._typeset_question(row.frozen()) for row in page.rows("questions")]
        revision.source_rows = [row.frozen() for row in page.rows("sources")]
        revision.contributor_rows = [row.frozen() for row in page.rows("contributions")]
        revision.freeze_more(page)
        revision.prepare()
        return revision

    @classmethod
    def freeze(cls, page: Page, *, by: Any, significance: str = Significance.CONTENT, note: str = "") -> Self:
        """Store and return a new revision of the working copy; it is not public yet."""
        revision = cls.drawn_from(page)
        revision.significance, revision.note = significance, note
        revision.store(by=by)
        return revision

    def store(self, *, by: Any) -> None:
        """Insert this row under the next number of its page."""
        last = type(self).objects.of(self.page).aggregate(last=models.Max("number"))["last"]
        self.pk, self.number, self.created_by = None, (last or 0) + 1, by
        self.derive()  # as save() does: the digest is of what is stored
        self.digest = self.content_digest()
        self.save(force_insert=True)

    def again(self, *, by: Any) -> Self:
        """Store and return a copy that was not public yet, with the signature of this one."""
        copy: Any = type(self).objects.get(pk=self.pk)
        copy.public_from = copy.public_until = copy.published_at = None
        copy.significance, copy.note = Significance.TYPO, ""
        copy._state.adding = True
        copy.store(by=by)
        stored: Self = copy
        return stored

    @classmethod
    def frozen_columns(cls) -> list[str]:
        """Names of the columns that the working copy and the revision share."""
        own = {field.attname for field in cls._meta.concrete_fields}
        page = cls._meta.get_field("page").related_model
        shared = own & {field.attname for field in page._meta.concrete_fields}  # type: ignore[union-attr]
        return sorted(shared - {"id", "created_at", "created_by_id", "version"})

    def freeze_more(self, page: Any) -> None:
        """Hook: what a kind of page freezes beside the common parts."""

    def prepare(self) -> None:
        """Make what readers get from what editors wrote."""
        images = Image.objects.facts_in(self.body)
        prepared = prepare(self.body, language=self.language, images=images)
        self.html, self.words = prepared.html, prepared.words
        self.toc = [{"level": entry.level, "id": entry.id, "text": entry.text} for entry in prepared.toc]
        self.search_text = fold(" ".join(self.searchable_texts()))

    def searchable_texts(self) -> Iterable[str]:
        yield from (self.title, self.summary, self.key_points, plain_text(self.body))
        for item in self.faq:
            yield from (item["question"], item["answer"])

    def reader_context(self, site: Any) -> dict[str, Any]:
        """Hook: `html` with every address in it, and what the template shows of the text beside it.

        Costs one query for each kind of page that the text links to.
        """
        return {
            "html": resolve_links(self.html),
            "key_points": self.key_points_html(),
            "answers": self.answers_html(),
        }

    def key_points_html(self) -> str:
        """The items of a list."""
        return "".join(f"<li>{escape(point)}</li>" for point in self.key_point_list())

    def answers_html(self) -> list[str]:
        """One for each question, in paragraphs."""
        return [linebreaks(item["answer"], autoescape=True) for item in self.faq]

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The table of contents; `html` is the heading with the languages of its words."""
        spoken = spoken_headings(self.html) if ' lang="' in self.html else {}
        return [{**row, "html": spoken.get(row["id"]) or format_html("{}", row["text"])} for row in self.toc]

    @property
    def html_before(self) -> str:
        """The text up to the place of the banner."""
        return self.html.partition(BANNER_MARK)[0]

    @property
    def html_after(self) -> str:
        return self.html.partition(BANNER_MARK)[2]

    @property
    def is_public(self) -> bool:
        begin, end, now = self.public_from, self.public_until, timezone.now()
        return begin is not None and begin <= now and (end is None or now < end)

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(self.words / WORDS_A_MINUTE))

    @property
    def updated_at(self) -> datetime | None:
        return self.public_from

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def category_link(self) -> dict[str, str] | None:
        """The category with the list of its pages of this kind, or None."""
        if self.category is None:
            return None
        address = reverse_in(self.language, self.list_url_name)
        return {"name": self.category.name, "url": f"{address}?category={self.category.slug}"}

    @property
    def origin_notice(self) -> str:
        """What readers are told about a text that no physician has signed."""
        return str(ORIGIN_NOTICES[Origin(self.page.origin)])

    @property
    def sources(self) -> list[dict[str, Any]]:
        """As frozen, with `accessed_on` as a date or None; `language` is "" for that of the page."""
        return [{"language": "", **source, "accessed_on": _date(source)} for source in self.source_rows]

    @property
    def contributors(self) -> list[dict[str, Any]]:
        """As frozen, with the label of the part each took and the address of the profile."""
        return [self._shown(person) for person in self.contributor_rows]

    def _shown(self, person: FrozenContributor) -> dict[str, Any]:
        return {
            **person,
            "role_label": ContributionRole(person["role"]).label,
            "url": reverse_in(self.language, "about:contributor", person["slug"]),
        }

    def _typeset_question(self, item: FrozenQuestion) -> FrozenQuestion:
        language = self.language
        return {"question": typeset(item["question"], language), "answer": typeset(item["answer"], language)}


def _date(source: FrozenSource) -> date | None:
    return date.fromisoformat(source["accessed_on"]) if source["accessed_on"] else None
