"""Languages of the content, which are those of the interface."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def language_choices() -> list[tuple[str, str]]:
    """For a field's choices; called late, so that adding a language needs no migration."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def default_language() -> str:
    return settings.LANGUAGE_CODE


def reverse_in(language: str, name: str, *args: object) -> str:
    """The path of a page in that language, whatever the language of the current request."""
    if translation.get_language() == language:
        return reverse(name, args=args)
    with translation.override(language):
        return reverse(name, args=args)
