"""Looks at one comment with all rules."""

from comments.limits import RAW_MAX
from comments.triage.findings import Finding, Findings, Span, apart
from comments.triage.folding import Folded, fold
from comments.triage.language import guess
from comments.triage.links import links
from comments.triage.names import carer_names
from comments.triage.personal import personal_data
from comments.triage.promotion import miracle
from comments.triage.reading import Reading
from comments.triage.requests import advice
from comments.triage.safety import distress, urgent
from comments.triage.shape import little_content, shouting
from comments.triage.words import Lists, Words, load

VERSION = "1"  # of rules and delivered words: counted up with every change of what is found
LANGUAGES_MAX = 2
SAID_IN_FEW_WORDS = ("distress.", "urgent.", "advice.")  # « je veux mourir » is content


def examine(text: str, *, language: str, words: Words | None = None) -> Findings:
    """What the rules find in the text, of a page in that language.

    Only the first RAW_MAX characters are read. Raises nothing for any text; takes a few milliseconds.
    """
    folded = fold(text[:RAW_MAX])
    reading = Reading(folded, _lists(folded, language, words or load()))
    found = _by_words(reading) | _by_shape(folded)
    if any(found[rule] for rule in found if rule.startswith(SAID_IN_FEW_WORDS)):
        del found["little_content.short"]
    findings = [
        Finding(rule.split(".")[0], rule, tuple(apart(spans))) for rule, spans in found.items() if spans
    ]
    return Findings(VERSION, tuple(findings))


def _by_words(reading: Reading) -> dict[str, list[Span]]:
    found = distress(reading) | urgent(reading) | miracle(reading) | {"advice.request": advice(reading)}
    return {rule: reading.origin(spans) for rule, spans in found.items()}


def _by_shape(folded: Folded) -> dict[str, list[Span]]:
    return {
        **personal_data(folded),
        "carer_name.title": carer_names(folded),
        "link.address": links(folded),
        **shouting(folded),
        "little_content.short": little_content(folded),
    }


def _lists(folded: Folded, language: str, words: Words) -> list[Lists]:
    """Those of the page's language and of the one it is written in; all when neither is known."""
    wanted = [
        code for code in dict.fromkeys((language, guess(folded) or language)) if code in words.languages
    ]
    return [words.languages[code] for code in wanted or sorted(words.languages)][:LANGUAGES_MAX]
