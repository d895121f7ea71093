"""The French interface follows French typography, by the same rules as the pages do."""

from __future__ import annotations

from babel.messages.pofile import read_po
from django.conf import settings

from portal.editorial.typography import typeset


def test_the_words_of_the_interface_are_typeset_as_french() -> None:
    path = settings.BASE_DIR / "locale/fr/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    wrong = []
    for message in messages:
        forms = [message.string] if isinstance(message.string, str) else message.string
        wrong += [form for form in forms or () if typeset(form, "fr") != form]
    assert len(messages) > 500
    assert wrong == []
