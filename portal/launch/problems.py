"""What keeps the portal from starting, said in one line."""

from django.core.management.base import CommandError


class CannotStart(CommandError):  # noqa: N818  (the name is printed before the words)
    pass
