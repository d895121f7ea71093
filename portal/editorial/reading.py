"""What every page with an article or a term shows beside its own parts."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page

from portal.editorial.alternates import alternates_of, translations_of
from portal.editorial.models import BannerDefault, Category, Revision
from portal.editorial.preparing import BANNER_MARK
from portal.editorial.site import Site
from portal.editorial.translations import major_change_since


def page_context(revision: Revision) -> dict[str, Any]:
    """Context for the template of a live revision, or of a preview.

    Costs a query, one for a translation, one if it is not from `for_reading()`, and those of the text.
    """
    site = Site(revision.language)
    place = site.banner_place(revision.banner_place)
    in_middle = place == BannerDefault.MIDDLE
    translations = translations_of(revision)
    text = revision.reader_context(site)
    html = text.pop("html")
    before, _mark, after = html.partition(BANNER_MARK)
    return {
        **text,
        "page": revision,
        "faq": [
            {"question": asked["question"], "answer": answer}
            for asked, answer in zip(revision.faq, text.pop("answers"), strict=True)
        ],
        "site": site,
        "body_before": before if in_middle else html,
        "banner": None if place == BannerDefault.OFF else site.banner,
        "body_after": after if in_middle else "",
        "alternates": alternates_of(revision.language, translations),
        "original_url": translations.get(revision.source_language, "")
        if major_change_since(revision)
        else "",
    }


def canonical_query(page: Page[Any], **filters: str) -> str:
    """What tells this page of a list from others, with its "?"; "" on the first page of the whole list."""
    chosen = {name: value for name, value in filters.items() if value}
    if page.number > 1:
        chosen["page"] = str(page.number)
    return f"?{urlencode(chosen)}" if chosen else ""


def chosen_category(language: str, slug: str | None) -> Category | None:
    """The category of that address; None when there is none, or none was chosen."""
    return Category.objects.filter(language=language, slug=slug).first() if slug else None
