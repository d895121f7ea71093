"""Names of health professionals: a title or a trade, then a name."""

import re

from comments.triage.folding import Folded, fold_word
from comments.triage.linear import Match, pattern
from comments.triage.reading import Span
from comments.triage.words import plain_words

NAME_WORDS_MAX = 5
_STRONG = r"dr|drs|dre|dresse|dr\.?ssa|docteure?|doctoresse|doctor|doc|pr|prof|professeure?|professor|medecin"
_WEAK = (
    r"infirmiere?s?|ide|ipa|pivot|nurse|sister|matron|aide[- ]soignante?|surgeon|consultant|"
    r"oncologists?|haematologist|hematologist|radiologist|radiographer|physio(?:therapist)?|"
    r"registrar|gp|midwife|pharmacist|dietitian|dietician"
    r"|psychologist|psychiatrist|dermatologist|cardiologist|urologist|pulmonologist|"
    r"neurologist|endocrinologist|counsellor|cns|healthcare assistant|phlebotomist|paramedic|"
    r"therapist|social worker"
    r"|oncologue|onco|chirurgiene?|chirurgienne|radiologue|radiotherapeute|pneumologue|"
    r"dermato(?:logue)?|cardiologue|urologue|neurologue|hematologue|gastro(?:[- ]?enterologue)"
    r"?|endocrino(?:logue)?|gyneco(?:logue)?|rhumato(?:logue)?|anesthesiste|generaliste|"
    r"interne"
    r"|kine(?:sitherapeute)?|psy(?:chologue|chiatre)?|sage[- ]femme|manip(?:ulatrice|ulateur)?"
    r"|pharmacienn?e?|dieteticienn?e?|orthophoniste|ergotherapeute|osteopathe|cadre de sante|"
    r"secretaire|assistante sociale|coordinatrice|ambulancier|brancardier|dentiste|medecin "
    r"traitant|soignante?"
)
_CIVIL = r"m|mr|mrs|ms|miss|mme|madame|monsieur|mlle|mademoiselle"
_TITLE = pattern(
    rf"(?i)\b(?:(?:{_CIVIL})\.?\s+(?:le\s+|la\s+|l')?)?(?P<title>{_STRONG})\b(?P<dot>\.?)\s*(?"
    rf":(?:{_STRONG})\b\.?\s*)?"
)
_TRADE = pattern(
    rf"(?i)\b(?:{_WEAK})\b\.?(?:\s(?:chef|cheffe|referente?|coordinatrice|liberale|specialist|"
    rf"practitioner|in charge|principale?|qui s'appelle|nommee?|called|named|est|is))?\s*[,:(]?"
    rf"\s*(?:(?:{_CIVIL})\b\.?\s*)?"
)
_CIVIL_FIRST = pattern(rf"(?i)\b(?:{_CIVIL})\b\.?\s+")
_AFTER = pattern(
    rf"(?i)^\s*,?\s*(?:(?:c'est\s|est\s|is\s|was\s)?(?:l'|le |la |les |mon |ma |notre |my |our "
    rf"|the |his |her |son |sa |une? |an? ))(?:\w+\s){{0,2}}(?:{_WEAK}|{_STRONG}|specialist|"
    rf"specialiste)\b"
)
_NAME = re.compile(r"[A-Za-z][A-Za-z'-]*")
_NOT_BEFORE = re.compile(
    r"(?i)(?:rue|avenue|av\.?|boulevard|bd|place|allee|impasse|quai|square|hopital|clinique|"
    r"lycee|college|fondation|prix|cours|centre|institut|street|road)\s+(?:du\s+|de\s+|le\s+)?"
    r"$")  # fmt: skip
_PARTICLES = frozenset({
    "de", "du", "des", "la", "le", "van", "von", "der", "den", "el", "al", "ben", "bin", "da", "di", "dos",
    "d'", "o'", "mc", "mac", "st", "saint",
})  # fmt: skip
_NOT_NAMES = plain_words("not_names")


def carer_names(folded: Folded) -> list[Span]:
    """Titles and names as they stand in the original."""
    text = folded.plain.text
    shouted = _is_shouted(text)
    found = []
    for match in _TITLE.finditer(text):
        if name := _name_after(text, match.end(), lower=_takes_lower(match), shouted=shouted):
            found += _unless_place(text, match.start(), name[1])
    for match in _TRADE.finditer(text):
        if name := _name_after(text, match.end(), lower=False, shouted=shouted):
            found += _unless_place(text, match.start(), name[1])
    for match in _CIVIL_FIRST.finditer(text):
        name = _name_after(text, match.end(), lower=False, shouted=shouted)
        if name and _AFTER.search(text[name[1] : name[1] + 60]):
            found.append((match.start(), name[1]))
    found += _trade_follows(text)
    return [folded.plain.origin(*span) for span in found]


def _is_shouted(text: str) -> bool:
    return sum(map(str.isupper, text)) > sum(map(str.islower, text))


def _takes_lower(match: Match) -> bool:
    """« dr lefort » and « docteur benkacem » are names; « prof de yoga », « pr moi » are none."""
    title = match.group("title").lower()
    return (
        title in ("dr", "dre", "dresse", "drs", "docteur", "docteure", "doctoresse", "doctor")
        and "\n" not in match.group()
    )


def _unless_place(text: str, start: int, end: int) -> list[Span]:
    return [] if _NOT_BEFORE.search(text[max(0, start - 20) : start]) else [(start, end)]


def _name_after(text: str, start: int, *, lower: bool, shouted: bool) -> Span | None:
    """The name that begins here, or None."""
    end, position, words = start, start, 0
    while words < NAME_WORDS_MAX and (word := _NAME.match(text, position)):
        token = word[0].rstrip("-'")
        particle = words > 0 and not shouted and token.lower() in _PARTICLES
        if not particle and not _is_name(
            token, lower=lower and words == 0, shouted=shouted, first=words == 0
        ):
            break
        end = end if particle else word.start() + len(token)
        words += not particle or 1
        position = word.end() + (1 if text[word.end() : word.end() + 1] == "." and len(token) == 1 else 0)
        if text[position : position + 1] != " ":
            break
        position += 1
        lower = False
    return (start, end) if end > start else None


def _is_name(token: str, *, lower: bool, shouted: bool, first: bool) -> bool:
    plain = token.lower()
    if plain in _NOT_NAMES or (
        plain.split("'")[0] in {"l", "d", "qu", "n", "m", "j", "s", "c", "t"} and not token[:1].isupper()
    ):
        return False
    if shouted:
        return first and len(token) >= 4
    if token[0].isupper():
        return len(token) > 1 or not first or True
    return lower and len(token) >= 4 and not _is_verb(plain)


def _is_verb(word: str) -> bool:
    """A word of a sentence rather than a name; names in lower case are rare, so this may be strict."""
    return (
        word.endswith(("ait", "aient", "ment", "ions", "eront", "era", "erait", "ing", "n't"))
        or word in _NOT_NAMES
    )


_FIRST_NAME_TRADE = pattern(
    rf"\b[A-Z][a-z'-]+(?:\s[A-Z][\w'-]+)?,?\s(?:(?:l'|notre |mon |ma |my |our |the |his |her |"
    rf"une? |an? )(?:\w+\s){{0,1}})(?i:{_WEAK})\b"
    rf"|\b[A-Z][\w'-]+\s(?:(?:Le|La|De|Du|Van|Von|El|Ben|de|du|van|von)\s)?[A-Z][\w'-]+,\s(?i:{_WEAK})\b"
)


def _trade_follows(text: str) -> list[Span]:
    """« Sylvie, mon infirmière », "Jane Smith, our oncologist"."""
    found = []
    for match in _FIRST_NAME_TRADE.finditer(text):
        name = _NAME.match(text, match.start())
        if (
            name
            and name[0].lower() not in _NOT_NAMES
            and "," in match.group()
            and _is_no_sentence_start(text, match)
        ):
            found.append(match.span())
    return found


def _is_no_sentence_start(text: str, match: Match) -> bool:
    """« Hier, mon infirmière » begins a sentence with a capital that makes no name."""
    before = text[: match.start()].rstrip()
    two = re.match(r"[A-Z][\w'-]+\s[A-Z]", match.group())
    return bool(two) or (bool(before) and before[-1] not in ".!?\n:" and fold_word(before[-1:]).isalnum())
