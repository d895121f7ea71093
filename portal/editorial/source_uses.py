"""The web addresses outside the portal that live pages name, each with the pages and places that name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urldefrag

from django.urls import reverse

from portal.editorial import pieces as markup
from portal.editorial.addresses import own_address
from portal.editorial.anchors import anchors_of
from portal.editorial.links import page_models
from portal.editorial.models.parts import FrozenSource

DOI = "https://doi.org/"
_DOI_PREFIXES = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:")


@dataclass(frozen=True, slots=True)
class NamingPage:
    kind: str
    title: str
    language: str
    edit_url: str

    def __str__(self) -> str:
        return f"{self.title} ({self.kind}, {self.language})"


@dataclass(frozen=True, slots=True)
class SourceUse:
    page: NamingPage
    words: str  # the title of a source, or what readers click on


Uses = dict[str, list[SourceUse]]


def uses_of_sources() -> Uses:
    """By address, without fragment. Costs a query for each kind of page, over all live texts."""
    uses: Uses = {}
    for model in page_models().values():
        meta = model._meta
        columns = ("page_id", "title", "language", "source_rows", "body")
        live = model.revision_model().objects.live().order_by("language", "sort_key", "pk")
        for pk, title, language, rows, body in live.values_list(*columns).iterator():
            edit_url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk])
            page = NamingPage(str(meta.verbose_name), title, language, edit_url)
            for url, words in _named(rows, body):
                use = SourceUse(page, words)
                if use not in uses.setdefault(url, []):
                    uses[url].append(use)
    return uses


def _named(rows: list[FrozenSource], body: str) -> Iterator[tuple[str, str]]:
    for row in rows:
        for url in (row["url"], doi_url(row["doi"])):
            if _is_outside(url):
                yield urldefrag(url).url, row["title"]
    for anchor in anchors_of(markup.cut(body)) if "<a " in body else ():
        if _is_outside(anchor.href):
            yield urldefrag(anchor.href).url, anchor.text


def doi_url(doi: str) -> str:
    """The address of a DOI, which may be written with its address or with "doi:" before it; "" for none."""
    bare = doi.strip()
    for prefix in _DOI_PREFIXES:
        if bare.lower().startswith(prefix):
            bare = bare[len(prefix) :].strip()
    return DOI + quote(bare, safe="/:;()") if bare else ""


def _is_outside(url: str) -> bool:
    return url.lower().startswith(("http://", "https://")) and own_address(url) is None
