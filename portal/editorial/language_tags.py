"""Tags of languages as BCP 47 writes them, for passages that are in another language than their text."""

import re

# What words beside a page are most often in; static/js/language.js offers the same for words in a text.
OFFERED = (
    "ar", "bg", "br", "ca", "co", "cs", "da", "de", "el", "en", "es", "eu", "fa", "fi", "fr", "he", "hi",
    "hr", "hu", "hy", "it", "ja", "ko", "la", "nl", "no", "oc", "pl", "pt", "ro", "ru", "sk", "sr", "sv",
    "ta", "tr", "uk", "ur", "vi", "wo", "zh",
)  # fmt: skip
TAG_LENGTH = 35  # what RFC 5646 asks everyone to have room for

# Those of ISO 639-1. Languages without such a code are not told apart.
_CODES = (
    "aaabaeafakamanarasavayazbabebgbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfo"
    "frfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalb"
    "lglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsasc"
    "sdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu"
)
_LANGUAGES = frozenset(re.findall("..", _CODES))
_TAG = re.compile(
    r"(?P<language>[a-z]{2})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*+)",
    re.IGNORECASE | re.ASCII,
)
_LANG = re.compile(r' lang="([A-Za-z0-9-]+)"')


def canonical_tag(value: str) -> str | None:
    """The tag with its parts in the usual case, "en-GB", or None if it is none."""
    match = _TAG.fullmatch(value) if len(value) <= TAG_LENGTH else None
    if match is None or match["language"].lower() not in _LANGUAGES:
        return None
    script, region = match["script"], match["region"]
    parts = [match["language"].lower(), script and script.title(), region and region.upper()]
    return "-".join(part for part in parts if part) + match["variants"].lower()


def language_of(tag: str) -> str | None:
    """The value of `lang` in a start tag of clean markup."""
    match = _LANG.search(tag)
    return match[1] if match else None
