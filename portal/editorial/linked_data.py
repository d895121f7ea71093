"""What a page tells machines of itself, in the words of schema.org: plain dicts made of a revision.

Only what readers see on the page as well, and never what somebody wrote in a discussion.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.editorial.languages import reverse_in
from portal.editorial.models import ContributionRole, Image, Revision
from portal.editorial.models.parts import FrozenSource
from portal.editorial.site import Site

Node = dict[str, Any]

# A script element ends at the first "</script", and "<!--" changes how its end is found.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
# In which way a person took part; illustrator is no such property, but of books.
_PROPERTIES = {
    ContributionRole.AUTHOR: "author",
    ContributionRole.EDITOR: "editor",
    ContributionRole.TRANSLATOR: "translator",
    ContributionRole.ILLUSTRATOR: "contributor",
}


@dataclass(frozen=True)
class Place:
    """Where a page stands: `url` is its canonical address, `origin` what every address begins with."""

    origin: str
    url: str
    language: str
    site: Site

    def full(self, path: str) -> str:
        return f"{self.origin}{path}"

    @property
    def home(self) -> str:
        return self.full(reverse_in(self.language, "home"))


Describe = Callable[[Place], list[Node]]


def as_script(nodes: Iterable[Node]) -> SafeString:
    """The element of a page that holds them; nothing in it can end it or be taken for markup."""
    document = {"@context": "https://schema.org", "@graph": [_filled(node) for node in nodes]}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped just above)


def _filled(value: Any) -> Any:
    """Without what is empty, at every depth."""
    if isinstance(value, dict):
        found = {name: _filled(one) for name, one in value.items()}
        return {name: one for name, one in found.items() if one not in ("", None, [], {})}
    if isinstance(value, (list, tuple)):
        return [_filled(one) for one in value]
    return value


# The site


def website(place: Place) -> Node:
    return {
        "@type": "WebSite",
        "@id": f"{place.home}#website",
        "url": place.home,
        "name": place.site.name,
        "inLanguage": place.language,
    }


def organization(place: Place) -> Node:
    return {
        "@type": "Organization",
        "@id": f"{place.home}#organization",
        "name": place.site.name,
        "url": place.home,
        "logo": place.full(static("img/touch-icon.png")),
    }


def home_data(place: Place) -> list[Node]:
    """Of the home page: the site, who publishes it, and how it is searched."""
    search = place.full(reverse_in(place.language, "search"))
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    publisher = organization(place)
    site = website(place) | {
        "description": place.site.tagline,
        "publisher": {"@id": publisher["@id"]},
        "potentialAction": action,
    }
    return [site, publisher]


# An article or a term


def medical_page(place: Place, revision: Revision) -> Node:
    """The page itself. Who reviewed it, and when, is told of a signed text only."""
    return {
        "@type": "MedicalWebPage",
        "@id": place.url,
        "url": place.url,
        "name": revision.title,
        "headline": revision.title,
        "description": revision.summary,
        "inLanguage": revision.language,
        "datePublished": _moment(revision.published_at),
        "dateModified": _moment(revision.updated_at),
        **_people(place, revision),
        **_signature(place, revision),
        "about": {"@type": "Thing", "name": revision.category.name} if revision.category else None,
        "image": _picture(place, revision.image, revision.image_caption) if revision.image else None,
        "citation": [_citation(source) for source in revision.source_rows],
        "audience": {"@type": "Patient", "audienceType": "Patient"},
        "isAccessibleForFree": True,
        "isPartOf": website(place),
        "publisher": organization(place),
    }


def _moment(moment: datetime | None) -> str | None:
    """As the page shows it: in the time of the portal."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None


def person(place: Place, *, name: str, url: str, qualification: str) -> Node:
    address = place.full(url)
    return {
        "@type": "Person",
        "@id": f"{address}#person",
        "name": name,
        "url": address,
        "jobTitle": qualification,
    }


def _people(place: Place, revision: Revision) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for row in revision.contributors:
        one = person(place, name=row["name"], url=row["url"], qualification=row["qualification"])
        found.setdefault(_PROPERTIES[row["role"]], []).append(one)
    return found


def _signature(place: Place, revision: Revision) -> Node:
    reviewer, day = revision.reviewer, revision.reviewed_on
    if reviewer is None or day is None:
        return {}
    return {"reviewedBy": person(place, **reviewer), "lastReviewed": day.isoformat()}


def _picture(place: Place, image: Image, caption: str) -> Node:
    return {
        "@type": "ImageObject",
        "url": place.full(image.url),
        "width": image.width,
        "height": image.height,
        "caption": caption,
        "creditText": image.credit,
        "license": {"@type": "CreativeWork", "name": image.licence} if image.licence else None,
    }


def _citation(source: FrozenSource) -> Node:
    is_web = source["url"].startswith(("https://", "http://"))
    return {
        "@type": "ScholarlyArticle" if source["doi"] else "CreativeWork",
        "name": source["title"],
        "inLanguage": source.get("language", ""),
        "publisher": {"@type": "Organization", "name": source["publisher"]} if source["publisher"] else None,
        "url": source["url"] if is_web else None,
        "sameAs": f"https://doi.org/{quote(source['doi'])}" if source["doi"] else None,
    }


def questions(place: Place, revision: Revision) -> list[Node]:
    """The frequent questions as a page of their own kind, which stands at their heading; none without any."""
    if not revision.faq:
        return []
    asked = [
        {
            "@type": "Question",
            "name": item["question"],
            "acceptedAnswer": {"@type": "Answer", "text": item["answer"]},
        }
        for item in revision.faq
    ]
    return [
        {
            "@type": "FAQPage",
            "@id": f"{place.url}#faq",
            "url": f"{place.url}#faq",
            "inLanguage": revision.language,
            "isPartOf": {"@id": place.url},
            "mainEntity": asked,
        }
    ]


def crumbs(place: Place, revision: Revision, section: str) -> Node:
    """The way to the page as it stands above it, see editorial/_crumbs.html."""
    steps = [(_("Home"), reverse_in(place.language, "home"))]
    steps.append((section, reverse_in(place.language, revision.list_url_name)))
    if link := revision.category_link:
        steps.append((link["name"], link["url"]))
    return breadcrumbs(place, steps)


def breadcrumbs(place: Place, steps: Sequence[tuple[str, str]]) -> Node:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": place.full(path)}
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


# A contributor


def profile(place: Place, *, name: str, qualification: str, bio: str) -> list[Node]:
    path = place.url.removeprefix(place.origin)
    who = person(place, name=name, url=path, qualification=qualification) | {"description": bio}
    return [
        {
            "@type": "ProfilePage",
            "@id": place.url,
            "url": place.url,
            "name": name,
            "inLanguage": place.language,
            "isPartOf": website(place),
            "mainEntity": who,
        }
    ]
