"""What may change in a signed text without a new signature: typing errors, and no more."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.editorial.comparing import compare
from portal.editorial.limits import CORRECTION_WORDS_MAX

# A change there is never a typing error: it says who vouches for the text, or where it stands.
UNTOUCHABLE = {"contributors", "slug", "category", "kind", "image"}


def check_small(signed: Any, corrected: Any) -> None:
    """Compare with what was signed, however many corrections lie between. Raises ValidationError."""
    comparison = compare(signed, corrected)
    touched = [part for part in comparison.changed if part.name in UNTOUCHABLE]
    if touched:
        raise ValidationError(
            _("This is no typing error: %(parts)s changed. Send the text for review."),
            code="too_much",
            params={"parts": ", ".join(str(part.label) for part in touched)},
        )
    if comparison.changed_words > CORRECTION_WORDS_MAX:
        raise ValidationError(
            ngettext_lazy(
                "%(n)d word differs from what was signed, at most %(max)d may: send the text for review.",
                "%(n)d words differ from what was signed, at most %(max)d may: send the text for review.",
                comparison.changed_words,
            ),
            code="too_much",
            params={"n": comparison.changed_words, "max": CORRECTION_WORDS_MAX},
        )
