"""Accounts of each group, and pages on their way through review."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.editorial.workflow import (
    account,
    complete_page,
    profile,
)

EDITORS, REVIEWERS, MODERATORS = "Editors", "Medical reviewers", "Moderators"
EVERYBODY = ("", EDITORS, REVIEWERS, MODERATORS, "superuser")
LATER = timedelta(days=1)


def client_of(group: str) -> Client:
    """Somebody of that group who has a profile, so that only permissions decide; "" is without account."""
    client = Client()
    if group:
        user = account(f"of-{group.lower().replace(' ', '-')}", group)
        user.is_superuser = group == "superuser"
        user.save()
        profile(user, f"profil-{user.pk}")
        client.force_login(user)
    return client


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def in_review() -> Any:
    page = complete_page()
    page.ask_for_review(by=None)
    return page


def edited(page: Any, **change: Any) -> Any:
    for name, value in change.items():
        setattr(page, name, value)
    page.save()
    return fresh(page)


def today_in_a_year() -> str:
    return (timezone.localdate() + timedelta(365)).isoformat()


# The reviewer's view


def marked(tag: str, word: str, html: str) -> bool:
    return re.search(rf"<{tag}[^>]*>\s*{word}\s*</{tag}>", html) is not None
