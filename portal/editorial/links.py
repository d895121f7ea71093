"""Links from text to pages of the portal, stored by identity so that a renamed page stays linked.

In a stored body such a link is `<a href="page:article-12">`: the name of the model and the key. What
readers get holds the page's present address instead; see resolve_links().
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.editorial import pieces as markup
from portal.editorial.addresses import Key, OwnAddress, own_address, pages_at
from portal.editorial.anchors import HREF, Anchor, anchors_of, end_of, set_href
from portal.editorial.cleaning import PAGE_LINK

if TYPE_CHECKING:
    from portal.editorial.models import Page

MARK = ' href="page:'


class Problem(models.TextChoices):
    MISSING = "missing", _("There is no such page.")
    NOT_PUBLIC = "not-public", _("This page is not public.")
    LANGUAGE = "language", _("This page is in another language.")
    NOWHERE = "nowhere", _("This address leads to no public page.")
    WORDLESS = "wordless", _("This link has neither words nor an image.")


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link by identity; `text` is what readers click on."""

    kind: str
    pk: int
    fragment: str
    text: str

    @property
    def key(self) -> Key:
        return self.kind, self.pk


@dataclass(frozen=True, slots=True)
class BrokenLink:
    text: str
    target: str  # the title of a page that exists, else what stands in href
    problem: Problem

    @property
    def reason(self) -> str:
        return str(self.problem.label)


@dataclass(frozen=True, slots=True)
class LinkedFrom:
    """A text with a link to a page: in its working copy, in what is or will be public, or in both."""

    holder: models.Model
    in_copy: bool
    in_public: bool

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def kind(self) -> str:
        return str(self.holder._meta.verbose_name)

    @property
    def state(self) -> Any:
        """A PageState, or None for a text that has no drafts."""
        return getattr(self.holder, "state", None)

    @property
    def edit_url(self) -> str:
        meta = self.holder._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.holder.pk])


@dataclass(frozen=True, slots=True)
class _Judge:
    """What is known of the links of one text: `own` and `keys` by what stands in href."""

    language: str
    own: dict[str, OwnAddress]
    keys: dict[str, Key]
    targets: dict[Key, Any]  # pages with their states
    itself: str  # an identity, or ""

    def verdict(self, anchor: Anchor) -> BrokenLink | None:
        if not anchor.text and not anchor.has_image:
            return BrokenLink("", anchor.href, Problem.WORDLESS)
        if key := self.keys.get(anchor.href):
            return self._of_page(anchor, key)
        address = self.own.get(anchor.href)
        if address is None or _is_no_page(address):
            return None
        return BrokenLink(anchor.text, anchor.href, Problem.NOWHERE)

    def _of_page(self, anchor: Anchor, key: Key) -> BrokenLink | None:
        target = self.targets.get(key)
        if target is None:
            return BrokenLink(anchor.text, anchor.href, Problem.MISSING)
        if identity_of(target) == self.itself:
            return None
        if target.live_version is None and not target.is_scheduled:
            return BrokenLink(anchor.text, target.title, Problem.NOT_PUBLIC)
        if target.language != self.language:
            return BrokenLink(anchor.text, target.title, Problem.LANGUAGE)
        return None


def page_models() -> dict[str, type[Page]]:
    """Every kind of page there is, by the name of its model."""
    from portal.editorial.models import Page

    found = {model._meta.model_name or "": model for model in apps.get_models() if issubclass(model, Page)}
    return dict(sorted(found.items()))


def identity_of(page: models.Model) -> str:
    return f"page:{page._meta.model_name}-{page.pk}"


def linked(html: str) -> list[PageLink]:
    """The links by identity in what clean() has returned, in their order; the pages may be gone."""
    anchors = anchors_of(markup.cut(html)) if MARK in html else ()
    return [link for anchor in anchors if (link := _page_link(anchor))]


def resolve_links(html: str, *, moment: datetime | None = None, known: Mapping[Key, str | None] = {}) -> str:
    """The html with the addresses that linked pages have at that moment, by default now.

    A link to a page that is not live becomes plain text. Costs a query for each kind of page linked,
    besides those whose address, or None, is known.
    """
    if MARK not in html:
        return html
    pieces = markup.cut(html)
    anchors = [anchor for anchor in anchors_of(pieces) if anchor.href.startswith("page:")]
    links = [_page_link(anchor) for anchor in anchors]
    unknown = {link.key for link in links if link and link.key not in known}
    addresses = {**known, **_live_addresses(unknown, moment)}
    for anchor, link in zip(anchors, links, strict=True):
        address = addresses.get(link.key) if link else None
        if link is None or address is None:
            pieces[anchor.index] = pieces[end_of(pieces, anchor.index)] = ""
        else:
            set_href(pieces, anchor, f"{address}#{link.fragment}" if link.fragment else address)
    return "".join(pieces)


def identify(html: str) -> str:
    """What clean() has returned, with identities in the place of addresses of our own live pages.

    An old address of a page is one of them; one with a query is not. Costs up to two queries for each
    kind of page that such an address leads to.
    """
    if HREF not in html:
        return html
    pieces = markup.cut(html)
    own = [(anchor, address) for anchor in anchors_of(pieces) if (address := own_address(anchor.href))]
    keys = pages_at((address for _, address in own), page_models())
    for anchor, address in own:
        identity = _identity_at(address, keys)
        if identity:
            set_href(pieces, anchor, identity)
    return "".join(pieces)


def identity_at(href: str) -> str | None:
    """The identity, with the fragment, of the live page at that address; None if there is none."""
    address = own_address(href)
    return _identity_at(address, pages_at([address], page_models())) if address else None


def broken_links(html: str, language: str, *, page: models.Model | None = None) -> list[BrokenLink]:
    """What must not be published in a text of that language, in the order of the text.

    `page` is the one that holds the text: it may link to itself before it is public. Costs a query for
    each kind of page linked by identity, and two more for each kind linked by address.
    """
    anchors = list(anchors_of(markup.cut(html))) if HREF in html else []
    own = {anchor.href: address for anchor in anchors if (address := own_address(anchor.href))}
    pages = pages_at(own.values(), page_models())
    keys = {href: key for href, address in own.items() if (key := pages.get(address))}
    keys |= {anchor.href: link.key for anchor in anchors if (link := _page_link(anchor))}
    judge = _Judge(language, own, keys, _targets(set(keys.values())), identity_of(page) if page else "")
    return [found for anchor in anchors if (found := judge.verdict(anchor))]


def where_linked(page: Page) -> list[LinkedFrom]:
    """The texts that link to the page, by kind and title, itself left out; earlier versions don't count.

    Costs at most three queries for each kind of page, states included, and one for the texts about the site.
    """
    from portal.editorial.models import AboutPage

    found: list[LinkedFrom] = []
    for model in page_models().values():
        copies = set(_holding(model._default_manager.all(), page).values_list("pk", flat=True))
        revisions = model.revision_model()._default_manager.all()
        coming = Q(public_until__isnull=True) | Q(public_until__gt=timezone.now())
        public = _holding(revisions, page).filter(coming, public_from__isnull=False)
        publics = set(public.values_list("page_id", flat=True))
        others = model.objects.with_state().filter(pk__in=copies | publics).order_by("sort_key", "pk")
        found += [LinkedFrom(one, one.pk in copies, one.pk in publics) for one in others if one != page]
    about = _holding(AboutPage.objects.order_by("language", "key"), page)
    return [*found, *(LinkedFrom(text, True, True) for text in about)]


def _holding(rows: models.QuerySet[Any], page: models.Model) -> models.QuerySet[Any]:
    link = f'href="{identity_of(page)}'
    return rows.filter(Q(body__contains=f'{link}"') | Q(body__contains=f"{link}#"))


def _page_link(anchor: Anchor) -> PageLink | None:
    match = PAGE_LINK.fullmatch(anchor.href)
    if match is None:
        return None
    return PageLink(match["kind"], int(match["pk"]), match["fragment"] or "", anchor.text)


def _by_kind(keys: Iterable[Key]) -> Iterator[tuple[str, type[Page], set[int]]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, pk in keys:
        wanted[kind].add(pk)
    return ((kind, model, wanted[kind]) for kind, model in page_models().items() if kind in wanted)


def _live_addresses(keys: Iterable[Key], moment: datetime | None) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for kind, model, pks in _by_kind(keys):
        revisions = model.revision_model()
        rows: Any = revisions.objects.live(moment).filter(**{"page__in": pks})
        for pk, language, slug in rows.values_list("page_id", "language", "slug"):
            found[kind, pk] = revisions(language=language, slug=slug).get_absolute_url()
    return found


def _targets(keys: Iterable[Key]) -> dict[Key, Any]:
    """The pages with these keys that exist, with their states."""
    return {
        (kind, page.pk): page
        for kind, model, pks in _by_kind(keys)
        for page in model.objects.with_state().filter(pk__in=pks)
    }


def _identity_at(address: OwnAddress, keys: dict[OwnAddress, Key]) -> str | None:
    key = keys.get(address)
    if key is None or address.has_query:
        return None
    identity = f"page:{key[0]}-{key[1]}" + (f"#{address.fragment}" if address.fragment else "")
    return identity if PAGE_LINK.fullmatch(identity) else None


def _is_no_page(address: OwnAddress) -> bool:
    """Whether it leads readers to something else, such as a list."""
    views = {model.revision_model().url_name for model in page_models().values()}
    return address.is_for_readers and address.view_name not in views
