"""The language switch: the same page in other languages, or honestly their home page."""

from dataclasses import dataclass
from functools import cache

from babel.core import get_global, parse_locale
from django.conf import settings
from django.utils import translation

from portal.editorial.languages import reverse_in
from portal.editorial.models import Revision


@dataclass(frozen=True)
class Alternate:
    code: str
    name: str  # in that language itself
    url: str
    is_current: bool
    is_same_page: bool  # False: there is no translation, `url` is the home page of that language

    @property
    def is_default(self) -> bool:
        """For readers of a language that the portal does not speak."""
        return self.code == settings.LANGUAGE_CODE

    @property
    def locale(self) -> str:
        return locale_of(self.code)


@cache
def locale_of(code: str) -> str:
    """The language with a country, as OpenGraph writes it: its own, or where most people speak it."""
    language = translation.to_locale(code)
    territory = parse_locale(get_global("likely_subtags").get(language, language))[1]
    return language if "_" in language or not territory else f"{language}_{territory}"


def alternates_of(current: str, urls: dict[str, str]) -> list[Alternate]:
    """One entry per language of the portal; `urls` are those of the same page, by language."""
    return [
        Alternate(
            code=code,
            name=translation.get_language_info(code)["name_local"].capitalize(),
            url=urls.get(code) or reverse_in(code, "home"),
            is_current=code == current,
            is_same_page=code in urls,
        )
        for code, _ in settings.LANGUAGES
    ]


def translations_of(revision: Revision) -> dict[str, str]:
    """Addresses of the live translations of a live revision, its own included, by language.

    Costs a query, but for rows of `for_reading()`.
    """
    codes = [code for code, _name in settings.LANGUAGES]
    if not hasattr(revision, f"slug_in_{codes[0]}"):
        live = type(revision).objects.live().translating(revision.page.translation_key)
        slugs = dict(live.values_list("language", "slug"))
    else:
        slugs = {code: getattr(revision, f"slug_in_{code}") for code in codes}
    return {code: reverse_in(code, revision.url_name, slug) for code, slug in slugs.items() if slug}
