"""Telephone numbers of people, in figures, disguised or written out; public help lines are none."""

import re

import phonenumbers

from comments.triage.folding import Folded
from comments.triage.personal_patterns import AVS, DIGITS, NISS
from comments.triage.reading import Span
from comments.triage.words import plain_words

REGIONS = ("FR", "BE", "CH", "GB", "US", "CA", "LU", "MA", "SN", "CI")
CANDIDATES_MAX = 25
PUBLIC = plain_words("public_numbers")
_FREE = re.compile(
    r"^(?:0033|33|0)?(?:80\d|81\d|82\d|89\d)\d{6}$|^(?:0044|44|0)(?:8\d{8,9}|3\d{9})$|^1?8(?"
    r":00|33|44|55|66|77|88)\d{7}$|^(?:0032|32)?0?(?:800|78|90\d)\d{5,6}$|^0?(?:41)?(?:800|"
    r"84\d|90\d)\d{6}$"
)
_ONES = plain_words("number_words")
_FILLERS = frozenset(("et", "and", "double", "triple", "plus"))
_SPOKEN_FIRST = ("zero", "oh", "o", "plus", "double", "nought", "0", "06", "07")
_MAY_BE_SPOKEN = re.compile(r"(?i)(?<![a-z])(?:zero|oh|o|plus|double|nought)(?![a-z])|(?<!\d)0[67]?(?!\d)")
_WORD = re.compile(r"[A-Za-z]+|\d+")
_SHAPES = re.compile(
    r"^(?:0[1-9]\d{8}|0\d{9,10}|(?:\+|00)\d{8,14}|[2-9]\d{2}[2-9]\d{6}|1[2-9]\d{2}[2-9]\d{6}|"
    r"0[1-9]\d{7}|33[1-9]\d{8}|0[67]\d{6})$"
)
_NOT_A_NUMBER = re.compile(
    r"(?:pmid|nct|doi|isbn|siret|siren|rpps|adeli|essai|etude|arxiv|issn|eudract|euct|art\.?|"
    r"article|keynote|id clinique|n°rna)[\s:°n]*$", re.IGNORECASE)  # fmt: skip
_DESK = re.compile(
    r"(?i)(?:standard|secretariat|accueil|numero vert|ligne (?:d'ecoute|de la|info|gratuite)|"
    r"appel gratuit|ecoute|switchboard|reception|helpline|hotline|ward|department|service (?"
    r":d'|de |client)|hopital|hospital|chu\b|centre anti|macmillan|ligue|samaritans|samu|"
    r"pharmacie|association|charity|nurse line|unit\b)[^.!?]{0,30}$"
)
_OWN = re.compile(
    r"(?i)\b(?:mon|ma|mes|moi|m'|my|me|son|sa|his|her|portable|mobile|gsm|natel|whatsapp|perso)\b"
)


def phones(folded: Folded) -> list[Span]:
    text = folded.plain.text
    taken = [match.span() for pattern in (AVS, NISS) for match in pattern.finditer(text)]
    found = []
    for count, match in enumerate(DIGITS.finditer(text)):
        if count >= CANDIDATES_MAX:
            break
        span = _trimmed(text, *match.span())
        if not any(start < span[1] and span[0] < end for start, end in taken) and _is_phone(text, *span):
            found.append(span)
    found += _spoken(text)
    return [folded.plain.origin(*span) for span in found]


def _trimmed(text: str, start: int, end: int) -> Span:
    # An o at the edge of a word is no zero: « le numéro 06 ... », « ... 78 ou ».
    if text[start] in "oO" and text[start - 1 : start].isalpha():
        start += 1
    if text[end - 1] in "oO" and text[end : end + 1].isalpha():
        end -= 1
    while start < end and text[start] in " .,/-":
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _is_phone(text: str, start: int, end: int) -> bool:
    raw = text[start:end]
    if (start and (text[start - 1].isalnum() or text[start - 1] in "$€£")) or text[end : end + 1].isalnum():
        return False
    digits = re.sub(r"\D", "", raw.replace("O", "0").replace("o", "0"))
    if digits in PUBLIC or _FREE.match(digits) or _NOT_A_NUMBER.search(text[max(0, start - 16) : start]):
        return False
    if _is_other_number(raw, digits) or _is_public_desk(text, start):
        return False
    return bool(_SHAPES.match(("+" if raw.lstrip("( ").startswith("+") else "") + digits)) or _is_valid(raw)


def _is_other_number(raw: str, digits: str) -> bool:
    """Dates, amounts, ranges, versions: « 12/03/2026 14 30 », « 2 347 », « 1990-2020 »."""
    if re.match(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b", raw) and not digits.startswith("0" * 1 + "6"):
        return not re.match(r"0\d[/.-]\d{2}[/.-]\d{2}[/.-]\d{2}[/.-]\d{2}$", raw)
    if re.match(r"(?:19|20)\d{2}\s?[-/,. ]", raw) or len(set(digits)) == 1:
        return True
    return bool(re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", raw) and not raw.startswith("0"))


def _is_public_desk(text: str, start: int) -> bool:
    before = text[max(0, start - 60) : start]
    before = re.split(r"[!?\n]|\.\s", before)[-1]
    return bool(_DESK.search(before)) and not _OWN.search(before)


def _is_valid(raw: str) -> bool:
    for region in REGIONS:
        try:
            number = phonenumbers.parse(raw.replace("O", "0").replace("o", "0"), region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and len(str(number.national_number)) >= 8:
            return raw.strip().startswith(("+", "0", "(")) or len(re.sub(r"\D", "", raw)) >= 10
    return False


def _spoken(text: str) -> list[Span]:
    """« zéro six, trente-neuf ... », "oh seven seven double oh ...": ten figures or so in number words."""
    if not _MAY_BE_SPOKEN.search(text):
        return []
    found: list[Span] = []
    run: list[re.Match[str]] = []
    for token in _WORD.finditer(text):
        is_number = (token[0].isdigit() and len(token[0]) <= 4) or token[0].lower() in _ONES
        if is_number and (not run or token.start() - run[-1].end() <= 4):
            run.append(token)
            continue
        found += _number_of(run)
        run = [token] if is_number else []
    return found + _number_of(run)


def _number_of(run: list[re.Match[str]]) -> list[Span]:
    words = [token[0].lower() for token in run]
    while words and words[0] in ("et", "and", "un", "une", "o", "plus") and len(words) > 1:
        if words[0] in ("o", "plus"):
            break
        words, run = words[1:], run[1:]
    spelt = [word for word in words if word.isalpha() and word not in _FILLERS]
    if len(spelt) < 4 or not words or words[0] not in _SPOKEN_FIRST:
        return []
    pairs = len(words)
    return [(run[0].start(), run[-1].end())] if pairs >= 5 else []
