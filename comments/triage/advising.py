"""What the moderation desk can make of findings: an order and a canned answer. Neither decides anything."""

from comments.triage.findings import Findings

# A reason of Comment.Reason, or the key of a short answer.
SUGGESTIONS = {
    "distress": "help-distress",
    "urgent": "help-urgent",
    "personal_data": "personal",
    "carer_name": "charter",
    "advice": "advice",
    "miracle": "sale",
    "link": "check-link",
    "shouting": "",
    "little_content": "repeated",
}
PRIORITIES = {
    "distress": 100,
    "urgent": 90,
    "personal_data": 50,
    "advice": 40,
    "carer_name": 30,
    "miracle": 20,
    "link": 10,
}


def suggestion(findings: Findings) -> str:
    """The key of the answer to offer first: help-..., check-link, a Comment.Reason or ""."""
    return next((SUGGESTIONS[name] for name in findings.signals if SUGGESTIONS[name]), "")


def priority(findings: Findings) -> int:
    """0 to 100; distress and urgent symptoms are read first."""
    return max((PRIORITIES.get(name, 0) for name in findings.signals), default=0)
