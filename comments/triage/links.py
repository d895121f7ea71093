"""Links to other sites, plain or disguised."""

import re

from comments.triage.folding import Folded
from comments.triage.linear import pattern
from comments.triage.personal import mails_in_words
from comments.triage.personal_patterns import EMAIL
from comments.triage.reading import Span

_TLDS = (
    "com|net|org|info|biz|app|dev|xyz|site|online|shop|store|blog|club|live|link|click|page|"
    "icu|vip|top|pro|health|care|clinic|bio|edu|gov|int|"
    "fr|be|ch|lu|ca|de|at|es|pt|uk|ie|nl|dk|se|fi|pl|cz|sk|hu|ro|bg|gr|eu|ru|ua|cn|in|io|co|"
    "tv|cc|ly|gl|gle|example|test|africa|sn|ci|cm|bj|ma|tn|dz|us|au|nz|it|me|be"
)
# Endings that are also words after a full stop: « mal.de tête », "about it.us too".
_WORD_TLDS = frozenset({
    "de", "at", "es", "it", "me", "us", "in", "co", "to", "so", "ca", "ma", "pro", "top", "live", "link",
    "page", "site", "care", "bio", "blog", "ci", "se", "be", "do", "au", "cc", "club", "store", "shop",
    "vip", "test", "click", "info",
})  # fmt: skip
_WORD_FORM_TLDS = "com|fr|org|net|eu|info|be|ch|ca|uk|co uk|co|io|lu|de|es|it|gov"
_LABEL = r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?"
_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\)|\[point\]|\(point\)|\{\.\}|\{dot\})"
_TAIL = r"(?::\d{2,5})?(?:[/?#][^\s<>\"]*)?"
_URL = pattern(
    rf"(?i)\b(?:https?|hxxps?|ftp|hxtps?|htp|htps)\s?(?::|\[:\])\s?/{{1,2}}\s?[^\s<>\"]+|"
    rf"\bwww{_DOT}[^\s<>\"]+"
)
_DOMAIN = pattern(rf"(?i)\b{_LABEL}(?:{_DOT}{_LABEL}){{0,6}}{_DOT}(?:co\.)?(?:{_TLDS})\b{_TAIL}")
_SPOKEN = pattern(
    rf"(?i)\b(?:www (?:dot|point) )?{_LABEL}(?:(?:\s(?:dot|point|pt|slash)\s|\.){_LABEL})"
    rf"{{0,5}}\s?(?:\s(?:dot|point|pt)\s|\s\.\s?|[\[(](?:dot|point|\.)[\])]\s?)(?"
    rf":{_WORD_FORM_TLDS})\b"
)
_SCHEME_SPOKEN = pattern(r"(?i)\bhttps?\s(?:deux points|colon)\s\S+(?:\s\S+){0,6}")
_BEFORE_WORD_TLD = re.compile(
    r"(?:\b(?:sur|voir|site|via|on|at|see|visit|visitez|to|chez|check|lien|link|blog|adresse|"
    r"address|www)\b[\s:]*|[:>(]\s*)$", re.IGNORECASE)  # fmt: skip
_SPOKEN_AS_WORDS = re.compile(
    r"(?i)\b(?:ce|le|un|au|du|mon|ton|son|ton|notre|votre|quel|quelque|chaque|the|a|this|to|"
    r"my)\s*$"
)


def links(folded: Folded) -> list[Span]:
    text = folded.plain.text
    mails = [match.span() for match in EMAIL.finditer(text)] + mails_in_words(text)
    found = [_without_end(text, *match.span()) for match in _URL.finditer(text)]
    found += [m.span() for m in _SCHEME_SPOKEN.finditer(text)]
    found += [
        _without_end(text, *m.span())
        for m in _DOMAIN.finditer(text)
        if _is_domain(text, m.group(), m.start())
    ]
    found += [m.span() for m in _SPOKEN.finditer(text) if _is_spoken(text, m.group(), m.start())]
    kept = [span for span in found if not any(span[0] < end and start < span[1] for start, end in mails)]
    return [folded.plain.origin(*span) for span in kept]


def _is_domain(text: str, name: str, start: int) -> bool:
    host = re.split(r"[/?#:]", name, maxsplit=1)[0]
    last = re.split(r"[\[\](){}.]+", host.rstrip(")]}"))[-1].lower()
    first = host.split(".")[0].split("[")[0].split("(")[0]
    if last not in _WORD_TLDS:
        return (not (len(first) == 1 and "/" not in name) and not host[0].isdigit()) or "/" in name
    if "/" in name or "[" in host or host.count(".") > 1:
        return True
    is_lower = host.islower() and (
        text[start + len(host) : start + len(host) + 1] in ("", ",", ")", ".", "\n", "!")
    )
    return bool(_BEFORE_WORD_TLD.search(text[max(0, start - 20) : start])) or (
        is_lower and last in {"be", "ca", "de", "it", "co", "info"}
    )


def _is_spoken(text: str, name: str, start: int) -> bool:
    """« exemple point com » but not « le point de vue »."""
    return not (
        _SPOKEN_AS_WORDS.search(text[max(0, start - 12) : start] + name.split(" ")[0])
        and " point " in name
        and name.lower().rsplit(" ", 1)[-1] in ("de", "es", "it", "co", "be", "ca")
    )


def _without_end(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in ".,;:!?)»\"'…":
        end -= 1
    return start, end
