"""Why a rule spoke, for the moderator. The keys are the rules' names; stored ones outlive a rule."""

from typing import Any

from django.utils.translation import gettext_lazy as _

Sentence = Any  # what gettext_lazy returns

REASONS: dict[str, Sentence] = {
    "distress.words": _("These words may say that somebody wants to die or plans to."),
    "distress.several": _("Several of these words together may say that somebody despairs."),
    "distress.likely": _("Taken together, these words are those of people who despair."),
    "urgent.sign": _("This may be a dangerous symptom that somebody has now."),
    "urgent.present": _("This symptom may be dangerous, and other words say that it is there now."),
    "urgent.several": _("Several symptoms are told together, without saying that they are over."),
    "urgent.likely": _("Taken together, these words are those of people who have a dangerous symptom."),
    "advice.request": _("Somebody asks what to do in their own case; only their carers can answer."),
    "advice.likely": _(
        "Taken together, these words are those of people who ask what to do in their own case."
    ),
    "personal_data.phone": _("This looks like a telephone number of a person."),
    "personal_data.email": _("This looks like an e-mail address."),
    "personal_data.address": _("This looks like the address of a person."),
    "personal_data.identifier": _(
        "This looks like a personal number: of a file, of an insured person or of an account."
    ),
    "personal_data.birth": _("A full name stands beside a date of birth."),
    "personal_data.handle": _("This looks like somebody's name on another service."),
    "carer_name.title": _("A health professional is named."),
    "miracle.cure": _("This seems to promote a miracle cure or a sale."),
    "miracle.trade": _("This seems to advertise money, games, medicines without prescription or spells."),
    "miracle.likely": _("Taken together, these words are those of advertisements for cures or money."),
    "link.address": _("This leads to another site."),
    "link.account": _("This leads to an advertiser's account on another service."),
    "little_content.short": _("There is hardly anything to read."),
    "shouting.capitals": _("Most of it is in capitals."),
    "shouting.marks": _("There is a long row of exclamation marks."),
}
