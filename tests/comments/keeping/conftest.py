"""The moments at which something is forgotten, and what somebody has left."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from comments.models import Comment, Subscription
from portal.background.models import Mail

EMAIL = "camomille@exemple.fr"


def later(**span: float) -> Any:
    return timezone.now() + timedelta(**span)


def state(comment: Comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def run(*args: str) -> str:
    out = StringIO()
    call_command("personal_data", *args, stdout=out)
    return out.getvalue()


def subscription(comment: Comment, *, confirmed: bool = True) -> Subscription:
    found = Subscription.ask(comment, EMAIL)
    assert found
    token = found.new_confirmation()
    return Subscription.confirm(token, scope="answers", pace="once") or found if confirmed else found


def a_mail(**fields: Any) -> Mail:
    standard = {"key": "k", "kind": "follow-notice", "recipient": EMAIL, "subject": "Une réponse"}
    return Mail.objects.create(**standard | fields)
