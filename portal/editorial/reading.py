"""What every page with an article or a term shows beside its own parts."""

from typing import Any

from portal.editorial.alternates import alternates_of, translations_of
from portal.editorial.models import BannerDefault, Category, Revision
from portal.editorial.site import Site


def page_context(revision: Revision) -> dict[str, Any]:
    """Context for the template of a live revision, or of a preview. Costs three queries."""
    site = Site(revision.language)
    place = site.banner_place(revision.banner_place)
    in_middle = place == BannerDefault.MIDDLE
    translations = translations_of(revision)
    return {
        "page": revision,
        "site": site,
        "body_before": revision.html_before if in_middle else revision.html,
        "banner": None if place == BannerDefault.OFF else site.banner,
        "body_after": revision.html_after if in_middle else "",
        "alternates": alternates_of(revision.language, translations),
    }


def chosen_category(language: str, slug: str | None) -> Category | None:
    """The category of that address; None when there is none, or none was chosen."""
    return Category.objects.filter(language=language, slug=slug).first() if slug else None
