"""Terms of the glossary, their synonyms, and which of them are related."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NotRequired, Self, TypedDict

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comments.models import Discussed
from glossary.sentences import one_sentence
from glossary.woven_content import WovenContent, WovenPage, WovenRevision
from glossary.woven_models import GlossaryEdition, Mention, SynonymEntry, WovenText
from portal.editorial.fields import ForeignLanguageField
from portal.editorial.limits import TITLE_MAX
from portal.editorial.models import Contribution, Page, Part, Question, Revision, Source
from portal.editorial.pieces import escape
from portal.search.text import first_letter

__all__ = [
    "GlossaryEdition",
    "ImportedTerm",
    "Mention",
    "Relation",
    "Synonym",
    "SynonymEntry",
    "Term",
    "TermContribution",
    "TermQuestion",
    "TermRevision",
    "TermSource",
    "WovenText",
]


class FrozenSynonym(TypedDict):
    text: str
    language: NotRequired[str]  # "" for that of the term; older rows lack it
    kind: str  # a value of Synonym.Kind


class TermContent(WovenContent):
    """Abstract. What a term has beside what every page has; frozen with it."""

    class Kind(models.TextChoices):
        MEDICAL = "medical", _("Medical term")
        DRUG = "drug", _("Medicine")
        EXAM = "exam", _("Examination")
        EVERYDAY = "everyday", _("Everyday word")

    class Linking(models.TextChoices):
        AUTO = "auto", _("this word and its inflections")
        EXACT = "exact", _("only the forms as they are written here")
        NEVER = "never", _("never")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MEDICAL)
    letter = models.CharField(max_length=1, editable=False)  # A to Z, or "#"
    pronunciation = models.CharField(_("pronunciation"), max_length=TITLE_MAX, blank=True)
    linking = models.CharField(
        _("link this term in texts"), max_length=10, choices=Linking, default=Linking.AUTO,
        db_default=Linking.AUTO,
        help_text=_("Links are set by themselves, in articles and in other terms, once this one is public."),
    )  # fmt: skip
    accents_optional = models.BooleanField(
        _("also without its accents"), default=False, db_default=False,
        help_text=_("Texts that are written without accents lead here too."),
    )  # fmt: skip

    url_name: ClassVar[str] = "glossary:detail"
    list_url_name: ClassVar[str] = "glossary:index"

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_kind",
                condition=Q(kind__in=["medical", "drug", "exam", "everyday"]),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_linking", condition=Q(linking__in=["auto", "exact", "never"])
            ),
        ]


class Term(WovenPage, Discussed, TermContent, Page):
    external_id = models.CharField(
        _("identifier elsewhere"), max_length=100, blank=True,
        help_text=_("By which an import finds this term again."),
    )  # fmt: skip

    if TYPE_CHECKING:
        synonyms: Any

    class Meta(Page.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["sort_key", "pk"]
        permissions = [
            ("publish_term", "Can publish and withdraw terms"),
            ("review_term", "Can sign terms after medical review"),
            ("correct_term", "Can correct typing errors in signed terms"),
        ]
        constraints = [
            *Page.Meta.constraints,
            *TermContent.Meta.constraints,
            models.UniqueConstraint(
                fields=["language", "external_id"],
                name="glossary_term_external_id",
                condition=~Q(external_id=""),
            ),
        ]

    def derive(self) -> None:
        super().derive()
        self.letter = first_letter(self.title)

    def refill_more(self, revision: Any) -> None:
        self.synonyms.all().delete()
        for position, row in enumerate(revision.synonym_rows, start=1):
            foreign = row.get("language", "")
            row = {**row, "language": "" if foreign == self.language else foreign}
            self.synonyms.create(position=position, **row)


class ImportedTerm(models.Model):
    """What the last import wrote into a term, by which the next one knows what is new on either side.

    A table of its own: SQLite drops the triggers of a table to which a column is added.
    """

    term = models.OneToOneField(Term, on_delete=models.CASCADE, related_name="imported")
    version = models.PositiveIntegerField()  # of the working copy as the import left it
    checksum = models.CharField(max_length=32)  # of the row of the file
    links = models.JSONField(default=list)  # identifiers of the terms it related this one to

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.term)


class TermRevision(WovenRevision, TermContent, Revision):
    template_name = "glossary/detail.html"

    page = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="revisions")
    synonym_rows = models.JSONField(default=list)  # of FrozenSynonym

    class Meta(Revision.Meta):
        constraints = [*Revision.Meta.constraints, *TermContent.Meta.constraints]
        indexes = [
            *Revision.Meta.indexes,
            models.Index(fields=["language", "letter", "sort_key"], name="glossary_letter_idx"),
            models.Index(fields=["language", "-public_until"], name="glossary_ended_idx"),
            models.Index(
                fields=["language", "sort_key", "letter", "public_from", "public_until"],
                name="glossary_order_idx",
            ),
        ]

    def freeze_more(self, page: Term) -> None:
        self.synonym_rows = [row.frozen() for row in page.rows("synonyms")]

    def searchable_texts(self) -> Iterable[str]:
        yield self.title
        yield from (synonym["text"] for synonym in self.synonym_rows)
        yield from super().searchable_texts()

    def woven_parts(self) -> Iterator[tuple[str, str]]:
        """The definition first."""
        paragraphs = (line.strip() for line in self.summary.splitlines())
        yield "definition", "".join(f"<p>{escape(line)}</p>" for line in paragraphs if line)
        yield from super().woven_parts()

    def own_term(self) -> int:
        return self.page_id

    @property
    def one_sentence(self) -> str:
        return one_sentence(self.summary)

    @property
    def synonyms(self) -> list[dict[str, Any]]:
        """As frozen, with the label of their kind; `language` is "" for that of the term."""
        return [
            {"language": "", **synonym, "kind_label": Synonym.Kind(synonym["kind"]).label}
            for synonym in self.synonym_rows
        ]

    def language_of(self, name: str) -> str:
        """Of one of its synonyms: "" for that of the term, and for what is none of them."""
        found = (row.get("language", "") for row in self.synonym_rows if row["text"] == name)
        return next(found, "")


class Synonym(Part):
    class Kind(models.TextChoices):
        SYNONYM = "synonym", _("synonym")
        ABBREVIATION = "abbreviation", _("abbreviation")
        VARIANT = "variant", _("other spelling")

    page = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="synonyms")
    text = models.CharField(_("word"), max_length=TITLE_MAX)
    language = ForeignLanguageField(
        _("language of the word"),
        help_text=_("If it is not that of the page: screen readers then pronounce it rightly."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SYNONYM)

    class Meta(Part.Meta):
        verbose_name = _("synonym or abbreviation")
        verbose_name_plural = _("synonyms and abbreviations")
        constraints = [models.UniqueConstraint(fields=["page", "text"], name="glossary_synonym_once")]

    def __str__(self) -> str:
        return self.text

    def frozen(self) -> FrozenSynonym:
        return {"text": self.text, "language": self.language, "kind": self.kind}


class RelationQuerySet(models.QuerySet["Relation"]):
    def of(self, term: Term) -> Self:
        return self.filter(Q(low=term) | Q(high=term))

    def others(self, term: Term) -> list[int]:
        """Keys of the terms at the other end, on relations `of` that term."""
        return [high if low == term.pk else low for low, high in self.values_list("low", "high")]


class Relation(models.Model):
    """Two related terms of one language, stored once with the smaller key first, so that it has no direction.

    That both are of one language is held by a trigger of the database; see the migrations.
    """

    low = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+")

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("related term")
        verbose_name_plural = _("related terms")
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="glossary_relation_once"),
            models.CheckConstraint(name="glossary_relation_ordered", condition=Q(low__lt=F("high"))),
        ]

    def __str__(self) -> str:
        return f"{self.low} – {self.high}"

    @classmethod
    def join(cls, one: Term, other: Term) -> Relation:
        """Make two terms related, which they may be already. Raises ValidationError if they can't be."""
        if one.pk == other.pk:
            raise ValidationError(_("A term cannot be related to itself."), code="itself")
        if one.language != other.language:
            raise ValidationError(_("Related terms are of the same language."), code="language")
        low, high = sorted((one, other), key=lambda term: term.pk)
        return cls.objects.get_or_create(low=low, high=high)[0]

    @classmethod
    @transaction.atomic
    def set_for(cls, term: Term, others: Sequence[Term]) -> None:
        """Make these the only terms related to that one. Raises ValidationError as `join` does."""
        keep = {cls.join(term, other).pk for other in others}
        cls.objects.of(term).exclude(pk__in=keep).delete()


class TermQuestion(Question):
    page = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="questions")


class TermSource(Source):
    page = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="sources")


class TermContribution(Contribution):
    page = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="contributions")
