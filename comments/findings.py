"""What the triage found in a comment that waits: for its moderator, and gone soon after the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comments.triage.reasons import REASONS

RULE_MAX = 40  # characters

# Why a rule spoke that looks at more than the words of one comment.
OWN_REASONS = {
    "near_duplicate.text": _("It says nearly the same as another comment."),
    "other_language.words": _("It seems to be written in another language than its page."),
    "suspicious.trap": _("Something was written into a field that people do not see."),
}


class Signal(models.TextChoices):
    # In the order in which a moderator needs to know; the first nine are triage.SIGNALS.
    DISTRESS = "distress", _("distress")
    URGENT = "urgent", _("urgent symptom")
    PERSONAL_DATA = "personal_data", _("personal data")
    CARER_NAME = "carer_name", _("name of a health professional")
    ADVICE = "advice", _("asks for medical advice")
    MIRACLE = "miracle", _("miracle cure or sale")
    LINK = "link", _("link")
    SHOUTING = "shouting", _("shouting")
    LITTLE_CONTENT = "little_content", _("little content")
    NEAR_DUPLICATE = "near_duplicate", _("said before")
    OTHER_LANGUAGE = "other_language", _("another language")
    SUSPICIOUS = "suspicious", _("sent in a suspicious way")


class FindingQuerySet(models.QuerySet["Finding"]):
    def outlived(self, before: datetime) -> Self:
        """Of comments decided before that moment, or no longer to be taken back."""
        decided = self.exclude(comment__status="pending")
        return decided.filter(Q(comment__acted_at__isnull=True) | Q(comment__acted_at__lt=before))


class Finding(models.Model):
    """One place where one rule spoke. It sorts, highlights and suggests; it decides nothing."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="findings")
    signal = models.CharField(_("signal"), max_length=20, choices=Signal)
    rule = models.CharField(max_length=RULE_MAX)  # a key of REASONS or OWN_REASONS, which it may outlive
    # Code points of the comment's text; both are 0 when it is about the whole.
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    version = models.CharField(max_length=20, blank=True)  # of the rules and word lists
    other = models.ForeignKey(
        "comments.Comment", on_delete=models.SET_NULL, null=True, related_name="+"
    )  # that says nearly the same

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="comments_finding_signal", condition=Q(signal__in=Signal.values)),
            models.CheckConstraint(
                name="comments_finding_span", condition=Q(start=0, end=0) | Q(start__lt=F("end"))
            ),
        ]

    def __str__(self) -> str:
        return self.get_signal_display()

    @property
    def reason(self) -> Any:
        """A sentence for the moderator, or the signal alone when its rule is no more."""
        return REASONS.get(self.rule) or OWN_REASONS.get(self.rule) or self.get_signal_display()

    @property
    def span(self) -> tuple[int, int] | None:
        """Where it stands in the text, or None for the whole."""
        return (self.start, self.end) if self.end else None


def in_order(signals: set[str]) -> list[str]:
    """The most urgent first."""
    return [word for word in Signal.values if word in signals]
