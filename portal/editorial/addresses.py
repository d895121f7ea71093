"""Addresses in a text that lead to this portal itself, and the pages at which they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

if TYPE_CHECKING:
    from portal.editorial.models import Page

Key = tuple[str, int]  # the name of a model, and a primary key


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """Where a path of the portal leads; `view_name` is "" when it leads nowhere."""

    language: str
    view_name: str
    slug: str  # of the page, as written; "" for a view without one
    fragment: str
    has_query: bool
    is_for_readers: bool


def own_address(href: str) -> OwnAddress | None:
    """What the address says, if it is a path or absolute with a host of ours; None for any other."""
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        return None
    if not (
        href.startswith("/") if host is None else parts.scheme in {"http", "https"} and host in own_hosts()
    ):
        return None
    path = unquote(parts.path) or "/"
    language = translation.get_language_from_path(path) or ""
    match = _resolved(path, language)
    return OwnAddress(
        language=language,
        view_name=match.view_name if match else "",
        slug=str(match.kwargs.get("slug", "")) if match else "",
        fragment=parts.fragment,
        has_query=bool(parts.query),
        is_for_readers=_is_fixed(path) or (match is not None and "admin" not in match.app_names),
    )


def own_hosts() -> set[str]:
    """The names under which the portal is reached; a pattern for many hosts is not one of them."""
    names = {name.strip("[]").lower() for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))}
    public = urlsplit(settings.PUBLIC_URL).hostname if settings.PUBLIC_URL else None
    return names | ({public} if public else set())


def _resolved(path: str, language: str) -> ResolverMatch | None:
    """What answers at that path, or would after the slash that Django appends."""
    with translation.override(language or settings.LANGUAGE_CODE):
        for candidate in (path, f"{path}/"):
            try:
                return resolve(candidate)
            except Resolver404:
                continue
    return None


def _is_fixed(path: str) -> bool:
    """The root, which redirects to a language, and files that no view answers for."""
    return path == "/" or path.startswith(settings.STATIC_URL)


def pages_at(addresses: Iterable[OwnAddress], models: Mapping[str, type[Page]]) -> dict[OwnAddress, Key]:
    """The live pages that these addresses lead to, at once or by a redirect from an old address.

    `models` are the kinds of page by name. Costs two queries for each kind that is led to.
    """
    wanted = [address for address in addresses if address.view_name and address.slug]
    found: dict[OwnAddress, Key] = {}
    for kind, model in models.items() if wanted else ():
        here = [address for address in wanted if address.view_name == model.revision_model().url_name]
        if here:
            keys = _keys_at(model, {(address.language, address.slug.lower()) for address in here})
            found |= {
                address: (kind, pk)
                for address in here
                if (pk := keys((address.language, address.slug.lower())))
            }
    return found


def _keys_at(model: type[Page], places: set[tuple[str, str]]) -> Callable[[tuple[str, str]], int | None]:
    """Tells the live page at a language and slug; where several were at one, as find_live() does."""
    revisions: Any = model.revision_model().objects
    past = revisions.once_public().filter(slug__in={slug for _, slug in places})
    rows = list(past.order_by("public_from", "pk").values_list("language", "slug", "page_id"))
    live = revisions.live().filter(page__in={pk for *_, pk in rows})
    now = {pk: (language, slug) for pk, language, slug in live.values_list("page_id", "language", "slug")}
    newest = {(language, slug): pk for language, slug, pk in rows}
    present = {place: pk for pk, place in now.items()}

    def key_at(place: tuple[str, str]) -> int | None:
        pk = present.get(place) or newest.get(place)
        return pk if pk in now else None

    return key_at
