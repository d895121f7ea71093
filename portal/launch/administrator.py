"""The first administrator."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import User

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
GROUPS = 3
GROUP_LENGTH = 4


def is_missing() -> bool:
    return not User.objects.filter(is_superuser=True, is_active=True).exists()


def free_name() -> str:
    """admin, or admin2 when somebody has that name."""
    taken = set(User.objects.filter(username__startswith="admin").values_list("username", flat=True))
    return next(name for name in ("admin", *(f"admin{n}" for n in range(2, 1000))) if name not in taken)


def one_time_password() -> str:
    """Readable, with 59 bits of chance."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def create(name: str, password: str) -> None:
    User.objects.create_superuser(name, password=password)
