"""Languages of the content, which are those of the interface."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from portal.editorial.language_tags import OFFERED, canonical_tag
from portal.search.text import sort_key

# Those that Django has no name for, or no French one.
_NAMES = {
    "co": gettext_lazy("Corsican"),
    "la": gettext_lazy("Latin"),
    "no": gettext_lazy("Norwegian"),
    "oc": gettext_lazy("Occitan"),
    "wo": gettext_lazy("Wolof"),
    "zh": gettext_lazy("Chinese"),
}


def language_choices() -> list[tuple[str, str]]:
    """For a field's choices; called late, so that adding a language needs no migration."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def foreign_choices() -> list[tuple[str, str]]:
    """The languages that words beside a page may be in: that of the page, those of the site, many others."""
    own = [code for code, _name in settings.LANGUAGES]
    others = [(code, _name_of(code)) for code in OFFERED if code not in own]
    named = [(code, _name_of(code)) for code in own] + sorted(others, key=lambda one: sort_key(one[1]))
    return [("", gettext("that of the page")), *named]


def _name_of(code: str) -> str:
    return str(_NAMES[code]) if code in _NAMES else gettext(LANG_INFO[code]["name"])


def offered_code(tag: str) -> str | None:
    """The choice that stands for a tag, "en" for "en-GB"; None if there is none."""
    code = (canonical_tag(tag.strip()) or "").partition("-")[0]
    return code if code in OFFERED or code in dict(settings.LANGUAGES) else None


def default_language() -> str:
    return settings.LANGUAGE_CODE


def reverse_in(language: str, name: str, *args: object) -> str:
    """The path of a page in that language, whatever the language of the current request."""
    if translation.get_language() == language:
        return reverse(name, args=args)
    with translation.override(language):
        return reverse(name, args=args)
