"""What a text needs before it is signed or published: one list, for the form, the reviewer and the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.editorial import pieces as markup
from portal.editorial.limits import ARTICLE_SCORE_MIN, DEFINITION_SCORE_MIN
from portal.editorial.links import broken_links
from portal.editorial.models.content import Origin
from portal.editorial.models.library import Image
from portal.editorial.models.parts import ContributionRole
from portal.editorial.pictures import body_images
from portal.editorial.readability import Readability, measure

Problems = Iterator[str]


@dataclass(frozen=True)
class Item:
    """One line of the list; `field` names the field or the group of rows of the form where it is mended."""

    code: str
    label: str
    field: str
    problems: Sequence[str]

    @property
    def is_met(self) -> bool:
        return not self.problems


def checklist(page: Any, revision: Any, *, in_full: bool | None = None) -> list[Item]:
    """Every item for this revision of the page, which may be an unsaved one. A few queries in all.

    Demonstrations and imports, which say that nobody reviewed them, need less unless they are to be
    signed (`in_full`).
    """
    needs_all = page.origin == Origin.EDITORIAL if in_full is None else in_full
    return [
        Item(code, str(label), field, list(problems_of(page, revision)))
        for code, label, field, problems_of in (CHECKS if needs_all else CHECKS[:UNREVIEWED])
    ]


def reasons_against(page: Any, revision: Any, *, in_full: bool | None = None) -> list[ValidationError]:
    items = checklist(page, revision, in_full=in_full)
    return [ValidationError(problem, code=item.code) for item in items for problem in item.problems]


def _summary(page: Any, revision: Any) -> Problems:
    if not revision.summary.strip():
        yield _("The summary or definition is missing.")


def _category(page: Any, revision: Any) -> Problems:
    if revision.category_id is None:
        yield _("The category is missing.")


def _author(page: Any, revision: Any) -> Problems:
    authors = [row for row in revision.contributor_rows if row["role"] == ContributionRole.AUTHOR]
    if not authors:
        yield _("The author is missing.")
    for row in authors:
        if not row["qualification"].strip():
            yield _("%(name)s has no role and qualification: add them under “Contributors”.") % row


def _sources(page: Any, revision: Any) -> Problems:
    if not revision.source_rows:
        yield _("At least one source is needed.")
    for row in revision.source_rows:
        missing = [
            str(label)
            for label, is_there in (
                (gettext_lazy("publisher"), row["publisher"]),
                (gettext_lazy("web address or DOI"), row["url"] or row["doi"]),
                (gettext_lazy("date consulted"), row["accessed_on"]),
            )
            if not is_there
        ]
        if missing:
            yield _("The source “%(title)s” lacks: %(missing)s.") % {
                "title": row["title"],
                "missing": ", ".join(missing),
            }


def _funding(page: Any, revision: Any) -> Problems:
    if not revision.funding.strip():
        yield _("Funding and interests are not stated; “none” is an answer.")


def _image(page: Any, revision: Any) -> Problems:
    image = revision.image
    if image is None:
        return
    if not revision.image_alt.strip() and not revision.image_is_decorative:
        yield _("The image has no alternative text and is not marked as decorative.")
    yield from _rights(image)


def _body_images(page: Any, revision: Any) -> Problems:
    images = body_images(revision.body)
    known = Image.objects.found_at([image.src for image in images])
    for image in images:
        if image.alt is None:
            yield _("An image in the text has no alternative text: %(src)s") % {"src": image.src}
        if image.src not in known:
            yield _("An image in the text is not in the library: %(src)s") % {"src": image.src}
    for known_image in known.values():
        yield from _rights(known_image)


def _rights(image: Image) -> Problems:
    if not image.credit.strip():
        yield _("The image “%(title)s” has no credit.") % {"title": image.title}
    if not image.licence.strip():
        yield _("The image “%(title)s” has no licence.") % {"title": image.title}


def _headings(page: Any, revision: Any) -> Problems:
    before = 1
    pieces = markup.cut(revision.body)
    for index in range(1, len(pieces), 2):
        name = markup.name_of(pieces[index])
        if name not in markup.HEADINGS or markup.is_end(pieces[index]):
            continue
        text = markup.text_of(pieces[index : pieces.index(f"</{name}>", index)])
        if not text:
            yield _("A heading is empty.")
        if int(name[1]) > before + 1:
            yield _("The heading “%(text)s” skips a level.") % {"text": text}
        before = int(name[1])


def _tables(page: Any, revision: Any) -> Problems:
    tables = revision.body.split("<table>")[1:]
    for number, table in enumerate(tables, start=1):
        if "<th" not in table.partition("</table>")[0].replace("<thead", ""):
            yield _("Table %(number)d has no header cells.") % {"number": number}


def _links(page: Any, revision: Any) -> Problems:
    for link in broken_links(revision.body, revision.language, page=page):
        yield _("“%(text)s”: %(reason)s") % {"text": link.text or link.target, "reason": link.reason}


def _readability(page: Any, revision: Any) -> Problems:
    found, least = readability_of(revision)
    if found is None or found.score >= least or page.readability_reason.strip():
        return
    yield _(
        "The text is hard to read: %(score)d of 100, where %(least)d is wanted. "
        "Shorten the long sentences, or say why it has to be so."
    ) % {"score": found.score, "least": least}


def readability_of(revision: Any) -> tuple[Readability | None, int]:
    """The measure of body and summary, or None for a text too short; and the score that is wanted."""
    if revision.body:
        return measure(revision.body, language=revision.language, summary=revision.summary), ARTICLE_SCORE_MIN
    return measure(revision.summary, language=revision.language), DEFINITION_SCORE_MIN


Check = tuple[str, str | Promise, str, Callable[[Any, Any], Problems]]
# What every page needs comes first; an import or a demonstration that nobody signs needs no more.
CHECKS: list[Check] = [
    ("no_summary", gettext_lazy("Summary or definition"), "summary", _summary),
    ("links", gettext_lazy("Links lead somewhere"), "body", _links),
    ("category", gettext_lazy("Category"), "category", _category),
    ("author", gettext_lazy("Author with role and qualification"), "contributions", _author),
    ("sources", gettext_lazy("Sources, complete"), "sources", _sources),
    ("funding", gettext_lazy("Funding and interests"), "funding", _funding),
    ("image", gettext_lazy("Image: alternative text, credit, licence"), "image", _image),
    ("body_images", gettext_lazy("Images in the text"), "body", _body_images),
    ("headings", gettext_lazy("Headings without gaps"), "body", _headings),
    ("tables", gettext_lazy("Tables with header cells"), "body", _tables),
    ("readability", gettext_lazy("Readability"), "readability_reason", _readability),
]
UNREVIEWED = 2
