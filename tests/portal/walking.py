"""Every public address of the portal, from its URL configuration, and what a reader is answered there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus, urlencode

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation

from comments.models import Comment, Discussion, ModeratorChoice, Subscription
from portal.editorial.look import Look, digest
from portal.editorial.models import AboutKey, Category, Contributor, Image
from portal.editorial.site import about_slug
from tests.editorial.workflow import KINDS
from tests.portal.markers import COMMON

STAFF = "admin"  # whoever is not signed in is sent to the door
QUERIES_OF_A_LIST = [{}, {"page": 2}, {"page": 3}]


@dataclass
class Walk:
    """What there is to ask for: by language, queries for the search and beginnings of names for the

    suggestions; and the tokens of private links that do not hold.
    """

    searches: dict[str, list[str]] = field(default_factory=dict)
    beginnings: dict[str, list[str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)

    def addresses(self) -> Iterator[str]:
        """Raises KeyError for a pattern that has no example below: give it one."""
        names = list(names_of_patterns())
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found = [address for name in names for address in EXAMPLES[name](name, self)]
            yield from found


def names_of_patterns(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """Of each pattern but those of the administration; for one without a name, its route."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield f"{prefix}{one.name or one.pattern}"
        elif one.namespace != STAFF:
            yield from names_of_patterns(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)


def answer_at(client: Client, address: str) -> str:
    """All a reader gets: status, headers, content; without what only repeats the address asked for."""
    response: Any = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    text = f"{response.status_code}\n{headers}\n{content.decode(errors='replace')}"
    path = address.partition("?")[0]
    return text.replace(path, "") if len(path) > len("/fr/") else text


Example = Callable[[str, Walk], Iterable[str]]


def plain(name: str, walk: Walk) -> Iterator[str]:
    yield reverse(name)


def listed(*queries: Callable[[], Iterable[dict[str, Any]]]) -> Example:
    def example(name: str, walk: Walk) -> Iterator[str]:
        for query in [*QUERIES_OF_A_LIST, *(one for more in queries for one in more())]:
            yield f"{reverse(name)}?{urlencode(query)}"

    return example


def mapped(name: str, walk: Walk) -> Iterator[str]:
    yield from (reverse(name), f"{reverse(name)}?p=2")


def categories() -> Iterator[dict[str, Any]]:
    """Those of public pages. Another one shows its name at its own address, to whoever guesses that."""
    language = translation.get_language()
    for slug in Category.objects.filter(language=language).values_list("slug", flat=True):
        if any(kind.revision_model().objects.live().filter(category__slug=slug).exists() for kind in KINDS):
            yield from ({"category": slug}, {"category": slug, "letter": "Z"})


def letters() -> Iterator[dict[str, Any]]:
    yield from ({"letter": letter} for letter in "AMZ#")


def pages(name: str, walk: Walk) -> Iterator[str]:
    """Whatever address a page of any state ever had or is to have, under any kind and language."""
    yield from (reverse(name, args=[slug]) for slug in slugs_of(KINDS))


def slugs_of(kinds: Iterable[Any]) -> list[str]:
    slugs = set()
    for kind in kinds:
        slugs |= {*kind.objects.values_list("slug", flat=True)}
        slugs |= {*kind.revision_model().objects.values_list("slug", flat=True)}
    return sorted(slugs)


def searched(name: str, walk: Walk) -> Iterator[str]:
    address, language = reverse(name), translation.get_language() or ""
    other = next(code for code, _name in settings.LANGUAGES if code != language)
    for more in ({}, {"page": 2}, {"page": 3}, {"kind": "term"}, {"kind": "article"}, {"language": other}):
        yield f"{address}?{urlencode({'q': COMMON} | more)}"
    yield from (f"{address}?{urlencode({'q': words})}" for words in walk.searches[language])


def suggested(name: str, walk: Walk) -> Iterator[str]:
    words = [COMMON, *walk.beginnings[translation.get_language() or ""]]
    yield from (f"{reverse(name)}?{urlencode({'q': word})}" for word in words)


def receipts(name: str, walk: Walk) -> Iterator[str]:
    yield from (reverse(name, args=[token]) for token in Comment.objects.values_list("token", flat=True))


def followed(name: str, walk: Walk) -> Iterator[str]:
    tokens = Subscription.objects.values_list("token", flat=True)
    yield from (reverse(name, args=[token]) for token in ["nothing", *tokens])


def chosen(name: str, walk: Walk) -> Iterator[str]:
    tokens = ModeratorChoice.objects.values_list("token", flat=True)
    yield from (reverse(name, args=[token]) for token in ["nothing", *tokens])


def numbered(name: str, walk: Walk) -> Iterator[str]:
    numbers = [*Comment.objects.values_list("pk", flat=True), 10**9]
    yield from (reverse(name, args=[number]) for number in numbers)


def discussions(name: str, walk: Walk) -> Iterator[str]:
    """By the numbers of all discussions, whatever the state and language of their pages."""
    numbers = [*Discussion.objects.values_list("pk", flat=True), 10**9]
    yield from (reverse(name, args=[number]) for number in numbers)


def previews(name: str, walk: Walk) -> Iterator[str]:
    yield from (reverse(name, args=[token]) for token in ["nothing", *walk.tokens])


def people(name: str, walk: Walk) -> Iterator[str]:
    yield from (reverse(name, args=[slug]) for slug in Contributor.objects.values_list("slug", flat=True))


def about_texts(name: str, walk: Walk) -> Iterator[str]:
    language = translation.get_language() or ""
    yield from (reverse(name, args=[about_slug(language, key)]) for key in AboutKey)


def files(name: str, walk: Walk) -> Iterator[str]:
    yield from (reverse(name, args=[image.name]) for image in Image.objects.all()[:5])
    yield reverse(name, args=["images/"])


def api_terms(name: str, walk: Walk) -> Iterator[str]:
    """Of all and of each language, found by words, and what changed in the last weeks."""
    since = (timezone.now() - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    language = translation.get_language() or ""
    words = [COMMON, *walk.beginnings[language]]
    for query in [{}, {"language": language}, *({"q": word} for word in words)]:
        yield f"{reverse(name)}?{urlencode(query)}"
    for page in ("1", "2"):
        yield f"{reverse(name)}?{urlencode({'since': since, 'page': page})}"


def api_term(name: str, walk: Walk) -> Iterator[str]:
    yield from (reverse(name, args=[translation.get_language(), slug]) for slug in slugs_of(KINDS))


def nothing(name: str, walk: Walk) -> Iterator[str]:
    yield f"{reverse('api:terms')}nowhere/"


def api_suggestions(name: str, walk: Walk) -> Iterator[str]:
    language = translation.get_language() or ""
    for word in [COMMON, *walk.beginnings[language]]:
        yield f"{reverse(name)}?{urlencode({'q': word, 'language': language})}"


# By the name of the pattern: addresses to ask for, in the language that is active.
def looks(name: str, walk: Walk) -> Iterator[str]:
    look = Look(main="#1f4e8c")
    yield from (reverse(name, args=[look.code, digest(look)]), reverse(name, args=["0-0-0-0-system", "old"]))


EXAMPLES: dict[str, Example] = {
    "live": plain,
    "ready": plain,
    "robots": plain,
    "opensearch": plain,
    "security": plain,
    "favicon": plain,
    "look": looks,
    "media": files,
    "sitemap": mapped,
    "home": plain,
    "articles:list": listed(categories),
    "articles:feed": plain,
    "articles:detail": pages,
    "glossary:index": listed(categories, letters),
    "glossary:detail": pages,
    "comments:latest": listed(),
    "comments:feed": plain,
    "comments:site-news": plain,
    "comments:discussion-feed": discussions,
    "comments:news": discussions,
    "comments:receipt": receipts,
    "comments:withdraw": receipts,
    "comments:report": numbered,
    "comments:permalink": numbered,
    "comments:follow": followed,
    "comments:following": followed,
    "comments:unfollow": followed,
    "comments:moderator_mail": chosen,
    "search": searched,
    "suggestions": suggested,
    "about:contributor": people,
    "about:page": about_texts,
    "preview": previews,
    "api:terms": api_terms,
    "api:term": api_term,
    "api:suggest": api_suggestions,
    "api:description": plain,
    "api:nothing": nothing,
}


def asked_for(address: str) -> str:
    """What the address itself says, which an answer may repeat."""
    return unquote_plus(address).casefold()
