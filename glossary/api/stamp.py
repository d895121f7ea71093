"""By what a program finds out that nothing has changed: one query, whatever it asks for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, F, Max, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime

from glossary.api.limits import STILL_SECONDS
from glossary.exporting.skos import licence
from glossary.models import Relation, TermRevision
from portal.editorial.models import Category, SiteSettings
from portal.editorial.site import absolute

SHAPE = 1  # counts changes of what the answers look like
COLUMNS = ("what", "one", "two", "three")

Row = tuple[str, str | None, str | None, str | None]


@dataclass(frozen=True)
class Stamp:
    """Of all that answers are made of: terms, their relations, and the names of categories and site."""

    rows: tuple[Row, ...]
    now: datetime
    host: str

    @classmethod
    def read(cls, request: HttpRequest) -> Stamp:
        now = timezone.now()
        rows = _rows(now)
        return cls(tuple(sorted(rows, key=str)), now, f"{request.scheme}://{request.get_host()}")

    def etag(self, request: HttpRequest) -> str:
        said = repr((SHAPE, self.rows, absolute("", host=self.host), licence(), request.get_full_path()))
        return f'W/"{hashlib.blake2b(said.encode(), digest_size=16).hexdigest()}"'

    @cached_property
    def changed_at(self) -> datetime | None:
        """When a term was last published, signed or withdrawn; None when there is none, or just now."""
        moments = [
            _moment(row[place]) for row in self.rows if row[0] in {"live", "ended"} for place in (2, 3)
        ]
        latest = max((moment for moment in moments if moment), default=None)
        is_still = latest is not None and latest < self.now - timedelta(seconds=STILL_SECONDS)
        return latest if is_still else None

    def unchanged(self, request: HttpRequest) -> HttpResponseBase | None:
        """The answer to somebody who has this already, or None."""
        seconds = int(self.changed_at.timestamp()) if self.changed_at else None
        response = get_conditional_response(request, etag=self.etag(request), last_modified=seconds)
        if response is not None:
            response["ETag"] = self.etag(request)
        return response

    @cached_property
    def categories(self) -> set[str]:
        """Addresses of the categories of all languages."""
        return {str(slug) for what, slug, _language, _name in self.rows if what == "category"}

    def site_name(self, language: str) -> str:
        """As set, or ""."""
        rows = (name for what, code, name, _none in self.rows if what == "site" and code == language)
        return next(rows, None) or ""


def _rows(now: datetime) -> QuerySet[Any, Any]:
    live = _counted(TermRevision.objects.live(now), "live", Max("public_from"), Max("signed_at"))
    over = TermRevision.objects.filter(public_until__lte=now)
    ended = _counted(over, "ended", Max("public_until"), Max("public_until"))
    relations = _counted(Relation.objects.all(), "relations", Max("pk"), Max("pk"))
    categories = _told(Category.objects.all(), "category", "slug", "language", "name")
    sites = _told(SiteSettings.objects.all(), "site", "language", "site_name", "site_name")
    return live.union(ended, relations, categories, sites, all=True)


def _counted(rows: QuerySet[Any], what: str, one: Max, other: Max) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(what=Value(what, CharField())).values("what")
    counted = named.annotate(one=_text(Count("pk")), two=_text(one), three=_text(other))
    found: QuerySet[Any, Any] = counted.values_list(*COLUMNS)
    return found


def _told(rows: QuerySet[Any], what: str, *columns: str) -> QuerySet[Any, Any]:
    texts = {name: _text(F(column)) for name, column in zip(COLUMNS[1:], columns, strict=True)}
    named = rows.order_by().annotate(what=Value(what, CharField()), **texts)
    found: QuerySet[Any, Any] = named.values_list(*COLUMNS)
    return found


def _text(value: Any) -> Cast:
    return Cast(value, TextField())


def _moment(text: str | None) -> datetime | None:
    moment = parse_datetime(text) if text else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
