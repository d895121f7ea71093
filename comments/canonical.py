"""The one form in which a comment or a pseudonym is measured, compared and stored.

Everything here is linear in the length of the text, whatever the text is.
"""

import re
import unicodedata

from comments.limits import MARKS_MAX, RAW_MAX

BRAILLE_BLANK = "\u2800"
JOINERS = frozenset("\u200c\u200d")

_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_DROPPED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\u00ad\u115f\u200b\u2060\u3164\ufeff\uffa0"  # invisible fillers
    "\U000e0000-\U000e007f"  # tags
    "\ufffe\uffff"  # no characters at all: XML, and so the feed, is broken by them
    "]+"
)
# Between two Braille cells the blank is a space; anywhere else it only looks like nothing.
_BRAILLE_BLANKS = re.compile("([\u2801-\u28ff]\u2800++(?=[\u2801-\u28ff]))|\u2800")
_MANY_LINE_BREAKS = re.compile("\n{3,}")

_UNSEEN = re.compile(
    "["
    "\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\U0001f3fb-\U0001f3ff"  # skin tones
    "]+"
)

# Full-width letters and the dots that browsers read as a full stop.
_ASCII_LOOKALIKES = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ASCII_LOOKALIKES |= dict.fromkeys(map(ord, "\u3002\uff61\ufe52"), ord(".")) | {0xFE6B: ord("@")}
# A closed list: with any ending, the pseudonyms "marie.martin" and "Dr.Paul" would be addresses.
_ENDINGS = (
    "com|net|org|info|biz|app|dev|xyz|site|online|shop|store|blog|club|live|link|click|page|icu|vip|top|pro|"
    "fr|be|ch|lu|ca|de|at|it|es|pt|uk|ie|nl|dk|se|fi|pl|cz|sk|hu|ro|bg|gr|eu|us|ru|ua|cn|in|io|co|me|tv|cc|ly"
)
_ADDRESS = re.compile(
    rf"\S@\S|\w://|\bwww\.\w|[\w-]{{2}}\.(?:{_ENDINGS})(?![\w-])|\w\.(?:{_ENDINGS})/", re.IGNORECASE
)


class CanonicalError(ValueError):
    """The text is refused unread; `code` is "too_long_raw", "nul" or "surrogate"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def canonical(text: str) -> str:
    """Return the text as it is measured and stored; applying it twice changes nothing.

    Raises CanonicalError. The result can be empty, and longer than what came in: normalisation
    takes some letters apart, so the caller measures the result.
    """
    _refuse_unreadable(text)
    text = _LINE_BREAKS.sub("\n", text)
    text = _BRAILLE_BLANKS.sub(r"\1", _DROPPED.sub("", text))
    text = _normalised(text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _MANY_LINE_BREAKS.sub("\n\n", text).strip()


def canonical_name(name: str) -> str:
    """Return the pseudonym in canonical form, on one line, with single spaces. Raises CanonicalError."""
    return " ".join(canonical(name).split())


def visible_length(text: str) -> int:
    """Count the characters a reader can see.

    White space counts 1 between two visible characters, however long, and 0 at the ends. Combining
    marks, joiners, variation selectors, skin tones and invisible fillers count 0.
    """
    seen = _UNSEEN.sub("", text).replace(BRAILLE_BLANK, " ")
    marks = {ord(char): None for char in set(seen) if _is_mark(char)}
    return len(" ".join(seen.translate(marks).split()))


def looks_like_address(name: str) -> bool:
    """Whether the name contains an e-mail or web address, also one disguised by invisible characters."""
    return _ADDRESS.search(_UNSEEN.sub("", name).translate(_ASCII_LOOKALIKES)) is not None


def _refuse_unreadable(text: str) -> None:
    if len(text) > RAW_MAX:
        raise CanonicalError("too_long_raw")
    if "\0" in text:
        raise CanonicalError("nul")
    if _SURROGATES.search(text):
        raise CanonicalError("surrogate")


def _normalised(text: str) -> str:
    if text.isascii():
        return text
    # Normalising sorts each run of marks in quadratic time, so runs are cut before it; and again
    # after it, because it can turn one mark into two.
    return _with_few_marks(unicodedata.normalize("NFC", _with_few_marks(text)))


def _with_few_marks(text: str) -> str:
    marks = set(filter(_is_mark, set(text)))
    if not marks:
        return text
    kept, run = [], 0
    for char in text:
        if char in marks:
            run += 1
        elif char not in JOINERS:  # a joiner between marks must not start a new run
            run = 0
        if run <= MARKS_MAX or char in JOINERS:
            kept.append(char)
    return "".join(kept)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"
