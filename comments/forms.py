"""What somebody without an account types: pseudonym, e-mail if they like, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments import follow_box
from comments.answering import is_kept_for_the_team
from comments.canonical import CanonicalError, canonical, canonical_name, looks_like_address, visible_length
from comments.delays import usual_hours
from comments.limits import EMAIL_MAX, NAME_MAX, NAME_MIN, STORED_NAME_MAX, TEXT_MAX, TEXT_MIN
from comments.models import Comment, Discussion
from comments.querysets import is_row_number

if TYPE_CHECKING:
    from comments.nudging import Nudge

UNREADABLE = {
    "too_long_raw": _("This text is far too long to be read."),
    "nul": _("This text holds a character that cannot be stored. Please remove it and send again."),
    "surrogate": _("This text holds a character that cannot be stored. Please remove it and send again."),
}


class ShownAgain(forms.Field):
    """What is refused is shown again as it was typed."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        # NUL is no character of HTML: the page that shows the words again would be broken by it.
        return data.replace("\0", "\ufffd") if isinstance(data, str) else data


class CanonicalField(ShownAgain, forms.CharField):
    """Measures and returns the canonical form."""

    def to_python(self, value: Any) -> str:
        try:
            return self.canonical("" if value is None else str(value))
        except CanonicalError as error:
            raise ValidationError(UNREADABLE[error.code], code=error.code) from error

    def canonical(self, value: str) -> str:
        return canonical(value)


class CommentText(CanonicalField):
    widget = forms.Textarea(attrs={"rows": 7, "data-min": TEXT_MIN, "data-max": TEXT_MAX})

    def validate(self, value: str) -> None:
        super().validate(value)
        if visible_length(value) < TEXT_MIN:
            message = ngettext(
                "Your comment is too short: write at least %(least)d character.",
                "Your comment is too short: write at least %(least)d characters.",
                TEXT_MIN,
            )
            raise ValidationError(message, code="too_short", params={"least": TEXT_MIN})
        if (over := len(value) - TEXT_MAX) > 0:
            message = ngettext(
                "Your comment is %(over)d character too long: %(most)d at most.",
                "Your comment is %(over)d characters too long: %(most)d at most.",
                over,
            )
            raise ValidationError(message, code="too_long", params={"over": over, "most": TEXT_MAX})


class CommentName(CanonicalField):
    def canonical(self, value: str) -> str:
        if "\n" in canonical(value):
            raise ValidationError(_("A pseudonym stands on one line."), code="lines")
        return canonical_name(value)

    def validate(self, value: str) -> None:
        super().validate(value)
        if not NAME_MIN <= visible_length(value) <= NAME_MAX or len(value) > STORED_NAME_MAX:
            message = _("A pseudonym has %(least)d to %(most)d characters.")
            raise ValidationError(message, code="length", params={"least": NAME_MIN, "most": NAME_MAX})
        if looks_like_address(value):
            raise ValidationError(_("A pseudonym holds no e-mail or web address."), code="address")


class CommentEmail(ShownAgain, forms.EmailField):
    widget = forms.EmailInput(attrs={"autocomplete": "email"})


class Trap(ShownAgain):
    """For programs, which fill in everything. Nobody sees it or gets there by keyboard, and it has no name
    or label from which a browser would guess what to fill in."""

    is_trap = True
    widget = forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Please leave this field empty"), **kwargs)


class Refusable(forms.Form):
    """What a reader sends, and what may be refused for a reason that is not in its words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def refuse(self, message: str) -> None:
        """Show this error alone, whatever else could be said of the words."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        self.add_error(None, message)


class Words(Refusable):
    """What a comment says, and under which name."""

    nudge: Nudge | None = None

    name = CommentName(
        label=_("Pseudonym"),
        help_text=_("Shown beside your comment. Please do not use your full name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    text = CommentText(
        label=_("Your comment"),
        help_text=format_lazy(_("{least} to {most} characters."), least=TEXT_MIN, most=TEXT_MAX),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if is_kept_for_the_team(name):
            message = _("This name would be taken for that of the team. Please choose another.")
            raise ValidationError(message, code="team")
        return name


class RewriteForm(Words):
    """A comment that waits, changed by its author."""


class CommentForm(Words):
    email = CommentEmail(
        label=_("Email address (optional)"), required=False, max_length=EMAIL_MAX, help_text=_("Never shown.")
    )
    parent = ShownAgain(required=False, widget=forms.HiddenInput)
    subject = Trap(required=False)

    field_order = ["name", "email", "subject", "text", "parent"]

    def __init__(self, *args: Any, discussion: Discussion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.discussion = discussion
        follow_box.add_to(self)

    def clean(self) -> None:
        super().clean()
        follow_box.check(self)

    def clean_parent(self) -> Comment | None:
        value = (self.cleaned_data["parent"] or "").strip()
        parent = self.find_parent(value)
        if value and parent is None:
            # Sent again, it is a new comment: nobody should be left with words they cannot send.
            self.data = dict(self.data.items()) | {"parent": ""}
            raise ValidationError(_("The comment you answer is not there any more."), code="no_parent")
        return parent

    def find_parent(self, value: str) -> Comment | None:
        """The approved comment of this discussion that has this number; None if there is none."""
        if not is_row_number(value):
            return None
        return Comment.objects.approved().filter(discussion=self.discussion, pk=int(value)).first()

    @property
    def suspicion(self) -> Comment.Suspicion:
        """Of a valid form; something for those who moderate, never a reason to refuse."""
        filled = str(self.cleaned_data["subject"] or "").strip()
        return Comment.Suspicion.TRAP if filled else Comment.Suspicion.NONE

    @property
    def usual_hours(self) -> int | None:
        return usual_hours()
