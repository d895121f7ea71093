"""Local, explainable triage of comments: it sorts, highlights and suggests, and decides nothing."""

from comments.triage.advising import priority, suggestion
from comments.triage.duplicates import NearDuplicate, near_duplicates
from comments.triage.examining import VERSION, examine
from comments.triage.findings import SIGNALS, Finding, Findings
from comments.triage.language import other_language
from comments.triage.words import Words, WordsError, load

__all__ = [
    "SIGNALS", "VERSION", "Finding", "Findings", "NearDuplicate", "Words", "WordsError", "examine", "load",
    "near_duplicates", "other_language", "priority", "suggestion",
]  # fmt: skip
