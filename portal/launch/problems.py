"""What keeps the portal from starting, said in one line."""

from django.core.management.base import CommandError


class CannotStart(CommandError):
    pass
