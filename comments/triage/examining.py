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
from comments.triage.weighing import Weighing
from comments.triage.words import Words, load

VERSION = "4"  # of rules, delivered words and weights: counted up with every change of what is found
LANGUAGES_MAX = 2
SAID_IN_FEW_WORDS = ("distress.", "urgent.", "advice.")  # « je veux mourir » is content


def examine(text: str, *, language: str, words: Words | None = None) -> Findings:
    """What the rules find in the text, of a page in that language.

    Only the first RAW_MAX characters are read. Raises nothing for any text; takes a few milliseconds.
    """
    folded = fold(text[:RAW_MAX])
    words = words or load()
    written = guess(folded) or language
    reading = Reading(folded, [words.languages[code] for code in _languages(words, language, written)])
    found = _by_words(reading, Weighing(reading, [written])) | _by_shape(folded)
    if any(found[rule] for rule in found if rule.startswith(SAID_IN_FEW_WORDS)):
        del found["little_content.short"]
    if "personal_data.handle" in found and any(rule.startswith("miracle.") for rule in found):
        found["link.account"] = found.pop("personal_data.handle")  # an advertiser's, to be reached there
    findings = [
        Finding(rule.split(".")[0], rule, tuple(apart(spans))) for rule, spans in found.items() if spans
    ]
    return Findings(VERSION, tuple(findings))


def _by_words(reading: Reading, weighing: Weighing) -> dict[str, list[Span]]:
    found = {
        "distress": distress(reading),
        "urgent": urgent(reading),
        "miracle": miracle(reading),
        "advice": advice(reading),
    }
    judged = [weighing.judge(signal, by_rule) for signal, by_rule in found.items()]
    return {rule: reading.origin(spans) for by_rule in judged for rule, spans in by_rule.items()}


def _by_shape(folded: Folded) -> dict[str, list[Span]]:
    return {
        **personal_data(folded),
        "carer_name.title": carer_names(folded),
        "link.address": links(folded),
        **shouting(folded),
        "little_content.short": little_content(folded),
    }


def _languages(words: Words, *codes: str) -> list[str]:
    """The page's language and the one it is written in; all when neither is known."""
    wanted = [code for code in dict.fromkeys(codes) if code in words.languages]
    return (wanted or sorted(words.languages))[:LANGUAGES_MAX]
