"""The parameters of an address, checked. Those that are not known are ignored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from glossary.api.limits import PAGE_DIGITS, PER_PAGE, PER_PAGE_MAX, QUERY_MAX, WORDS_MAX
from glossary.api.problems import wrong
from glossary.api.stamp import Stamp
from glossary.views import LETTERS
from portal.search.text import fold


@dataclass(frozen=True)
class Asked:
    language: str  # "" for all
    letter: str
    category: str
    words: list[str]  # folded
    since: datetime | None
    page: int
    per_page: int


def asked(parameters: QueryDict, stamp: Stamp) -> Asked:
    """Raises Problem."""
    found = Asked(
        language=language_in(parameters),
        letter=_letter(parameters),
        category=_category(parameters, stamp),
        words=fold(query_in(parameters)).split()[:WORDS_MAX],
        since=_since(parameters),
        page=_number(parameters, "page", 1, 10**PAGE_DIGITS - 1),
        per_page=_number(parameters, "per_page", PER_PAGE, PER_PAGE_MAX),
    )
    if found.since and (found.letter or found.category or found.words):
        raise wrong("since", "goes with language, page and per_page only.")
    return found


def language_in(parameters: QueryDict) -> str:
    language = parameters.get("language", "")
    languages = [code for code, _name in settings.LANGUAGES]
    if language and language not in languages:
        raise wrong("language", f"one of {', '.join(languages)}.")
    return language


def query_in(parameters: QueryDict) -> str:
    query = parameters.get("q", "")
    if len(query) > QUERY_MAX:
        raise wrong("q", f"{QUERY_MAX} characters at most.")
    return query


def _letter(parameters: QueryDict) -> str:
    letter = parameters.get("letter", "").upper()
    if letter and letter not in LETTERS:
        raise wrong("letter", "A to Z, or # for what begins with none of them.")
    return letter


def _category(parameters: QueryDict, stamp: Stamp) -> str:
    slug = parameters.get("category", "")
    if slug and slug not in stamp.categories:
        raise wrong("category", "there is no such category.")
    return slug


def _since(parameters: QueryDict) -> datetime | None:
    text = parameters.get("since", "")
    if not text:
        return None
    try:
        # A plus sign that was not encoded arrives as a space.
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise wrong("since", "a moment with its time zone, as 2026-11-22T10:00:00Z.")


def _number(parameters: QueryDict, name: str, default: int, most: int) -> int:
    text = parameters.get(name, "") or str(default)
    if text.isdecimal() and len(text) <= PAGE_DIGITS and 1 <= int(text) <= most:
        return int(text)
    raise wrong(name, f"a whole number from 1 to {most}.")
