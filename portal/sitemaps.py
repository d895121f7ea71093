"""What search engines are told of: live pages with their translations, one file while there are few of them.

Made by hand: Django's own takes six times as long for 5,000 terms, and of translations it knows only those
that are one and the same row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.html import escape

from articles.models import ArticleRevision
from glossary.models import TermRevision
from portal.editorial.languages import default_language, reverse_in
from portal.editorial.models import AboutKey, Revision
from portal.editorial.querysets import RevisionQuerySet
from portal.editorial.site import about_url

PER_FILE = 10_000  # addresses; the standard allows 50,000, in 50 MB
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
KINDS: tuple[type[Revision], ...] = (ArticleRevision, TermRevision)
PLACES = ("home", "articles:list", "glossary:index", "comments:latest")


@dataclass(frozen=True)
class Entry:
    """One address; `paths` are those of the same page by language, its own included."""

    path: str
    paths: dict[str, str]
    changed: datetime | None = None


@dataclass(frozen=True)
class File:
    """So many live pages of one kind, from the one at `start`; without a kind, the site's own pages."""

    size: int
    model: type[Revision] | None = None
    start: int = 0


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def files() -> list[File]:
    """All there is to tell of, cut into files; costs a query for each kind of page."""
    counts = [(model, _live(model).count()) for model in KINDS]
    return [File(len(_site_entries()))] + [
        File(min(PER_FILE, count - start), model, start)
        for model, count in counts
        for start in range(0, count, PER_FILE)
    ]


def entries(file: File) -> Iterable[Entry]:
    return _page_entries(file, file.model) if file.model else _site_entries()


def _site_entries() -> list[Entry]:
    groups = [{code: reverse_in(code, name) for code in languages()} for name in PLACES]
    groups += [{code: about_url(code, key) for code in languages()} for key in AboutKey]
    return [Entry(path, paths) for paths in groups for path in paths.values()]


def _page_entries(file: File, model: type[Revision]) -> Iterator[Entry]:
    """Costs a query. Pages that translate one another stand together, and may be parted by a cut."""
    margin = len(languages()) - 1
    start, end = max(0, file.start - margin), file.start + file.size
    rows = _live(model).order_by("page__translation_key", "language")
    columns = rows.values_list("page__translation_key", "language", "slug", "public_from")
    around = {code: _around_slug(model, code) for code in languages()}
    numbered = enumerate(columns[start : end + margin], start)
    for _key, group in groupby(numbered, key=lambda pair: pair[1][0]):
        found = [(number, language, slug, changed) for number, (_, language, slug, changed) in group]
        paths = {code: quote(slug).join(around[code]) for _, code, slug, _ in found}
        for number, code, _slug, changed in found:
            if file.start <= number < end:
                yield Entry(paths[code], paths, changed)


def _live(model: type[Revision]) -> RevisionQuerySet[Any]:
    return model.objects.live().filter(language__in=languages())


def _around_slug(model: type[Revision], language: str) -> tuple[str, str]:
    """The address of a page of that kind before and after its slug: to resolve each takes too long."""
    before, _slug, after = reverse_in(language, model.url_name, "0").rpartition("0")
    return before, after


def as_urlset(found: Iterable[Entry], origin: str) -> str:
    body = "".join(_url(entry, origin) for entry in found)
    return _document("urlset", f' xmlns:xhtml="http://www.w3.org/1999/xhtml">{body}')


def as_index(addresses: Iterable[str]) -> str:
    body = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return _document("sitemapindex", f">{body}")


def _document(name: str, rest: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{NAMESPACE}"{rest}</{name}>\n'


def _url(entry: Entry, origin: str) -> str:
    changed = f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>" if entry.changed else ""
    links = "".join(_link(code, origin + path) for code, path in _alternates(entry.paths))
    return f"<url><loc>{escape(origin + entry.path)}</loc>{changed}{links}</url>\n"


def _alternates(paths: dict[str, str]) -> Iterator[tuple[str, str]]:
    """As in the head of the page itself, see _alternates.html."""
    yield from paths.items()
    if default := paths.get(default_language()):
        yield "x-default", default


def _link(code: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}"/>'
