"""What identifies a private person or lets one reach them."""

import re

from stdnum import iban, luhn
from stdnum.fr import nir
from stdnum.gb import nhs

from comments.triage import personal_patterns as p
from comments.triage.findings import apart
from comments.triage.folding import Folded, fold_plain
from comments.triage.linear import Pattern
from comments.triage.numbers import phones
from comments.triage.reading import Span

MATCHES_MAX = 50
CONTACT = ("phone", "email", "address", "identifier")
_NOT_A_FILE = re.compile(r"(?i)\b(?:nct|pmid|doi|eudract|euct|keynote|checkmate|isrctn)")
_INSURED = re.compile(
    r"(?i)(?:secu|securite sociale|nir|insee|n~? ?ss|carte vitale|immatricul|assur)[^.!?"
    r"]{0,30}$"
)
_NO_MAILBOX = re.compile(
    r"(?i)(?:week|today|tonight|now|here|us|me|him|her|it|them|more|info|infos|site|order|shop|buy|look|see|page|only|"
    r"available|online|out|free|off|article|story|blog|faq) at "
)
_NHS_WORD = re.compile(r"(?i)\b(?:nhs|health) (?:number|no)")


def contact_details(text: str) -> list[Span]:
    """Where a text lets others reach or identify its author: telephone, e-mail, home, personal number.

    What an author is asked about before sending. Cheaper than all rules: one folding, and no word list.
    """
    found = personal_data(fold_plain(text))
    return apart(span for rule in CONTACT for span in found.get(f"personal_data.{rule}", []))


def personal_data(folded: Folded) -> dict[str, list[Span]]:
    """The spans in the original of each kind, by rule."""
    text = folded.plain.text
    found = {
        "personal_data.email": _spans(p.EMAIL, text) + mails_in_words(text),
        "personal_data.address": _addresses(text),
        "personal_data.identifier": _identifiers(text),
        "personal_data.birth": _births(text),
        "personal_data.handle": [s for s in _spans(p.HANDLE, text) if _is_handle(text, *s)],
    }
    located = {rule: [folded.plain.origin(*span) for span in spans] for rule, spans in found.items()}
    numbers = located["personal_data.identifier"]
    located["personal_data.phone"] = [
        span
        for span in phones(folded) + [folded.plain.origin(*span) for span in _spans(p.LOCAL_PHONE, text)]
        if not any(span[0] < end and start < span[1] for start, end in numbers)
    ]
    return {rule: spans for rule, spans in located.items() if spans}


def _spans(pattern: Pattern, text: str) -> list[Span]:
    found = []
    for count, match in enumerate(pattern.finditer(text)):
        if count >= MATCHES_MAX:
            break
        found.append(match.span())
    return found


def mails_in_words(text: str) -> list[Span]:
    """« jean at exemple dot fr », but not "20% off this week at example dot com"."""
    return [span for span in _spans(p.WORD_EMAIL, text) if not _NO_MAILBOX.match(text, *span)]


def _is_handle(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    return "@" in word or (
        "http" not in text[end - 6 : end + 4]
        and ("." in word or "_" in word or any(c.isdigit() for c in word) or ":" in word)
    )


def _addresses(text: str) -> list[Span]:
    found = [span for span in _spans(p.ADDRESS_FR, text) if _is_street(text, *span)]
    found += [
        s
        for s in _spans(p.ADDRESS_FR_REVERSED, text) + _spans(p.ADDRESS_PLACE_FR, text)
        if _is_private(text, *s)
    ]
    found += [s for q in (p.ADDRESS_EN, p.HOUSE_EN) for s in _spans(q, text) if _is_private(text, *s)]
    if p.HOME.search(text):
        found += [
            s
            for q in (p.ADDRESS_EN_LOW, p.POSTCODE_CITY, p.UK_POSTCODE)
            for s in _spans(q, text)
            if _at_home(text, *s)
        ]
    return found


_PLACES = re.compile(
    r"(?i)^\d+\s?,?\s?(?:places?|cours|passages?|villas?|rangs?|routes?|mails?|pl\.?|lot\.?)\b"
)


def _is_street(text: str, start: int, end: int) -> bool:
    """« 4 impasse du Lavoir » but not « 12 places restantes » or « 3 cours de yoga »."""
    name = text[start:end]
    if _PLACES.match(name) and not (
        re.search(r"\s[A-Z]", name) and not re.match(r"\d+\s?(?:cours|passages|mails|rangs) (?:de|d')", name)
    ):
        return False
    return _is_private(text, start, end)


def _is_private(text: str, start: int, end: int) -> bool:
    """Not the address of a hospital or a meeting room, unless somebody lives there."""
    near = re.split(r"[!?\n]|\.\s", text[max(0, start - 90) : start])[-1]
    after = re.split(r"[!?\n]|\.\s", text[end : end + 40])[0]
    if p.HOME.search(near) or re.search(
        r"(?i)\b(?:mon|ma|my|i'm|je suis|neighbour|voisine?|live|habit\w+|knock|chez)\b", near
    ):
        return True
    return not p.PUBLIC_PLACE.search(near + " " + text[start:end] + after)


def _at_home(text: str, start: int, end: int) -> bool:
    return bool(p.HOME.search(text[max(0, start - 80) : start]))


def _identifiers(text: str) -> list[Span]:
    found = [
        s
        for s in _spans(p.FILE_NUMBER, text)
        if not _NOT_A_FILE.search(text[s[0] : s[1]]) and sum(map(str.isdigit, text[s[0] : s[1]])) >= 4
    ]
    found += [s for s in _spans(p.NIR, text) if _is_nir(text, *s)]
    found += _spans(p.AVS, text)
    found += _spans(p.NISS, text) + _spans(p.NINO, text)
    found += _spans(p.SSN, text)
    found += [s for s in _spans(p.NHS, text) if nhs.is_valid(text[s[0] : s[1]]) and _NHS_WORD.search(text)]
    found += [s for s in _spans(p.IBAN, text) if iban.is_valid(text[s[0] : s[1]])]
    found += [s for s in _spans(p.CARD, text) if luhn.is_valid(re.sub(r"\D", "", text[s[0] : s[1]]))]
    return found + [
        s for s in _spans(p.RAMQ, text) if "ramq" in text.lower() or "assurance maladie" in text.lower()
    ]


def _is_nir(text: str, start: int, end: int) -> bool:
    """With a valid key; or 13 or 15 figures in the usual groups, for keys are often mistyped."""
    number = re.sub(r"[\s./-]", "", text[start:end])
    if text[start - 1 : start].isdigit() or text[end : end + 1].isdigit() or len(number) not in (13, 15):
        return False
    return (
        nir.is_valid(number)
        or " " in text[start:end]
        or bool(_INSURED.search(text[max(0, start - 60) : start]))
    )


def _births(text: str) -> list[Span]:
    """A date of birth beside a full name, with the name."""
    found = []
    for start, end in _spans(p.BIRTH, text):
        names = _spans(p.FULL_NAME, text[max(0, start - 80) : start])
        if names:
            found.append((max(0, start - 80) + names[-1][0], end))
        elif after := _spans(p.FULL_NAME, text[end : end + 40]):
            found.append((start, end + after[0][1]))
    return found + _spans(p.NAME_AND_DATE, text)
