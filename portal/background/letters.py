"""What a mail says: plain text from a template of its language, whose first line is the subject."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import select_template
from django.utils import translation

from portal.background.limits import SUBJECT_MAX

FALLBACK = "en"  # for a language into which nobody has translated the mail yet
BREAKABLE = re.compile(r"(?<=«) | (?=[»?!;:])")  # where French sets a space that does not break
EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str
    language: str
    headers: dict[str, str] = field(default_factory=dict)


def letter(name: str, language: str, context: dict[str, Any], *, stop_url: str = "") -> Letter:
    """Fill templates/mail/<language>/<name>.txt. `stop_url` takes the one click that RFC 8058 describes."""
    template = select_template([f"mail/{code}/{name}.txt" for code in (language, FALLBACK)])
    facts = {name: _flat(value) if isinstance(value, str) else value for name, value in context.items()}
    with translation.override(language):
        text = template.render(facts)
    first, _, rest = BREAKABLE.sub("\xa0", text).strip().partition("\n")
    return Letter(one_line(first), EMPTY_LINES.sub("\n\n", rest).strip() + "\n", language, _headers(stop_url))


def one_line(words: str) -> str:
    """Fit for a header: whatever was typed somewhere, it begins no second one."""
    line = _flat(words)
    return line if len(line) <= SUBJECT_MAX else f"{line[: SUBJECT_MAX - 1]}…"


def _flat(words: str) -> str:
    return " ".join(words.split())


def _headers(stop_url: str) -> dict[str, str]:
    if not stop_url:
        return {}
    return {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def mail_is_set_up() -> bool:
    """Whether mail can be sent, with links that lead here. Links never come from a request's Host."""
    return bool(settings.PUBLIC_URL) and not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")
