"""Put the demonstration content into the database, and take it out again."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation

from articles.models import Article, ArticleContribution, ArticleQuestion, ArticleSource
from comments.models import Comment
from comments.sorting import look_soon
from glossary.models import Relation, Synonym, Term, TermContribution, TermQuestion, TermSource
from portal.editorial.emergency import shipped_numbers
from portal.editorial.models import Category, Contributor, Image, Origin, SiteSettings

HERE = Path(__file__).resolve().parent
KEYS = uuid.UUID("6f6a1a52-0b0e-4c55-9f0c-6b1f0a4c7d11")  # names of demonstration rows are hashed below it
OLDEST_DAYS = 60
PLAIN = ("slug", "title", "kind", "summary", "body", "funding")
SITE_WORDS = (
    "site_name", "tagline", "home_intro", "notice", "contact_email", "emergency_checked_on",
    "banner_title", "banner_text", "banner_button",
)  # fmt: skip

Entry = dict[str, Any]
Say = Callable[[str], None]


def demo_key(kind: str, key: str) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"{kind}:{key}")


def entries(kind: str) -> Iterator[tuple[str, Entry]]:
    """Language and content of each file of articles or terms, the first language first."""
    for language, _ in settings.LANGUAGES:
        for file in sorted((HERE / language / kind).glob("*.toml")):
            yield language, tomllib.loads(file.read_text())


def load(say: Say) -> int:
    """Create what is missing and return the number of new pages; what is there already stays as it is."""
    return _Loader(say).load()


class _Loader:
    def __init__(self, say: Say) -> None:
        self.say = say
        self.now = timezone.now()
        self.words = tomllib.loads((HERE / "settings.toml").read_text())
        self.new_pages = 0

    @transaction.atomic
    def load(self) -> int:
        for language, _ in settings.LANGUAGES:
            if language in self.words:  # others begin empty
                self._site(language)
        new_articles = [self._article(language, entry) for language, entry in entries("articles")]
        self.say(f"{len(new_articles)} articles")
        new_terms = [self._term(language, entry) for language, entry in entries("terms")]
        self._relate()
        self.say(f"{len(new_terms)} terms")
        self._publish()
        self._comments()
        return self.new_pages

    def _site(self, language: str) -> None:
        words = self.words[language]
        row, _ = SiteSettings.objects.get_or_create(language=language)
        if not row.site_name:
            for name in SITE_WORDS:
                setattr(row, name, words[name].strip() if isinstance(words[name], str) else words[name])
            row.save()
            self._emergency_numbers(row)
        for category in self.words["categories"]:
            self._category(language, category)
        self._contributor(language)

    def _emergency_numbers(self, row: SiteSettings) -> None:
        """Those that ship with the portal, for editors to change."""
        with translation.override(row.language):
            for position, one in enumerate(shipped_numbers(row.language)):
                row.emergency_rows.create(number=one.number, label=str(one.label), position=position)

    def _category(self, language: str, entry: Entry) -> None:
        names = {name: entry[f"{language}_{name}"] for name in ("name", "slug", "description")}
        Category.objects.get_or_create(
            language=language, translation_key=demo_key("category", entry["key"]), defaults=names
        )

    def _contributor(self, language: str) -> None:
        entry = self.words["contributor"]
        Contributor.objects.get_or_create(
            language=language,
            translation_key=demo_key("contributor", entry["key"]),
            defaults={
                "slug": entry["key"],
                "name": entry[f"{language}_name"],
                "qualification": entry[f"{language}_qualification"],
                "bio": entry[f"{language}_bio"],
            },
        )

    def _article(self, language: str, entry: Entry) -> Any:
        article, created = self._page(Article, "article", language, entry)
        if created:
            self._parts(article, entry, ArticleQuestion, ArticleSource, ArticleContribution)
        return article

    def _term(self, language: str, entry: Entry) -> Any:
        term, created = self._page(
            Term, "term", language, entry, pronunciation=entry.get("pronunciation", "")
        )
        if created:
            self._parts(term, entry, TermQuestion, TermSource, TermContribution)
            for position, synonym in enumerate(entry.get("synonyms", []), start=1):
                Synonym.objects.create(page=term, position=position, **synonym)
        return term

    def _page(self, model: Any, kind: str, language: str, entry: Entry, **more: Any) -> tuple[Any, bool]:
        key = demo_key(kind, entry["key"])
        if found := model.objects.filter(translation_key=key, language=language).first():
            return found, False
        category = Category.objects.get(
            language=language, translation_key=demo_key("category", entry["category"])
        )
        page = model(
            language=language,
            translation_key=key,
            category=category,
            origin=Origin.DEMO,
            source_language=entry.get("source_language", ""),
            source_number=1 if entry.get("source_language") else None,
            key_points="\n".join(entry.get("key_points", [])),
            **{name: entry[name] for name in PLAIN},
            **more,
        )
        if image := entry.get("image"):
            page.image = self._image(image)
            page.image_alt, page.image_caption = image["alt"], image["caption"]
        page.save()
        self.new_pages += 1
        return page, True

    def _image(self, entry: Entry) -> Image:
        found = Image.objects.filter(title=entry["file"]).first()
        if found:
            return found
        with (HERE / "figures" / entry["file"]).open("rb") as file:
            return Image.objects.create(
                title=entry["file"],
                file=File(file, name=entry["file"]),
                credit=entry["credit"],
                licence=entry["licence"],
            )

    def _parts(self, page: Any, entry: Entry, question: Any, source: Any, contribution: Any) -> None:
        for position, row in enumerate(entry.get("faq", []), start=1):
            question.objects.create(page=page, position=position, **row)
        for position, row in enumerate(entry.get("sources", []), start=1):
            source.objects.create(page=page, position=position, **row)
        key = demo_key("contributor", self.words["contributor"]["key"])
        person = Contributor.objects.get(language=page.language, translation_key=key)
        contribution.objects.create(page=page, contributor=person)

    def _relate(self) -> None:
        for language, entry in entries("terms"):
            terms = Term.objects.filter(language=language)
            one = terms.get(translation_key=demo_key("term", entry["key"]))
            others = terms.filter(
                translation_key__in=[demo_key("term", key) for key in entry.get("related", [])]
            )
            for other in others:
                Relation.join(one, other)

    def _publish(self) -> None:
        """Each page a little later than the one before, so that lists have an order."""
        pages = [*Term.objects.filter(origin=Origin.DEMO), *Article.objects.filter(origin=Origin.DEMO)]
        waiting = [page for page in pages if not page.revisions.exists()]
        for place, page in enumerate(waiting):
            page.publish(by=None, at=self.now - timedelta(days=OLDEST_DAYS) + timedelta(hours=place * 6))

    def _comments(self) -> None:
        if Comment.objects.filter(origin=Comment.Origin.DEMO).exists():
            return
        made: dict[str, Comment] = {}
        for entry in tomllib.loads((HERE / "comments.toml").read_text())["comments"]:
            made[entry["key"]] = self._comment(entry, made)
        for entry in tomllib.loads((HERE / "comments.toml").read_text())["comments"]:
            if entry["status"] != Comment.Status.PENDING:
                reason = entry.get("reason", Comment.Reason.SALE if entry["status"] == "rejected" else "")
                made[entry["key"]].decide(Comment.Status(entry["status"]), by=None, reason=reason)
            else:
                look_soon(made[entry["key"]].pk)
        self.say(f"{len(made)} comments")

    def _comment(self, entry: Entry, made: dict[str, Comment]) -> Comment:
        model = {"article": Article, "term": Term}[entry["page_type"]]
        key = demo_key(entry["page_type"], entry["page"])
        page: Any = model.objects.get(translation_key=key, language=entry["language"])
        return Comment.objects.create(
            discussion=page.discussion,
            parent=made.get(entry.get("reply_to", "")),
            name=entry["name"],
            text=entry["text"].strip(),
            origin=Comment.Origin.DEMO,
            created_at=self.now - timedelta(days=entry["days_ago"]),
        )
