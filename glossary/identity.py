"""By what a term is known in files and to programs: an identifier of its own, the same in every language.

It is made of the translation key, so that neither a new name nor a new address of the portal changes it.
"""

import re
from uuid import UUID

_URN = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")


def urn(key: UUID) -> str:
    return f"urn:uuid:{key}"


def key_in(identifier: str) -> UUID | None:
    """The translation key that the identifier tells, or None."""
    found = _URN.fullmatch(identifier)
    return UUID(found[1]) if found else None


def is_address(identifier: str) -> bool:
    return bool(_ADDRESS.fullmatch(identifier))
