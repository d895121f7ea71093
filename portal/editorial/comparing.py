"""What differs between two revisions of a page, part by part and word by word."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from portal.editorial import pieces as markup
from portal.editorial.aligning import Effort, dice, paired
from portal.editorial.blocks import marked_blocks
from portal.editorial.care import say_how_urgent
from portal.editorial.fields import RichTextField
from portal.editorial.marking import Token, marked, text_tokens
from portal.editorial.models import Revision

# In the order in which the page shows them; what a kind of page adds comes where the gap is.
_FIRST = ("title", "slug", "language", "category")
_LAST = (
    *("summary", "key_points", "image", "image_alt", "image_caption", "body", "faq", "sources"),
    *("contributors", "funding", "banner_place"),
)
_LINES = {"key_points"}  # plain text of which each line is a row
_QUIET = {"slug"}  # in rows: readers don't see it, so it is only shown when it changes
_RELATIONS = {"faq": "questions", "contributors": "contributions"}  # others are called like their part
_ALIKE_MIN = 0.3


@dataclass(frozen=True, slots=True)
class PartDifference:
    """`html` is the part as it reads now, with <ins> and <del>; `words` counts those that differ."""

    name: str
    label: str | Promise
    html: SafeString
    words: int

    @property
    def is_changed(self) -> bool:
        return self.words > 0


@dataclass(frozen=True, slots=True)
class Comparison:
    parts: list[PartDifference]

    @property
    def changed(self) -> list[PartDifference]:
        return [part for part in self.parts if part.is_changed]

    @property
    def changed_words(self) -> int:
        """Words that came or went; one that replaces another counts once. 0 only if nothing differs."""
        return sum(part.words for part in self.parts)


Difference = tuple[str, int]  # markup, and the number of words that differ
Row = dict[str, str]


def compare(old: Revision | None, new: Revision) -> Comparison:
    """What differs between two revisions, saved or not; without an old one everything is new.

    Costs a query for each category and image that isn't loaded yet.
    """
    effort = Effort()
    parts = [*_columns(old, new, effort), *_lists(old, new, effort)]
    return Comparison(sorted(parts, key=lambda part: _place(part.name)))


def _place(name: str) -> int:
    if name in _FIRST:
        return _FIRST.index(name)
    return len(_FIRST) + (1 + _LAST.index(name) if name in _LAST else 0)


def _part(name: str, label: str | Promise, difference: Difference) -> PartDifference:
    html, words = difference
    return PartDifference(name, label, mark_safe(html), words)  # noqa: S308  (each piece is escaped)


# ---- Columns -----------------------------------------------------------------------------------------


def _columns(old: Revision | None, new: Revision, effort: Effort) -> Iterator[PartDifference]:
    """Each column that editors fill in, in the order of the model."""
    names = new.frozen_columns()
    page: Any = new._meta.get_field("page").related_model
    fields = [field for field in page._meta.concrete_fields if field.attname in names and field.editable]
    for field in fields:
        yield _part(field.name, field.verbose_name, _column(field, old, new, effort))


def _column(field: Any, old: Revision | None, new: Revision, effort: Effort) -> Difference:
    if isinstance(field, RichTextField):
        return _rich(field, old, new, effort)
    before, after = _shown(field, old), _shown(field, new)
    if field.name in _LINES:
        return _rows([{"": line} for line in _lines(before)], [{"": line} for line in _lines(after)], effort)
    tokens = text_tokens(before), text_tokens(after)
    if field.is_relation and old is not None and getattr(old, field.attname) != getattr(new, field.attname):
        return _replaced(*tokens, effort)
    return marked(*tokens, effort)


def _replaced(old: list[Token], new: list[Token], effort: Effort) -> Difference:
    """Another one, be its name the same."""
    (before, gone), (after, come) = marked(old, [], effort), marked([], new, effort)
    return before + (" " if before and after else "") + after, max(1, gone, come)


def _rich(field: Any, old: Revision | None, new: Revision, effort: Effort) -> Difference:
    before, after = (getattr(old, field.attname) if old is not None else "", getattr(new, field.attname))
    languages = (old.language if old is not None else new.language, new.language)
    html, words = marked_blocks(before, after, languages=languages, effort=effort)
    pieces = markup.cut(html)
    say_how_urgent(pieces, get_language() or new.language)
    return "".join(pieces), words


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _shown(field: Any, revision: Revision | None) -> str:
    """The value as editors know it: the name of a category, the label of a choice."""
    if revision is None:
        return ""
    value = getattr(revision, field.name)
    return field.shown(value) if hasattr(field, "shown") else _as_text(value, field.flatchoices)


def _as_text(value: Any, choices: Iterable[tuple[Any, Any]] = ()) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime.date):
        return date_format(value)
    return str(dict(choices).get(value, value))


# ---- Rows --------------------------------------------------------------------------------------------


def _lists(old: Revision | None, new: Revision, effort: Effort) -> Iterator[PartDifference]:
    """Each column that holds rows frozen from parts of the page."""
    for column in new.frozen_lists():
        name = column.removesuffix("_rows")
        name = name if name == column else f"{name}s"
        model = _model_of_rows(new, name)
        rows = [_as_row(row, model) for row in getattr(new, column)]
        old_rows = [_as_row(row, model) for row in getattr(old, column)] if old is not None else []
        label = model._meta.verbose_name_plural if model else capfirst(name.replace("_", " "))
        yield _part(name, label or name, _rows(old_rows, rows, effort))


def _model_of_rows(revision: Revision, name: str) -> type[models.Model] | None:
    """The part of the page from which these rows were frozen, if it can be told."""
    page: Any = revision._meta.get_field("page").related_model
    try:
        found: type[models.Model] = page._meta.get_field(_RELATIONS.get(name, name)).related_model
    except FieldDoesNotExist:
        return None
    return found


def _as_row(row: dict[str, Any], model: type[models.Model] | None) -> Row:
    return {key: _as_text(value, _choices(model, key)) for key, value in row.items()}


def _choices(model: type[models.Model] | None, key: str) -> Iterable[tuple[Any, Any]]:
    try:
        field: Any = model._meta.get_field(key) if model else None
    except FieldDoesNotExist:
        return ()
    return getattr(field, "flatchoices", ())


def _rows(old: list[Row], new: list[Row], effort: Effort) -> Difference:
    """A list of the rows; each has a paragraph for each of its values unless it has but one."""
    items, total = [], 0
    for before, after in paired(old, new, _key, _resemblance, effort):
        html, words = _row(before or {}, after or {}, effort)
        items.append(f"<li>{html}</li>")
        total += words
    return f"<ul>{''.join(items)}</ul>" if items else "", total


def _row(old: Row, new: Row, effort: Effort) -> Difference:
    both = dict.fromkeys([*new, *old])
    keys = [key for key in both if key not in _QUIET or (old and new and old.get(key) != new.get(key))]
    parts = [marked(text_tokens(old.get(key, "")), text_tokens(new.get(key, "")), effort) for key in keys]
    shown = [html for html, _ in parts if html]
    html = "".join(f"<p>{html}</p>" for html in shown) if len(keys) > 1 else "".join(shown)
    return html, sum(words for _, words in parts)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(token.key[0] for token in text_tokens(text) if token.words)  # type: ignore[index]


def _key(row: Row) -> Hashable:
    """Alike for rows frozen before a column was added and after."""
    return tuple(
        (key, tuple(token.key for token in text_tokens(value))) for key, value in row.items() if value
    )


def _resemblance(old: Row, new: Row) -> float:
    """Of two rows; those that begin alike, such as two answers to one question, belong together."""
    firsts = next(iter(old.values()), ""), next(iter(new.values()), "")
    alike = max(
        dice(*map(_words_of, firsts)), dice(*(_words_of(" ".join(row.values())) for row in (old, new)))
    )
    return alike if alike >= _ALIKE_MIN else 0.0
