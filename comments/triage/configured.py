"""The word lists of this installation: the delivered ones and the operator's, of PORTAL_TRIAGE_WORDS."""

from pathlib import Path

from django.conf import settings

from comments.triage.words import Words, load
from portal import environment as env


def words_in_use() -> Words:
    """Read once and kept; a change of the files needs a restart. Raises WordsError."""
    directory = getattr(settings, "TRIAGE_WORDS", None) or env.text("PORTAL_TRIAGE_WORDS")
    return load(Path(directory) if directory else None)
