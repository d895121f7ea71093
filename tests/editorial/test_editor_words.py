"""What the scripts of the rich-text editor say is given to them in the language of the administration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.editorial.admin.choices import editor_words

SAID = re.compile(r'say\(((?:[^()"]*"[^"]*")+)')


@pytest.mark.parametrize("script", ["links", "unwoven", "language"])
def test_every_word_of_the_editors_scripts_is_given_to_them(script: str) -> None:
    text = Path(settings.BASE_DIR, "static", "js", f"{script}.js").read_text()
    said = {words for call in SAID.findall(text) for words in re.findall('"([^"]*)"', call)}
    assert said
    assert said <= set(editor_words())
